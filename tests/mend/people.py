"""Mend on a test's record book: customers who talk to it, and the provider's systems as a test sets them."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from mend import news, restoration, settings, standing, visits
from mend.answers import smo
from mend.guides import read_all
from mend.guides.hear import Heard, Move
from mend.guides.progress import Phase
from mend.problem import Check, ProductKind, Status
from mend.provider import Side
from mend.reply import Reply
from mend.store import Store, inbox, letters, prompts, reports
from mend.store import restorations as restoration_rows
from mend.store.runs import Turn
from mend.store.tables import handoff, letter, note, problem_report, status_change
from mend.store.tables import restoration as restorations
from mend.systems.appointment import Slot
from mend.systems.product_inventory import Product
from mend.systems.service_problem_view import ServiceProblem
from mend.wiring import Mend
from mend.words import read_words

SECRETS = {f"MEND_{name}": "s" * 40 for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET")}
GUIDES = read_all(Path("data/guides"))
WORDS = read_words(Path("data/responses"))
LEASE = timedelta(seconds=90)
LINE = Product(
    id="prod-1",
    name="Fibre 100",
    kind=ProductKind.BROADBAND,
    status="active",
    service_ids=("svc-1",),
    place={"id": "place-1"},
    sold_mbps=100.0,
)
WELL = {Check.SUSPENDED: "active", Check.OUTAGE: "none"}
OUTAGE = {"service_problem": "SP-7", "status": "inProgress", "expected": None}


class Provider:
    """The provider's side as a test sets it."""

    def __init__(self) -> None:
        self.product: Product | None = LINE
        self.checks: dict[Check, str] = dict(WELL)
        self.evidence: dict[Check, dict[str, Any]] = {}
        self.slots: list[Slot] = []
        self.asked_for_slots: list[tuple[Any, str]] = []
        self.looked = 0

    def look(self, customer: str | None, kind: ProductKind, checks: list[Check]) -> Side:
        self.looked += 1
        if customer is None:
            return Side(signed_in=False)
        product = replace(self.product, kind=kind) if self.product else None
        known = {check: found for check, found in self.checks.items() if check in checks}
        return Side(True, tuple(checks), product, True, known, self.evidence)

    def free_slots(self, place: dict[str, Any] | None, about: str) -> list[Slot]:
        self.asked_for_slots.append((place, about))
        return list(self.slots)

    def has_an_outage(self, **how: Any) -> None:
        self.checks[Check.OUTAGE] = "known"
        self.evidence[Check.OUTAGE] = {**OUTAGE, **how}


def make_mend(store: Store, provider: Provider, **given: Any) -> Mend:
    known = replace(settings.load(SECRETS, Path("no such file")), **given)
    return Mend(known, store, GUIDES, WORDS, provider)  # type: ignore[arg-type]


class Customer:
    """Talks to the actions' side of mend, one message after the other."""

    def __init__(self, mend: Mend, name: str | None = "cus-1"):
        self.mend, self.name, self.said = mend, name, 0
        with mend.store.page() as page:
            self.conversation = inbox.open_conversation(page, name)
        self.key = 0  # of the restoration that is talked about
        self.visit = 0
        self.reply = Reply()

    def turn(self, action: str, text: str) -> Turn:
        self.said += 1
        return Turn(self.conversation, f"m{self.said}", self.name, action, 0, text)

    def has(self, guide: str, text: str = "it is broken", **facts: str) -> Reply:
        turn = self.turn("action_open_guide", text)
        return self.hear(restoration.open_guide(self.mend, turn, guide, facts))

    def says(
        self, text: str, move: Move | None = None, named: str | None = None, **finds: str
    ) -> Reply:
        turn = self.turn("validate_guide_form", text)
        self.last = turn, Heard(text, move, finds=finds), named
        return self.hear(restoration.answer(self.mend, turn, self.key, self.last[1], named))

    def agrees(self) -> Reply:
        return self.says("yes", Move.YES)

    def objects(self) -> Reply:
        return self.says("no", Move.NO)

    def hears_the_end(self) -> Reply:
        turn = self.turn("action_close_guide", "")
        return self.hear(restoration.close(self.mend, turn, self.key))

    def says_it_works(self, named: str | None = None) -> Reply:
        turn = self.turn("action_claim_works", "it works now")
        return self.hear(standing.works(self.mend, turn, self.key or None, named))

    def hears(self, kind: str, *, busy: bool = False) -> Reply:
        """What Mend says unasked: the oldest waiting piece of news, which must be of this kind."""
        with self.mend.store.page() as page:
            waiting = prompts.waiting_prompts(page, self.conversation)
            assert waiting, f"no news; {kind} was expected"
            assert waiting[0].kind == kind
            prompts.finish_prompt(page, waiting[0].id)
        turn = self.turn("action_tell_news", "")
        return self.hear(news.tell(self.mend, turn, waiting[0].id, busy))

    @property
    def news(self) -> list[str]:
        """The kinds of what is still to be told."""
        with self.mend.store.glance() as page:
            return [each.kind for each in prompts.waiting_prompts(page, self.conversation)]

    @property
    def asked(self) -> Any:
        return restoration.ask(self.mend, self.key)

    def hear(self, reply: Reply) -> Reply:
        self.key = int(reply.slots.get("restoration") or self.key)
        self.visit = int(reply.slots.get("visit") or self.visit)
        self.reply = reply
        return reply


