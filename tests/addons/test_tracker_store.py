"""The tracker store on both databases: nothing lost, nothing doubled, nothing overwritten, and always as quick."""

import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    ConversationPaused,
    Event,
    LoopInterrupted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from addons.assistant import Assistant
from addons.tracker_store import KEPT, SUMMED_UP_AT, Book, Conflict, book_of
from addons.tracker_summary import sum_up

DEFAULT_POSTGRES = "postgresql://postgres@127.0.0.1:5432/test"
DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {
            "color": {"type": "text", "mappings": [{"type": "custom"}]},
            "open": {"type": "text", "initial_value": "none", "mappings": [{"type": "custom"}]},
        },
        "forms": {"color_form": {"required_slots": ["color"]}},
    }
)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """PostgreSQL's address; while the fixture lives, connections work in a schema of their own."""
    address = os.environ.get("TEST_POSTGRES", DEFAULT_POSTGRES)
    server = create_engine(address, future=True, connect_args={"connect_timeout": 2})
    schema = f"mend_book_{uuid.uuid4().hex[:12]}"
    try:
        with server.begin() as db:
            db.execute(text(f"CREATE SCHEMA {schema}"))
    except DBAPIError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"PostgreSQL does not answer at {address} (TEST_POSTGRES): {error.orig}")

    def enter(connection: Any, _record: Any) -> None:
        if "psycopg2" in type(connection).__module__:
            connection.cursor().execute(f"SET search_path TO {schema}")
            connection.commit()

    event.listen(Engine, "connect", enter)
    yield address
    event.remove(Engine, "connect", enter)
    with server.begin() as db:
        db.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/tracker.db"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest.fixture
def open_book(url: str) -> Iterator[Callable[[], Book]]:
    """Opens the store anew, as another process would."""
    books = []

    def open_() -> Book:
        books.append(Book(DOMAIN, host=url))
        return books[-1]

    yield open_
    empty(books[0])
    for book in books:
        book.close()


@pytest.fixture
def book(open_book: Callable[[], Book]) -> Book:
    return open_book()


def message(words: str, message_id: str) -> UserUttered:
    return UserUttered(words, {"name": "greet", "confidence": 1.0}, message_id=message_id)


def turn(number: int) -> list[Event]:
    """Five events."""
    return [
        message(f"words {number}", f"m{number}"),
        SlotSet("color", f"color {number}"),
        ActionExecuted("utter_greet"),
        BotUttered(f"answer {number}", {"buttons": [{"title": "a", "payload": "/a"}]}),
        ActionExecuted("action_listen"),
    ]


async def begin(book: Book, conversation: str = "c1") -> DialogueStateTracker:
    tracker = await book.get_or_create_tracker(conversation, append_action_listen=False)
    if not tracker.events:
        start = [ActionExecuted("action_session_start"), SessionStarted()]
        tracker.update_with_events([*start, ActionExecuted("action_listen")], DOMAIN)
    return tracker


async def talk(book: Book, *numbers: int, conversation: str = "c1") -> DialogueStateTracker:
    for number in numbers:
        tracker = await begin(book, conversation)
        tracker.update_with_events(turn(number), DOMAIN)
        await book.save(tracker)
    return tracker


def rows(book: Book) -> list[Any]:
    with book.engine.connect() as db, db.begin():
        return db.execute(text("SELECT * FROM tracker_event ORDER BY conversation, seq")).all()


def empty(book: Book) -> None:
    with book.engine.connect().execution_options(write=True) as db, db.begin():
        db.exec_driver_sql("DROP TABLE tracker_event")


def said(tracker: DialogueStateTracker | None) -> list[str | None]:
    assert tracker is not None
    return [event.text for event in tracker.events if isinstance(event, UserUttered)]


