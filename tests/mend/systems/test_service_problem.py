"""What SM&O's problems tell, and what Mend adds to them."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from mend.systems import Systems
from mend.systems.base import Deliverer, Refused, TryLater
from mend.systems.service_problem_view import STATES, problem_of
from tests.mend.systems import world as ways
from tests.mend.systems.letters import AT, FIRST, KEY, NOTE, SUMMARY
from tests.mend.systems.world import Item, World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def _read(**item: Any) -> Any:
    return problem_of("SP-1", {"id": "SP-1", **item})


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("spell", [str, str.upper, str.title, lambda text: text + " "])
def test_a_status_is_given_as_the_standard_spells_it(
    state: str, spell: Callable[[str], str]
) -> None:
    assert _read(status=spell(state)).status == state


@pytest.mark.parametrize("written", ["in_progress", "In Progress", "IN-PROGRESS"])
def test_progress_is_understood_however_it_is_written(written: str) -> None:
    assert _read(status=written).status == "inProgress"


def test_a_status_of_their_own_stays_theirs() -> None:
    assert _read(status="parkedByNoc").status == "parkedByNoc"
    assert _read(status=None).status == ""


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {
                "status": "inProgress",
                "characteristic": [
                    {"name": "expectedResolutionDate", "value": "2026-03-02T12:00:00Z"}
                ],
            },
            NOON,
        ),
        ({"status": "held", "resolutionDate": "2026-03-02T13:00:00+01:00"}, NOON),
        ({"status": "resolved", "resolutionDate": "2026-03-02T12:00:00Z"}, None),
        ({"status": "held", "resolutionDate": "2026-03-02T12:00:00"}, None),
        ({"status": "held", "resolutionDate": "soon"}, None),
        ({"status": "held", "characteristic": "soon"}, None),
    ],
)
def test_the_date_that_they_expect_is_read(item: Item, expected: datetime | None) -> None:
    assert _read(**item).expected == expected


@pytest.mark.parametrize(
    ("reason", "workaround"),
    [
        ("temporary work-around: routed over the other ring", True),
        ("Workaround in place", True),
        ("[1.4.6.3 workaround] backup line", True),
        ("Resolved with a temporary work around", True),
        ("no temporary work-around is possible", False),
        ("repaired without a workaround", False),
        ("The fault has been repaired.", False),
        (None, False),
    ],
)
def test_a_work_around_is_told_from_a_repair(reason: str | None, workaround: bool) -> None:
    assert _read(status="resolved", statusChangeReason=reason).workaround is workaround


def test_a_work_around_may_be_a_characteristic() -> None:
    told = [{"name": "resolutionType", "value": "work-around"}]
    assert _read(status="resolved", characteristic=told).workaround


def test_what_they_want_to_know_is_the_reason_of_waiting_or_their_last_note() -> None:
    notes = [
        {"author": "mend", "text": "Suspected layer: access_line."},
        {"id": "n1", "author": "noc", "text": "Is the ONT lit?", "date": AT},
        {"author": "mend", "text": "It is."},
    ]
    assert _read(status="pending", statusChangeReason="At home?", note=notes).question == "At home?"
    assert _read(status="pending", note=notes).question == "Is the ONT lit?"
    assert _read(status="pending").question is None
    assert _read(status="held", statusChangeReason="At home?").question is None


def test_only_what_others_noted_is_given_and_each_note_has_an_id() -> None:
    notes = [
        {"author": "Mend", "text": "ours"},
        {"id": "n1", "author": "noc", "text": "theirs", "date": AT},
        {"author": "noc", "text": "without an id"},
        {"author": "noc", "text": "another"},
        {"author": "noc"},
        "noise",
    ]
    read = _read(note=notes).notes
    assert [note.text for note in read] == ["theirs", "without an id", "another"]
    assert len({note.id for note in read}) == 3
    assert read[0].id == "n1"
    assert read[0].date == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert _read(note=notes).notes == read


@pytest.fixture(params=["v4", "v5"])
def problems(request: pytest.FixtureRequest, at: Callable[..., Systems]) -> Deliverer:
    systems = at(version=request.param)
    systems.service_problem.deliver("create", FIRST, SUMMARY)
    return systems.service_problem


def _the_one(world: World) -> Item:
    (problem,) = world.all("serviceProblem")
    return problem


def test_a_note_is_added_to_what_others_wrote(problems: Deliverer, world: World) -> None:
    problem = _the_one(world)
    theirs = {"id": "n1", "author": "noc", "text": "Engineer sent", "x-colour": "red"}
    problem["note"] = [*problem["note"], theirs]
    before = len(problem["note"])
    assert problems.deliver("note", KEY, NOTE) == problem["id"]
    notes = _the_one(world)["note"]
    assert len(notes) == before + 1
    assert theirs.items() <= notes[-2].items()
    assert (notes[-1]["id"], notes[-1]["author"]) == ("n7", "mend")


def test_what_is_named_by_its_id_is_not_looked_up(problems: Deliverer, world: World) -> None:
    key = _the_one(world)["id"]
    world.requests.clear()
    problems.deliver("note", KEY, {**NOTE, "problem": key, "created_by": "nobody"})
    assert not any("externalIdentifier" in path for _, path, _, _ in world.requests)
    assert _the_one(world)["note"][-1]["id"] == "n7"


def test_a_note_to_a_problem_that_is_not_there_yet_waits(
    at: Callable[..., Systems],
) -> None:
    with pytest.raises(TryLater) as caught:
        at().service_problem.deliver("note", KEY, NOTE)
    assert not caught.value.maybe_applied


def test_a_note_that_somebody_else_overwrote_is_written_once_more(
    problems: Deliverer, world: World
) -> None:
    overwrites = [True]

    def wrong(world: World, handler: Any, method: str, path: str) -> bool:
        if method != "PATCH" or not overwrites:
            return False
        overwrites.pop()
        answer = world.done(handler)
        world.put(handler, ways.Answer(200, dict(_the_one(world))))
        # They had read it before us, and write after us.
        world.items[path.strip("/").rpartition("/")[0]][path.rpartition("/")[2]] |= {
            "note": [{"id": "n9", "author": "noc", "text": "Engineer sent"}],
            "lastUpdate": "2026-03-02T11:00:00Z",
        }
        assert answer.status == 200
        return True

    world.wrong = wrong
    problems.deliver("note", KEY, NOTE)
    assert [note["id"] for note in _the_one(world)["note"]] == ["n9", "n7"]


def test_a_system_that_gives_notes_ids_of_its_own_gets_ours_once(
    problems: Deliverer, world: World
) -> None:
    problems.deliver("note", KEY, NOTE)
    _the_one(world)["note"][-1]["id"] = "N-4711"
    before = len(_the_one(world)["note"])
    problems.deliver("note", KEY, NOTE)
    assert len(_the_one(world)["note"]) == before


@pytest.mark.parametrize("status", ["acknowledged", "inProgress", "held", "pending"])
def test_an_open_problem_is_withdrawn_with_the_reason(
    problems: Deliverer, world: World, status: str
) -> None:
    _the_one(world)["status"] = status
    problems.deliver("withdraw", KEY, {**NOTE, "reason": "It works again"})
    problem = _the_one(world)
    assert (problem["status"], problem["statusChangeReason"]) == ("cancelled", "It works again")
    assert problem["note"][-1]["id"] == "n7"


@pytest.mark.parametrize("status", ["resolved", "closed", "rejected", "cancelled", "weird"])
def test_what_is_over_is_not_withdrawn_but_told(
    problems: Deliverer, world: World, status: str
) -> None:
    _the_one(world)["status"] = status
    problems.deliver("withdraw", KEY, {**NOTE, "reason": "It works again"})
    assert _the_one(world)["status"] == status
    assert _the_one(world)["note"][-1]["id"] == "n7"


@pytest.mark.parametrize(
    ("status", "done"),
    [("held", True), ("cancelled", True), ("resolved", False), ("rejected", False)],
)
def test_a_double_is_taken_back_as_far_as_its_life_cycle_allows(
    problems: Deliverer, world: World, status: str, done: bool
) -> None:
    _the_one(world)["status"] = status
    assert problems.undo("create", _the_one(world)["id"], SUMMARY) is done
    assert (_the_one(world)["status"] == "cancelled") is done


def test_a_double_that_they_keep_is_a_persons(problems: Deliverer, world: World) -> None:
    key = _the_one(world)["id"]

    def wrong(world: World, handler: Any, method: str, path: str) -> bool:
        if method == "PATCH":
            world.put(handler, ways.Answer(409, {"code": "1", "reason": "not allowed"}))
        return method == "PATCH"

    world.wrong = wrong
    assert problems.undo("create", key, SUMMARY) is False


def test_a_double_that_cannot_be_reached_is_tried_later(problems: Deliverer, world: World) -> None:
    key = _the_one(world)["id"]
    world.wrong = lambda world, handler, *_: ways.resets(world, handler) or True  # type: ignore[func-returns-value]
    with pytest.raises(TryLater):
        problems.undo("create", key, SUMMARY)


def test_a_problem_is_read_in_either_version(at: Callable[..., Systems], world: World) -> None:
    for version in ("v4", "v5"):
        systems = at(version=version)
        key = systems.service_problem.deliver("create", KEY, SUMMARY)
        problem = systems.service_problem.get(key)
        assert problem.status == "acknowledged"
        assert problem.description == "no_internet: nothing works"
        assert problem.last_update is not None
        with pytest.raises(Refused) as caught:
            systems.service_problem.get("SP-404")
        assert caught.value.status == 404


def test_a_known_outage_says_until_when(at: Callable[..., Systems], world: World) -> None:
    systems = at()
    outage = {**SUMMARY, "category": "supplier.originated"}
    systems.service_problem.deliver("create", KEY, outage)
    _the_one(world)["resolutionDate"] = "2026-03-02T12:00:00Z"
    (known,) = systems.service_problem.known_problems(["svc-1"])
    assert known.expected == NOON