class House:
    """Mend with one provider, and short ways to what its record book holds."""

    def __init__(self, store: Store, **given: Any):
        self.store, self.provider = store, Provider()
        self.mend = make_mend(store, self.provider, **given)

    def customer(self, name: str | None = "cus-1") -> Customer:
        return Customer(self.mend, name)

    def rows(self, table: Any, *where: Any) -> list[Any]:
        """The rows of a table in the order in which they were written."""
        with self.store.glance() as page:
            return list(page.db.execute(select(table).where(*where).order_by(table.c[0])))

    @property
    def report(self) -> Any:
        """The only report."""
        (row,) = self.rows(problem_report)
        return row

    @property
    def results(self) -> list[str | None]:
        """The result of each restoration, in order."""
        return [row.result for row in self.rows(restorations)]

    @property
    def statuses(self) -> list[str]:
        """Every status of every report, in order."""
        return [row.status for row in self.rows(status_change)]

    @property
    def notes(self) -> list[str]:
        """The texts of all notes, in no order: those of one moment have none."""
        return sorted(row.text for row in self.rows(note))

    def letters(self, system: str) -> list[Any]:
        return self.rows(letter, letter.c.system == system)

    def delivers(self, system: str, *references: str) -> None:
        """The system takes the letters that are due, under these ids."""
        with self.store.page() as page:
            taken = letters.take_due(page, system, 10, LEASE)
            for each, reference in zip(taken, references, strict=True):
                assert letters.delivered(page, each, reference, None)

    def refuses(self, system: str, reason: str = "400: no") -> None:
        """The system refuses the letters that are due."""
        with self.store.page() as page:
            for each in letters.take_due(page, system, 10, LEASE):
                assert letters.park(page, each, reason)

    def smo_shows(
        self,
        status: str,
        *,
        of: str | None = None,
        of_row: Any = None,
        at: datetime | None = None,
        **how: Any,
    ) -> None:
        """SM&O is read back: of this hand-off, the one with this reference, or the last, the problem stands so."""
        rows = [row for row in self.rows(handoff) if of in (None, row.service_problem)]
        row = of_row if of_row is not None else rows[-1]
        seen = ServiceProblem(
            id=row.service_problem,
            status=status,
            category=row.category,
            description="",
            last_update=at or self.store.clock(),
            **how,
        )
        with self.store.page() as page:
            smo.take(page, self.mend.settings, row, seen)


def stand_at(customer: Customer, step: str) -> None:
    """The customer has come as far as the question of this step."""
    with customer.mend.store.page() as page:
        row = restoration_rows.restoration_by_id(page, customer.key)
        progress = restoration_rows.progress_of(row, page.now)
        there = replace(
            progress,
            phase=Phase.ASKED,
            step=step,
            trail=(*progress.trail, f"{progress.guide}/{step}"),
        )
        restoration_rows.save_progress(page, row.id, there, customer.conversation)


def walk_to_smo(customer: Customer) -> None:
    """Nothing that the customer could do has helped, and the network is what is left."""
    customer.has("connection_drops", "it drops all day long")
    stand_at(customer, "hotspot")
    assert customer.says("that is no help to me").slots["guide_answer"] == "ended"


def hand_off(house: House, reference: str = "SP-1", name: str = "cus-1") -> Customer:
    """A customer whose report SM&O has under that reference, and who has been told so."""
    customer = house.customer(name)
    walk_to_smo(customer)
    house.delivers("service_problem", reference)
    customer.hears("reference")
    return customer


def foreign_report(store: Store, number: str = "PR-OSS", **values: Any) -> str:
    """A report that another system has opened, of which nobody has talked to Mend yet."""
    row = {
        "id": number,
        "customer": "cus-1",
        "service_ids": [],
        "description": "opened elsewhere",
        "severity": "Major",
        "opened_by": "oss",
        "status": Status.ACKNOWLEDGED,
        **values,
    }
    with store.page() as page:
        times = {"created": page.now, "last_update": page.now}
        page.db.execute(problem_report.insert().values(**times, **row))
        reports.log_status(page, number, Status(str(row["status"])), "opened elsewhere")
    return number


def responses(reply: Reply) -> list[str]:
    return [word.response or "text" for word in reply.words]


def slots(*starts: str) -> list[Slot]:
    """Four hours from each of these, such as "03-05 08" for 5 March, 8 o'clock."""
    begun = [datetime.strptime(f"2026-{start} +0000", "%Y-%m-%d %H %z") for start in starts]
    return [Slot(start, start + timedelta(hours=4)) for start in begun]


def visit_needed(house: House, *, name: str = "cus-1") -> Customer:
    """A customer whose wiring has to be looked at by somebody, and who is asked which time suits."""
    customer = house.customer(name)
    customer.has("connection_drops")
    stand_at(customer, "main_socket")
    customer.says("stays on, but cannot be left there")
    customer.hears_the_end()
    return customer


def picks(customer: Customer, said: str) -> Reply:
    """The customer's answer to which time; the visit is the one that was asked about last."""
    turn = customer.turn("validate_slot_form", said)
    return visits.choose(customer.mend, turn, customer.visit, said)
