"""The list of reports and the page of one."""

import re
from dataclasses import dataclass
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
from mend.store import Store, agents, desk
from mend.store.desk import OPEN, Cursor, Line, Wanted, WholeReport
from web.desk.guard import Guard
from web.desk.render import Pages, iso

_NUMBER = re.compile(r"[A-Za-z0-9]{1,32}")
_MESSAGE = re.compile(r"[0-9]{1,9}")
Choice = TypeVar("Choice", bound=StrEnum)


def wanted_of(query: QueryParams) -> Wanted:
    """The filters of an address; a value that is none of the choices filters nothing."""
    result = query.get("result")
    return Wanted(
        status=_choice(Status, query.get("status")),
        result=OPEN if result == OPEN else _choice(Result, result),
        product_kind=_choice(ProductKind, query.get("product")),
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
        number = request.path_params["number"]
        if not _NUMBER.fullmatch(number):
            raise HTTPException(404)
        before = request.query_params.get("messages", "")
        upto = int(before) if _MESSAGE.fullmatch(before) else None
        whole = await run_in_threadpool(self._whole, number, upto, agent.name)
        if whole is None:
            raise HTTPException(404)
        return self.pages.html("report.html", agent=agent, whole=whole, report=whole.report)

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


def _choice(kind: type[Choice], text: str | None) -> Choice | None:
    return kind(text) if text in [str(value) for value in kind] else None
