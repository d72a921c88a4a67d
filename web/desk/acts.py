"""What agents do at a report's page, by a form that leads back to it: change its status, add a note."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mend.problem import IllegalChange, Status
from mend.store import Page, Store, desk_acts
from mend.store.agents import Role, SignedIn
from mend.store.desk_acts import NOTE_LIMIT, NoReport, Overtaken
from web.desk.guard import Guard
from web.desk.phrases import within
from web.desk.reports import Draft, Reports, number_of, one_of
from web.desk.rights import ALLOWED

NOTE_FORM_LIMIT = 32 * 1024  # bytes: a character takes up to twelve in a form


class Refused(Exception):
    """The form cannot be followed as it is; the text says why, `at` names the field. Nothing was changed."""

    def __init__(self, at: str, text: str, status: int = 400):
        super().__init__(text)
        self.at = at
        self.text = text
        self.status = status


@dataclass(frozen=True)
class Acts:
    """The forms of a report's page."""

    store: Store
    guard: Guard
    reports: Reports

    async def change_status(self, request: Request) -> Response:
        """Change a report's status; back to its history, or to the form with what is wrong."""
        agent = await self.guard.agent(request, Role.AGENT)
        form = await self.guard.form(request, agent)
        number = number_of(request)
        then = one_of(Status, form.get("status"))
        if then is not None and then not in ALLOWED[agent.role]:
            raise HTTPException(403)
        seen, reason = one_of(Status, form.get("seen")), _line(form.get("reason", ""))

        def change(page: Page) -> None:
            room = desk_acts.room_for_reason(agent.name)
            if then is None or seen is None:
                raise Refused("status", "Choose what to change the status to.")
            if not _says_something(reason):
                raise Refused("reason", "Say why: a change of status needs a reason.")
            if len(reason) > room:
                raise Refused(
                    "reason", f"The reason is too long: there is room for {room} characters."
                )
            desk_acts.change_status(page, number, agent.name, seen, then, reason)

        draft = Draft("status", {"status": then or "", "reason": reason})
        return await self._do(change, agent, number, draft, "history")

    async def add_note(self, request: Request) -> Response:
        """Add a note to a report; back to its notes, or to the form with what is wrong."""
        agent = await self.guard.agent(request, Role.AGENT)
        form = await self.guard.form(request, agent, NOTE_FORM_LIMIT)
        number = number_of(request)
        text = _storable(form.get("text", "").replace("\r\n", "\n")).strip()

        def add(page: Page) -> None:
            if not _says_something(text):
                raise Refused("text", "Write something first: the note is empty.")
            if len(text) > NOTE_LIMIT:
                raise Refused(
                    "text", f"The note is too long: there is room for {NOTE_LIMIT} characters."
                )
            desk_acts.add_note(page, number, agent.name, text)

        return await self._do(add, agent, number, Draft("note", {"text": text}), "notes")

    async def _do(
        self,
        act: Callable[[Page], None],
        agent: SignedIn,
        number: str,
        draft: Draft,
        section: str,
    ) -> Response:
        try:
            await run_in_threadpool(self._write, act)
        except NoReport:
            raise HTTPException(404) from None
        except Refused as refused:
            return await self.reports.show(
                agent, number, draft=draft.refused(refused.at, refused.text), status=refused.status
            )
        return RedirectResponse(f"/desk/reports/{number}#{section}", 303)

    def _write(self, act: Callable[[Page], None]) -> None:
        try:
            with self.store.page() as page:
                act(page)
        except Overtaken as overtaken:
            now = within(overtaken.now)
            text = f"Meanwhile the report is {now}. Nothing was changed; look again."
            raise Refused("status", text, 409) from None
        except IllegalChange:
            text = "A report of this status cannot be changed to that one. Nothing was changed."
            raise Refused("status", text, 409) from None


def _storable(text: str) -> str:
    """The text without NUL, which PostgreSQL refuses."""
    return text.replace("\x00", "")


def _line(text: str) -> str:
    """The text as one line."""
    return " ".join(_storable(text).split())


def _says_something(text: str) -> bool:
    """Whether there is anything to be seen."""
    return any(char.isprintable() and not char.isspace() for char in text)
