"""The list of reports and the page of one."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from mend.problem import ProductKind, Result, Status
from mend.store import Store, agents, desk, desk_acts
from mend.store.agents import Role, SignedIn
from mend.store.desk import OPEN, Cursor, Line, Wanted, WholeReport
from web.desk import rights
from web.desk.guard import Guard
from web.desk.render import Pages, iso

_NUMBER = re.compile(r"[A-Za-z0-9]{1,32}")
_MESSAGE = re.compile(r"[0-9]{1,9}")
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Draft:
    """What an agent filled into one of the page's forms, and why it was not followed."""

    form: str = ""  # status | note
    said: dict[str, str] = field(default_factory=dict)  # by the field's name
    at: str = ""  # the field that is wrong
    trouble: str = ""

    def refused(self, at: str, why: str) -> "Draft":
        """The same with what is wrong with it, and where."""
        return replace(self, at=at, trouble=why)


def number_of(request: Request) -> str:
    """The report's number in the address. Raises 404 for what cannot be one."""
    number = str(request.path_params["number"])
    if not _NUMBER.fullmatch(number):
        raise HTTPException(404)
    return number


def one_of(kind: type[Choice], text: str | None) -> Choice | None:
    """The member of a closed list that a text names; None for anything else."""
    return kind(text) if text in [str(value) for value in kind] else None


def wanted_of(query: QueryParams) -> Wanted:
    """The filters of an address; a value that is none of the choices filters nothing."""
    result = query.get("result")
    return Wanted(
        status=one_of(Status, query.get("status")),
        result=OPEN if result == OPEN else one_of(Result, result),
        product_kind=one_of(ProductKind, query.get("product")),
    )


def cursor_of(text: str | None) -> Cursor | None:
    """The cursor written as `<created>,<id>`; None for anything else."""
    created, comma, number = (text or "").partition(",")
    if not comma or not _NUMBER.fullmatch(number):
        return None
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        return None
    # Near the ends of the calendar a time zone leads out of it.
    return Cursor(when, number) if when.tzinfo and 1970 < when.year < 9999 else None


def address_of(wanted: Wanted, before: Cursor | None = None) -> str:
    """The list's address with these filters, from this cursor on."""
    query = {"status": wanted.status, "result": wanted.result, "product": wanted.product_kind}
    kept = {name: str(value) for name, value in query.items() if value}
    if before is not None:
        kept["before"] = f"{iso(before.created)},{before.id}"
    return f"/desk/?{urlencode(kept)}" if kept else "/desk/"


@dataclass(frozen=True)
class Reports:
    """The desk's reading pages."""

    store: Store
    guard: Guard
    pages: Pages

    async def newest(self, request: Request) -> Response:
        """Reports, newest first."""
        agent = await self.guard.agent(request)
        wanted = wanted_of(request.query_params)
        before = cursor_of(request.query_params.get("before"))
        lines, more = await run_in_threadpool(self._lines, wanted, before)
        return self.pages.html(
            "list.html",
            agent=agent,
            lines=lines,
            wanted=wanted,
            filtered=wanted != Wanted(),
            statuses=list(Status),
            results=[*Result, OPEN],
            products=list(ProductKind),
            newest=address_of(wanted) if before else None,
            older=address_of(wanted, more) if more else None,
        )

    async def one(self, request: Request) -> Response:
        """Everything about one report. Reading it is audited: a transcript is personal data."""
        agent = await self.guard.agent(request)
        number = number_of(request)
        before = request.query_params.get("messages", "")
        upto = int(before) if _MESSAGE.fullmatch(before) else None
        return await self.show(agent, number, upto)

    async def show(
        self,
        agent: SignedIn,
        number: str,
        upto: int | None = None,
        draft: Draft | None = None,
        status: int = 200,
    ) -> Response:
        """The page of one report, with the forms that this agent may use. Raises 404."""
        whole = await run_in_threadpool(self._whole, number, upto, agent.name)
        if whole is None:
            raise HTTPException(404)
        return self.pages.html(
            "report.html",
            status,
            agent=agent,
            whole=whole,
            report=whole.report,
            draft=draft or Draft(),
            acts=agent.role.covers(Role.AGENT),
            changes=rights.changes(agent.role, Status(whole.report.status)),
            reason_limit=desk_acts.room_for_reason(agent.name),
            note_limit=desk_acts.NOTE_LIMIT,
        )

    def _lines(self, wanted: Wanted, before: Cursor | None) -> tuple[list[Line], Cursor | None]:
        with self.store.glance() as page:
            return desk.list_reports(page, wanted, before)

    def _whole(self, number: str, upto: int | None, agent: str) -> WholeReport | None:
        with self.store.glance() as page:
            whole = desk.whole_report(page, number, upto)
        if whole is not None:
            with self.store.page() as page:
                agents.write_audit(page, agent, "read_report", number)
        return whole
