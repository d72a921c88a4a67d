"""Signing in and out."""

import re
from dataclasses import dataclass

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mend.store import agents
from web.desk import guard
from web.desk.accounts import password_matches
from web.desk.guard import Guard, NotSignedIn
from web.desk.render import Pages

HOME = "/desk/"
# Where a sign-in may lead besides the list: never to an address of somebody else's making.
_ONWARD = re.compile(r"(/desk/reports/[A-Za-z0-9]{1,32})(/status|/notes)?")


def onward(path: str | None) -> str:
    """The path to go to after signing in: one report, also from its forms, or the list."""
    found = _ONWARD.fullmatch(path or "")
    return found[1] if found else HOME


@dataclass(frozen=True)
class Signing:
    """The two doors of the desk."""

    guard: Guard
    pages: Pages
    # One comparison costs 64 MiB and a tenth of a second: a crowd at the door must wait outside.
    comparing: CapacityLimiter

    async def show(self, request: Request) -> Response:
        """The sign-in page, or the list for who is signed in already."""
        try:
            await self.guard.agent(request)
        except NotSignedIn:
            return self._form(request, onward(request.query_params.get("next")))
        return RedirectResponse(HOME, 303)

    async def enter(self, request: Request) -> Response:
        """Sign in. Whatever was wrong, the answer is the same."""
        form = await guard.read_form(request)
        self.guard.check_sign_in_form(request, form.get("token", ""))
        name, password = form.get("name", ""), form.get("password", "")
        then = onward(form.get("next"))
        cookie = await run_sync(self._open, name, password, limiter=self.comparing)
        if cookie is None:
            return self._form(request, then, refused=True)
        response = RedirectResponse(then, 303)
        guard.set_cookie(request, response, guard.SESSION_COOKIE, cookie)
        guard.drop_cookie(request, response, guard.FORM_COOKIE)
        return response

    async def leave(self, request: Request) -> Response:
        """Sign out; the session is over on the server too."""
        session = await self.guard.agent(request)
        await self.guard.form(request, session)
        await run_in_threadpool(self._close, request.cookies[guard.SESSION_COOKIE])
        response = RedirectResponse("/desk/login", 303)
        guard.drop_cookie(request, response, guard.SESSION_COOKIE)
        return response

    def _open(self, name: str, password: str) -> str | None:
        store = self.guard.store
        with store.glance() as page:
            password_hash = agents.password_hash_of(page, name)
        right = password_matches(password_hash, password)
        with store.page() as page:
            if right:
                return agents.sign_in(page, name)
            agents.refuse(page, name)
        return None

    def _close(self, cookie: str) -> None:
        with self.guard.store.page() as page:
            agents.sign_out(page, cookie)

    def _form(self, request: Request, then: str, refused: bool = False) -> Response:
        cookie = request.cookies.get(guard.FORM_COOKIE) or guard.new_form_cookie()
        response = self.pages.html(
            "login.html",
            401 if refused else 200,
            refused=refused,
            token=self.guard.form_token(cookie),
            then=then,
        )
        guard.set_cookie(request, response, guard.FORM_COOKIE, cookie)
        return response
