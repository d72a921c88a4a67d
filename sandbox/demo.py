"""The demo: an invented operator's help page with the chat window in it.

The page does what an operator's site does: it knows who is signed in (here, whoever was chosen) and
hands the chat window a signed identity token at /demo/identity. The chat comes from another origin
by one script tag.
"""

from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox.activity import recent
from sandbox.exchange import Answer
from sandbox.household import Customer
from sandbox.identity import Signer
from sandbox.provider import Provider
from sandbox.server import respond

HERE = Path(__file__).parent
COOKIE = "brightwater_as"


def origin(url: str) -> str:
    """`url`, which goes into the security policy; ValueError unless it is a bare http origin."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or url != f"{parts.scheme}://{parts.netloc}":
        raise ValueError(f"{url!r} must be an origin, such as http://127.0.0.1:8001")
    if not parts.hostname or set(parts.netloc) & set(" ;,'\"<>@"):
        raise ValueError(f"{url!r} must be an origin, such as http://127.0.0.1:8001")
    return url


class Demo:
    """The demo page and the addresses it uses."""

    def __init__(
        self,
        provider: Provider,
        signer: Signer,
        chat_url: str,
        own_url: str,
        desk_url: str | None,
    ) -> None:
        self.provider = provider
        self.signer = signer
        self.chat_url = origin(chat_url)
        self.own_url = origin(own_url)
        self.desk_url = origin(desk_url) if desk_url else None
        self.template = Template((HERE / "page.html").read_text(encoding="utf-8"))

    def routes(self) -> list[BaseRoute]:
        """The routes of the demo."""
        return [
            Route("/", self.page),
            Route("/demo/identity", self.identity),
            Route("/demo/jwks.json", self.jwks),
            Route("/demo/activity", self.activity),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]

    async def page(self, request: Request) -> Response:
        """GET /: the help page. `?as=cus-001` (or `nobody`) changes who is looking."""
        chosen = request.query_params.get("as")
        if chosen is not None:
            back = RedirectResponse("/", 303)
            if chosen in self.provider.customers:
                back.set_cookie(COOKIE, chosen, httponly=True, samesite="lax")
            else:
                back.delete_cookie(COOKIE, httponly=True, samesite="lax")
            return back
        self.provider.agenda.run_due()
        csp = (
            f"default-src 'none'; script-src 'self' {self.chat_url}; style-src 'self'; "
            f"img-src 'self' {self.chat_url}; connect-src 'self' {self.chat_url}; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        headers = {
            "Content-Security-Policy": csp,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        return HTMLResponse(self._render(self._who(request)), headers=headers)

    async def identity(self, request: Request) -> Response:
        """GET /demo/identity: {"token": JWT} of the chosen customer; 204 for nobody."""
        who = self._who(request)
        if who is None:
            return respond(Answer(204))
        return respond(Answer(200, {"token": self.signer.token(who.id, who.name)}))

    async def jwks(self, request: Request) -> Response:
        """GET /demo/jwks.json: the key that verifies those tokens."""
        del request
        return respond(Answer(200, self.signer.jwks()))

    async def activity(self, request: Request) -> Response:
        """GET /demo/activity: what the provider's systems received last."""
        del request
        self.provider.agenda.run_due()
        return respond(Answer(200, recent(self.provider)))

    def _who(self, request: Request) -> Customer | None:
        return self.provider.customers.get(request.cookies.get(COOKIE, ""))

    def _render(self, who: Customer | None) -> str:
        return self.template.substitute(
            chat_url=escape(self.chat_url),
            who=escape(who.name) if who else "Nobody signed in",
            greeting=escape(f"Hello {who.name.split()[0]}, how can we help?")
            if who
            else "How can we help?",
            account=_account(who),
            status=self._status(),
            people=self._people(who),
            desk=f'<a href="{escape(self.desk_url)}">Desk for agents</a>' if self.desk_url else "",
        )

    def _status(self) -> str:
        outages = self.provider.outages.open()
        if not outages:
            return '<li class="good">All services are running normally.</li>'
        return "".join(
            f'<li class="bad"><strong>{escape(problem["name"])}</strong> '
            f"{escape(problem['statusChangeReason'])}</li>"
            for problem in outages
        )

    def _people(self, who: Customer | None) -> str:
        nobody = _person("nobody", "Nobody", "A visitor who has not signed in.", who is None)
        return nobody + "".join(
            _person(each.id, each.name, each.story, each is who)
            for each in self.provider.customers.values()
        )


def _account(who: Customer | None) -> str:
    if who is None:
        return "<p>You are looking at this page as a visitor.</p>"
    state = ' <span class="tag">suspended</span>' if who.is_suspended else ""
    items = "".join(f"<li>{escape(product.name)}{state}</li>" for product in who.live_products)
    return f"<p>Your products in {escape(who.area.name)}:</p><ul>{items}</ul>"


def _person(key: str, name: str, story: str, chosen: bool) -> str:
    current = ' aria-current="true"' if chosen else ""
    return (
        f'<li><a href="/?as={escape(key)}"{current}>'
        f"<strong>{escape(name)}</strong> <span>{escape(story)}</span></a></li>"
    )
