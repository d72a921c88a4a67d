"""The tracker store: Rasa's events, appended and never rewritten, on SQLite or PostgreSQL.

A save first checks that nobody else has written since the tracker was read, and then appends what is new, all or
nothing; what fails is raised, so that the caller can say 503 instead of going on without a memory. Two cuts keep
a turn as quick after a thousand messages as at first: the last trackers are kept, and a long one is summed up.
"""

import asyncio
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from addons.tracker_summary import sum_up
from mend.store.engine import make_engine

SUMMED_UP_AT = 60  # events: about five turns; a turn re-reads and copies all of them several times
KEPT = 500  # trackers
THREADS = 4

_metadata = MetaData()
tracker_event = Table(
    "tracker_event",
    _metadata,
    Column("conversation", String(255), primary_key=True),
    # Events are ordered by this, never by time: a clock may step back.
    Column("seq", Integer, primary_key=True, autoincrement=False),
    # A session starts here, or a summary of what went before; reading begins at the last one.
    Column("start", Boolean, nullable=False),
    # Of a customer's message, so that it is run once and found again; null on all else and in summaries.
    Column("message_id", String(64)),
    Column("data", Text, nullable=False),
    UniqueConstraint("conversation", "message_id", name="uq_tracker_event_message"),
)

Result = TypeVar("Result")


class Conflict(Exception):
    """Somebody else has written to this conversation since it was read; nothing of this turn was written."""


@dataclass(frozen=True)
class Mark:
    """How far a tracker in memory is on record."""

    seq: int  # of the last row; 0 = none
    length: int  # of the tracker's events, all of which are on record


NOT_ON_RECORD = Mark(0, 0)