async def test_an_unknown_conversation_has_no_tracker_and_asking_writes_nothing(book: Book) -> None:
    assert await book.retrieve("c1") is None
    assert await book.turn("c1", "m1") is None
    assert (await book.get_or_create_tracker("c1", append_action_listen=False)).events == type(
        DialogueStateTracker("x", []).events
    )()
    assert rows(book) == []


async def test_another_process_reads_what_was_saved(open_book: Callable[[], Book]) -> None:
    saved = await talk(open_book(), 1, 2)
    read = await open_book().retrieve("c1")
    assert read is not None
    # Reading begins at the session's start, as in Rasa's own store.
    assert list(read.events) == list(saved.events)[1:]
    assert read.get_slot("color") == "color 2"
    assert read.latest_message == saved.latest_message


async def test_events_are_appended_once_and_in_order(book: Book) -> None:
    await talk(book, 1, 2, 3)
    assert [row.seq for row in rows(book)] == list(range(1, 3 + 15 + 1))
    assert [row.message_id for row in rows(book) if row.message_id] == ["m1", "m2", "m3"]
    tracker = await book.retrieve("c1")
    await book.save(tracker)
    assert len(rows(book)) == 18


async def test_a_clock_that_steps_back_hides_nothing(open_book: Callable[[], Book]) -> None:
    book = open_book()
    tracker = await begin(book)
    tracker.update_with_events(turn(1), DOMAIN)
    for later in turn(2):
        later.timestamp = time.time() - 3600
        tracker.update(later, DOMAIN)
    await book.save(tracker)
    assert said(await open_book().retrieve("c1")) == ["words 1", "words 2"]


async def test_of_two_writers_one_gets_a_conflict_and_writes_nothing(
    open_book: Callable[[], Book],
) -> None:
    first, second = open_book(), open_book()
    await talk(first, 1)
    one, other = await begin(first), await begin(second)
    one.update_with_events(turn(2), DOMAIN)
    other.update_with_events(turn(3), DOMAIN)
    await first.save(one)
    with pytest.raises(Conflict):
        await second.save(other)
    assert said(await open_book().retrieve("c1")) == ["words 1", "words 2"]
    await talk(second, 3)
    assert said(await first.retrieve("c1")) == ["words 1", "words 2", "words 3"]


async def test_a_message_id_stands_once_in_a_conversation(book: Book) -> None:
    await talk(book, 1)
    tracker = await begin(book)
    tracker.update_with_events(turn(1), DOMAIN)
    before = rows(book)
    with pytest.raises(IntegrityError):
        await book.save(tracker)
    assert rows(book) == before
    await talk(book, 1, conversation="c2")


async def test_a_turn_that_fails_leaves_nothing_behind(book: Book) -> None:
    await talk(book, 1)
    tracker = await begin(book)
    tracker.update_with_events(turn(2), DOMAIN)
    assert said(await book.retrieve("c1")) == ["words 1"]


async def test_a_kept_tracker_is_not_used_once_another_process_has_written(
    open_book: Callable[[], Book],
) -> None:
    first, second = open_book(), open_book()
    kept = await talk(first, 1)
    assert await first.retrieve("c1") is kept
    await first.save(kept)
    await talk(first, 2)
    await talk(second, 3)
    assert said(await first.retrieve("c1")) == ["words 1", "words 2", "words 3"]


