"""The desk's web application: which address leads where, and what is said when that fails."""

import logging
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from mend.settings import Settings
from mend.store import Store, desk
from web.desk import guard
from web.desk.acts import Acts
from web.desk.guard import Guard, NotSignedIn, SafeHeaders
from web.desk.render import Pages
from web.desk.reports import Reports
from web.desk.signing import HOME, Signing, onward

log = logging.getLogger(__name__)
STATIC = Path(__file__).parent / "static"
COMPARISONS_AT_ONCE = 2

TROUBLE = {
    400: ("This address cannot be read", "Go back and try again."),
    403: ("Not allowed", "The form may be too old, or your role does not cover this."),
    404: ("Not found", "There is no such page or report. Check the report's number."),
    413: ("Too much text", "Go back, shorten it and send it again."),
    500: ("Something went wrong", "The page could not be made. Try again in a moment."),
}


def create_app(store: Store, settings: Settings) -> Starlette:
    """The desk over a record book. Creates no agent: `accounts.first_agent` does, when asked."""
    pages = Pages()
    doors = Guard(store, settings.secret)
    signing = Signing(doors, pages, CapacityLimiter(COMPARISONS_AT_ONCE))
    reports = Reports(store, doors, pages)
    acts = Acts(store, doors, reports)

    async def home(_request: Request) -> Response:
        return RedirectResponse(HOME, 303)

    async def health(_request: Request) -> Response:
        try:
            await run_in_threadpool(_reach, store)
        except Exception:
            log.exception("the record book does not answer")
            return JSONResponse({"status": "no_record_book"}, 503)
        return JSONResponse({"status": "ok"})

    async def to_sign_in(request: Request, _error: Exception) -> Response:
        then = onward(request.url.path)
        query = f"?{urlencode({'next': then})}" if then != HOME else ""
        response = RedirectResponse(f"/desk/login{query}", 303)
        if guard.SESSION_COOKIE in request.cookies:
            guard.drop_cookie(request, response, guard.SESSION_COOKIE)
        return response

    async def trouble(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        title, text = TROUBLE.get(status, (HTTPStatus(status).phrase, "Go back and try again."))
        response = pages.html("trouble.html", status, title=title, text=text)
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        # The last resort runs outside the middleware.
        response.headers.update(guard.HEADERS)
        return response

    app = Starlette(
        routes=[
            Route("/", home),
            Route("/health", health),
            Route("/desk", home),
            Route(HOME, reports.newest),
            Route("/desk/login", signing.show, methods=["GET"]),
            Route("/desk/login", signing.enter, methods=["POST"]),
            Route("/desk/logout", signing.leave, methods=["POST"]),
            Route("/desk/reports/{number}/status", acts.change_status, methods=["POST"]),
            Route("/desk/reports/{number}/notes", acts.add_note, methods=["POST"]),
            Route("/desk/reports/{number:path}", reports.one),
            Mount("/desk/static", StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(SafeHeaders)],
        exception_handlers={
            NotSignedIn: to_sign_in,
            HTTPException: trouble,
            Exception: trouble,
        },
    )
    # A wrong address is a 404 at once, not a walk to one with a slash more or less.
    app.router.redirect_slashes = False
    return app


def _reach(store: Store) -> None:
    with store.glance() as page:
        desk.reachable(page)