class Book(TrackerStore):  # type: ignore[misc]
    """The append-only tracker store."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str = "sqlite:///var/tracker.db",
        event_broker: EventBroker | None = None,
    ) -> None:
        """Open the database and make its table. `host` is its address: Rasa hands endpoints.yml's `url` over so.

        Raises SQLAlchemy's OperationalError when the database does not answer.
        """
        self._kept: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        super().__init__(domain, event_broker)
        self.engine = make_engine(host)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="book")
        self._create_table()

    def _create_table(self) -> None:
        try:
            with self.engine.connect().execution_options(write=True) as db, db.begin():
                _metadata.create_all(db, checkfirst=True)
        except DBAPIError:
            # Another process that started at the same moment has made it.
            if not inspect(self.engine).has_table(tracker_event.name):
                raise

    @property
    def domain(self) -> Domain:
        """The domain that gives new trackers their slots."""
        return self._domain

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain = domain or Domain.empty()
        self._kept.clear()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker of the latest session, or None for a new conversation."""
        # Taken out, so that a turn that fails leaves no half-changed tracker behind.
        kept = self._kept.pop(sender_id, None)
        if kept is not None:
            last = await self._in_thread(lambda db: _last_seq(db, sender_id))
            if last == kept.mend_mark.seq:
                return kept
        return await self._read(sender_id, _since_last_start(sender_id))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker of all sessions, or None. Long conversations repeat themselves in summaries."""
        return await self._read(conversation_id, 0)

    async def _read(self, conversation: str, since: Any) -> DialogueStateTracker | None:
        rows = await self._in_thread(
            lambda db: db.execute(
                select(tracker_event.c.seq, tracker_event.c.data)
                .where(tracker_event.c.conversation == conversation, tracker_event.c.seq >= since)
                .order_by(tracker_event.c.seq)
            ).all()
        )
        if not rows:
            return None
        events = [json.loads(row.data) for row in rows]
        tracker = DialogueStateTracker.from_dict(conversation, events, self.domain.slots)
        tracker.mend_mark = Mark(rows[-1].seq, len(tracker.events))
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is not on record yet. Raises Conflict; then nothing is written."""
        mark: Mark = getattr(tracker, "mend_mark", NOT_ON_RECORD)
        new = list(islice(tracker.events, mark.length, None))
        if not new:
            return
        summary = sum_up(tracker, self.domain) if len(tracker.events) >= SUMMED_UP_AT else None
        rows = [_row(event, repeated=False) for event in new]
        if summary is not None:
            rows += [_row(event, repeated=True) for event in summary.events]
        for seq, row in enumerate(rows, start=mark.seq + 1):
            row |= {"conversation": tracker.sender_id, "seq": seq}

        def append(db: Connection) -> None:
            if _last_seq(db, tracker.sender_id) != mark.seq:
                raise Conflict("the conversation has changed since it was read")
            db.execute(insert(tracker_event), rows)

        await self._in_thread(append, write=True)
        tracker.mend_mark = Mark(mark.seq + len(new), len(tracker.events))
        if summary is None:
            self._keep(tracker)
        else:
            summary.mend_mark = Mark(mark.seq + len(rows), len(summary.events))
            self._keep(summary)
        if self.event_broker is not None:
            # After the commit, for what is published must be on record.
            await self._stream_new_events(self.event_broker, new, tracker.sender_id)

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._kept[tracker.sender_id] = tracker
        self._kept.move_to_end(tracker.sender_id)
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    async def turn(self, conversation: str, message_id: str) -> list[Event] | None:
        """The events that a customer's message led to, itself first; None when it has not been run."""
        first = (
            select(tracker_event.c.seq)
            .where(
                tracker_event.c.conversation == conversation,
                tracker_event.c.message_id == message_id,
            )
            .scalar_subquery()
        )
        # A turn ends where the next message or session begins.
        end = (
            select(func.min(tracker_event.c.seq))
            .where(
                tracker_event.c.conversation == conversation,
                tracker_event.c.seq > first,
                tracker_event.c.start | tracker_event.c.message_id.is_not(None),
            )
            .scalar_subquery()
        )
        rows = await self._in_thread(
            lambda db: db.execute(
                select(tracker_event.c.data)
                .where(
                    tracker_event.c.conversation == conversation,
                    tracker_event.c.seq >= first,
                    (tracker_event.c.seq < end) | end.is_(None),
                )
                .order_by(tracker_event.c.seq)
            ).all()
        )
        return deserialise_events([json.loads(row.data) for row in rows]) if rows else None

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        query = select(tracker_event.c.conversation).distinct()
        return await self._in_thread(lambda db: list(db.execute(query).scalars()))

    async def _in_thread(
        self, work: Callable[[Connection], Result], *, write: bool = False
    ) -> Result:
        """Run `work` in a transaction outside the event loop, which has other customers to serve."""

        def run() -> Result:
            with self.engine.connect().execution_options(write=write) as db, db.begin():
                return work(db)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    def close(self) -> None:
        """Let go of threads and connections."""
        self._threads.shutdown()
        self.engine.dispose()


def book_of(store: TrackerStore) -> Book:
    """The Book that a live store is, or that Rasa's own launcher has wrapped. Raises TypeError for any other."""
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, Book):
        raise TypeError(f"the tracker store must be addons.tracker_store.Book, not {type(store)}")
    return store


def _row(event: Event, *, repeated: bool) -> dict[str, Any]:
    said_now = isinstance(event, UserUttered) and not repeated
    return {
        "start": isinstance(event, SessionStarted),
        "message_id": event.message_id if said_now else None,
        "data": json.dumps(event.as_dict()),
    }


def _last_seq(db: Connection, conversation: str) -> int:
    query = select(func.max(tracker_event.c.seq)).where(
        tracker_event.c.conversation == conversation
    )
    return db.execute(query).scalar() or 0


def _since_last_start(conversation: str) -> Any:
    return func.coalesce(
        select(func.max(tracker_event.c.seq))
        .where(tracker_event.c.conversation == conversation, tracker_event.c.start)
        .scalar_subquery(),
        0,
    )