async def test_only_so_many_trackers_are_kept_and_none_over_a_change_of_domain(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("addons.tracker_store.KEPT", 2)
    book = Book(DOMAIN, host=f"sqlite:///{tmp_path}/t.db")
    for name in ("c1", "c2", "c3"):
        await talk(book, 1, conversation=name)
    assert list(book._kept) == ["c2", "c3"]
    book.domain = DOMAIN
    assert not book._kept
    assert KEPT >= 100
    book.close()


async def test_a_turn_is_found_by_its_message_id(book: Book) -> None:
    await talk(book, 1, 2, 3)
    for number in (1, 2, 3):
        events = await book.turn("c1", f"m{number}")
        assert events is not None
        assert events == turn(number)
        assert events[0].message_id == f"m{number}"
        bubble = next(event for event in events if isinstance(event, BotUttered))
        assert bubble.message()["buttons"] == [{"title": "a", "payload": "/a"}]
    assert await book.turn("c2", "m1") is None


async def test_a_new_session_hides_the_old_one_but_keeps_it(book: Book) -> None:
    await talk(book, 1)
    tracker = await begin(book)
    start = [ActionExecuted("action_session_start"), SessionStarted()]
    tracker.update_with_events([*start, *turn(2)], DOMAIN)
    await book.save(tracker)
    book.domain = DOMAIN
    assert said(await book.retrieve("c1")) == ["words 2"]
    assert said(await book.retrieve_full_tracker("c1")) == ["words 1", "words 2"]
    assert await book.turn("c1", "m1") is not None


async def test_a_long_tracker_is_summed_up_and_every_turn_still_found(
    open_book: Callable[[], Book],
) -> None:
    book = open_book()
    numbers = range(1, 41)
    await talk(book, *numbers)
    kept, read = await book.retrieve("c1"), await open_book().retrieve("c1")
    for tracker in (kept, read):
        assert tracker is not None
        assert len(tracker.events) < SUMMED_UP_AT
        assert tracker.get_slot("color") == "color 40"
        assert tracker.get_slot("open") == "none"
        assert tracker.latest_message is not None
        assert tracker.latest_message.message_id == "m40"
    for number in numbers:
        events = await book.turn("c1", f"m{number}")
        assert events is not None
        # The last turn before a summary is followed by the summary's own opening action.
        assert events[:5] == turn(number)
        assert events[5:] in ([], [ActionExecuted("action_session_start")])
    await talk(book, 41)
    assert said(await book.retrieve("c1"))[-1] == "words 41"


def long_tracker(*last: Event) -> DialogueStateTracker:
    events = [SessionStarted(), ActionExecuted("action_listen"), *turn(1), *last]
    return DialogueStateTracker.from_events("c1", events, DOMAIN.slots)


def test_a_summary_keeps_the_open_form_and_what_it_asks() -> None:
    opened = [ActionExecuted("color_form"), ActiveLoop("color_form"), SlotSet("open", None)]
    asked = [SlotSet("requested_slot", "color"), ActionExecuted("action_listen")]
    tracker = long_tracker(message("again", "m2"), *opened, *asked)
    fresh = sum_up(tracker, DOMAIN)
    assert fresh is not None
    assert fresh.active_loop_name == "color_form"
    assert fresh.latest_action_name == "action_listen"
    assert fresh.current_slot_values() == tracker.current_slot_values()
    assert fresh.latest_message is tracker.latest_message
    assert fresh.past_states(DOMAIN)[-1] == tracker.past_states(DOMAIN)[-1]


@pytest.mark.parametrize(
    "last",
    [
        [ConversationPaused()],
        [ActionExecuted("utter_greet")],
        [ActiveLoop("color_form"), LoopInterrupted(True)],
    ],
    ids=["paused", "in the middle of a turn", "in an interrupted form"],
)
def test_a_state_that_few_events_do_not_tell_is_not_summed_up(last: list[Event]) -> None:
    assert sum_up(long_tracker(*last), DOMAIN) is None


async def test_a_long_conversation_goes_the_same_with_and_without_summaries(
    agent: Assistant, tiny_processor: MessageProcessor, actions: Any
) -> None:
    stock = Agent(tracker_store=InMemoryTrackerStore(Domain.empty()), action_endpoint=actions)
    stock.processor = MessageProcessor.__new__(MessageProcessor)
    stock.processor.__dict__ |= tiny_processor.__dict__
    stock.processor.tracker_store = stock.tracker_store
    stock.processor.action_endpoint = actions
    stock.tracker_store.domain = stock.domain = tiny_processor.domain
    talk = ["broken", "time", "blue", "hello", "broken", "hello", "time", "red", "words"]
    answers: dict[str, list[list[str]]] = {"ours": [], "stock": []}
    lengths = []
    for words in talk * 5:
        for name, one in (("ours", agent), ("stock", stock)):
            out = CollectingOutputChannel()
            await one.handle_message(UserMessage(words, out, "c1", input_channel="inner"))
            answers[name].append([bubble["text"] for bubble in out.messages])
        lengths.append(len(agent.tracker_store._kept["c1"].events))
    assert answers["ours"] == answers["stock"]
    assert answers["ours"][2][0] == "blue, number 1"
    assert max(lengths) < SUMMED_UP_AT
    assert sum(after < before for before, after in pairwise(lengths)) >= 3


async def test_words_that_databases_stumble_over_are_kept(open_book: Callable[[], Book]) -> None:
    hard = "NUL \x00, half \ud800, '; DROP TABLE tracker_event; -- % _ \\ \U0001f600"
    book = open_book()
    tracker = await begin(book)
    tracker.update(message(hard, "m1"), DOMAIN)
    await book.save(tracker)
    assert said(await open_book().retrieve("c1")) == [hard]


async def test_a_conversation_id_that_the_database_refuses_raises_and_ends_nothing(
    postgres: str,
) -> None:
    book = Book(DOMAIN, host=postgres)
    for conversation in ("n\x00l", "lone \ud800", "c" * 300):
        with pytest.raises((ValueError, DBAPIError)):
            await talk(book, 1, conversation=conversation)
    await talk(book, 1)
    assert list(await book.keys()) == ["c1"]
    empty(book)
    book.close()


async def test_a_database_that_is_away_raises(tmp_path: Path) -> None:
    book = Book(DOMAIN, host=f"sqlite:///{tmp_path}/t.db")
    await talk(book, 1)
    empty(book)
    with pytest.raises(OperationalError):
        await book.retrieve("c1")
    with pytest.raises(OperationalError):
        await talk(book, 1, conversation="c2")
    book.close()
    with pytest.raises(OperationalError):
        Book(DOMAIN, host="postgresql://nobody@127.0.0.1:1/none")


def test_many_processes_may_open_a_new_database_at_once(url: str) -> None:
    failures: list[BaseException] = []
    ready = threading.Barrier(6)

    def start() -> None:
        try:
            ready.wait()
            Book(DOMAIN, host=url).close()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    book = Book(DOMAIN, host=url)
    assert rows(book) == []
    empty(book)
    book.close()


async def test_a_broker_hears_of_events_only_once_they_are_on_record(book: Book) -> None:
    heard: list[tuple[str, int]] = []

    class Broker:
        def publish(self, event: dict[str, Any]) -> None:
            heard.append((event["event"], len(rows(book))))

    book.event_broker = Broker()
    await talk(book, 1)
    assert [name for name, _ in heard][3:] == ["user", "slot", "action", "bot", "action"]
    assert {count for _, count in heard} == {8}


def test_rasa_makes_the_book_that_endpoints_name(tmp_path: Path) -> None:
    named = EndpointConfig.from_dict(
        {"type": "addons.tracker_store.Book", "url": f"sqlite:///{tmp_path}/t.db"}
    )
    store = TrackerStore.create(named, DOMAIN)
    assert isinstance(store, Book)
    assert book_of(store) is store
    assert book_of(FailSafeTrackerStore(store)) is store
    store.close()
    with pytest.raises(TypeError, match="Book"):
        book_of(InMemoryTrackerStore(DOMAIN))
    misspelt = EndpointConfig.from_dict(
        {"type": "addons.tracker_store.Book", "ulr": f"sqlite:///{tmp_path}/t.db"}
    )
    with pytest.raises(TypeError, match="ulr"):
        TrackerStore.create(misspelt, DOMAIN)
