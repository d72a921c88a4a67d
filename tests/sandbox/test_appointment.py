"""TMF646: when a technician can come, and visits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

BASE = "/tmf-api/appointment/v4"
APPOINTMENTS = f"{BASE}/appointment"
Advance = Callable[[float], None]
Period = dict[str, str]


def slots(client: TestClient, **more: Any) -> list[dict[str, Any]]:
    answer = client.post(f"{BASE}/searchTimeSlot", json=more)
    assert answer.status_code == 201, answer.text
    found: list[dict[str, Any]] = answer.json()["availableTimeSlot"]
    return found


def book(client: TestClient, period: Period, **more: Any) -> dict[str, Any]:
    body = {
        "validFor": period,
        "relatedParty": [{"id": "cus-010", "@referredType": "Customer"}],
        **more,
    }
    answer = client.post(APPOINTMENTS, json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


@pytest.fixture
def period(client: TestClient) -> Period:
    """The first window that is free."""
    first: Period = slots(client)[0]["validFor"]
    return first


@pytest.fixture
def other(client: TestClient) -> Period:
    """The second window that is free."""
    second: Period = slots(client)[1]["validFor"]
    return second


def told(client: TestClient) -> list[str]:
    deliveries = client.get("/sandbox/state").json()["deliveries"]
    return [each["event"]["eventType"].removeprefix("Appointment") for each in deliveries]


def move(client: TestClient, key: str, **body: Any) -> Any:
    return client.post(f"/sandbox/appointments/{key}/move", json=body)


def test_the_next_week_is_offered_in_three_windows_a_day(client: TestClient) -> None:
    found = slots(client)
    assert len(found) == 18  # six days, as one of the seven is a Sunday
    hours = {
        (each["validFor"]["startDateTime"][11:13], each["validFor"]["endDateTime"][11:13])
        for each in found
    }
    assert hours == {("08", "12"), ("12", "16"), ("16", "20")}
    days = {datetime.fromisoformat(each["validFor"]["startDateTime"]).weekday() for each in found}
    assert days == {0, 1, 2, 3, 4, 5}
    assert len({each["id"] for each in found}) == 18
    assert found == slots(client)


def test_what_is_asked_for_is_respected(client: TestClient) -> None:
    wanted = slots(client)[4]["validFor"]
    found = slots(client, requestedTimeSlot=[{"validFor": wanted}])
    assert [each["validFor"] for each in found] == [wanted]


def test_a_sunday_has_nothing(client: TestClient) -> None:
    today = datetime.now(UTC)
    sunday = today.date() + timedelta(days=13 - today.weekday())
    period = {"startDateTime": f"{sunday}T00:00:00Z", "endDateTime": f"{sunday}T23:59:00Z"}
    answer = client.post(
        f"{BASE}/searchTimeSlot", json={"requestedTimeSlot": [{"validFor": period}]}
    ).json()
    assert (answer["availableTimeSlot"], answer["searchResult"]) == ([], "fail")


def test_a_search_can_be_read_again(client: TestClient) -> None:
    answer = client.post(f"{BASE}/searchTimeSlot", json={})
    assert client.get(answer.headers["location"]).json() == answer.json()
    assert client.get(f"{BASE}/searchTimeSlot/STS-0").status_code == 404


@pytest.mark.parametrize(
    "wanted",
    [
        [{}],
        [{"validFor": {"startDateTime": "2026-03-02T08:00:00Z"}}],
        [{"validFor": {"startDateTime": "soon", "endDateTime": "later"}}],
        ["monday"],
        "monday",
    ],
)
def test_a_search_needs_both_ends(client: TestClient, wanted: Any) -> None:
    answer = client.post(f"{BASE}/searchTimeSlot", json={"requestedTimeSlot": wanted})
    assert answer.status_code == 400


def test_a_visit_is_confirmed_and_found_by_our_own_key(client: TestClient, period: Period) -> None:
    made = book(client, period, externalId="visit-1", status="completed")
    assert made["status"] == "confirmed"
    assert client.get(made["href"]).json() == made
    assert client.get(APPOINTMENTS, params={"externalId": "visit-1"}).json() == [made]
    assert client.get(APPOINTMENTS, params={"externalId": "visit-2"}).json() == []


def test_a_window_is_given_once(client: TestClient, period: Period) -> None:
    book(client, period)
    assert period not in [each["validFor"] for each in slots(client)]
    answer = client.post(APPOINTMENTS, json={"validFor": period})
    assert (answer.status_code, answer.json()["code"]) == (409, "slotTaken")


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2020-03-02T08:00:00Z", "2020-03-02T12:00:00Z", "slotOver"),
        ("T02:00:00Z", "T04:00:00Z", "slotNotOffered"),
        ("T10:00:00Z", "T14:00:00Z", "slotNotOffered"),
    ],
)
def test_nobody_comes_at_another_time(
    client: TestClient, period: Period, start: str, end: str, code: str
) -> None:
    day = period["startDateTime"][:10]
    start, end = (f"{day}{each}" if each[0] == "T" else each for each in (start, end))
    body = {"validFor": {"startDateTime": start, "endDateTime": end}}
    answer = client.post(APPOINTMENTS, json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, code)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"validFor": {}},
        {"validFor": "monday"},
        {"validFor": {"startDateTime": "2030-03-04T12:00:00Z", "endDateTime": "2030-03-04T08:00Z"}},
    ],
)
def test_a_visit_needs_a_time(client: TestClient, body: Any) -> None:
    assert client.post(APPOINTMENTS, json=body).status_code == 400


def test_a_visit_is_put_off_and_its_window_is_free_again(
    client: TestClient, period: Period, other: Period
) -> None:
    made = book(client, period)
    client.post(f"{BASE}/hub", json={"callback": "http://127.0.0.1:1/"})
    changed = client.patch(made["href"], json={"validFor": other}).json()
    assert (changed["validFor"], changed["status"]) == (other, "confirmed")
    assert period in [each["validFor"] for each in slots(client)]
    assert told(client) == ["AttributeValueChangeEvent"]


def test_a_visit_that_was_put_off_does_not_take_place_at_the_old_time(
    client: TestClient, period: Period, other: Period, advance: Advance
) -> None:
    made = book(client, period)
    client.patch(made["href"], json={"validFor": other})
    now = datetime.fromisoformat(client.get("/sandbox/state").json()["now"])
    advance((datetime.fromisoformat(period["endDateTime"]) - now).total_seconds() + 60)
    assert client.get(made["href"]).json()["status"] == "confirmed"


def test_what_is_over_today_is_not_offered(
    client: TestClient, period: Period, advance: Advance
) -> None:
    day = period["startDateTime"][:10]
    now = datetime.fromisoformat(client.get("/sandbox/state").json()["now"])
    advance((datetime.fromisoformat(f"{day}T13:00:00Z") - now).total_seconds())
    wanted = {"startDateTime": f"{day}T00:00:00Z", "endDateTime": f"{day}T23:59:00Z"}
    found = slots(client, requestedTimeSlot=[{"validFor": wanted}])
    assert [each["validFor"]["startDateTime"][11:13] for each in found] == ["16"]


def test_a_visit_is_not_put_where_another_is(
    client: TestClient, period: Period, other: Period
) -> None:
    book(client, other)
    address = book(client, period)["href"]
    assert client.patch(address, json={"validFor": other}).status_code == 409
    assert client.get(address).json()["validFor"] == period
    assert client.patch(address, json={"validFor": period}).status_code == 200


def test_a_cancelled_visit_is_over(client: TestClient, period: Period, advance: Advance) -> None:
    made = book(client, period)
    client.post(f"{BASE}/hub", json={"callback": "http://127.0.0.1:1/"})
    for _ in range(2):
        assert client.patch(made["href"], json={"status": "cancelled"}).status_code == 200
    assert told(client) == ["StateChangeEvent"]
    assert client.patch(made["href"], json={"validFor": period}).status_code == 409
    book(client, period)
    advance(9 * 86400)
    assert client.get(made["href"]).json()["status"] == "cancelled"


@pytest.mark.parametrize(
    "body", [{"status": "completed"}, {"status": "gone"}, {"validFor": None}, {"id": "x"}]
)
def test_a_bad_patch_is_refused(client: TestClient, period: Period, body: Any) -> None:
    assert client.patch(book(client, period)["href"], json=body).status_code == 400


def test_the_technician_comes_and_puts_it_right(
    client: TestClient, period: Period, advance: Advance
) -> None:
    made = book(client, period)
    client.post(f"{BASE}/hub", json={"callback": "http://127.0.0.1:1/"})
    advance(9 * 86400)
    assert client.get(made["href"]).json()["status"] == "completed"
    people = client.get("/sandbox/state").json()["customers"]
    assert next(each for each in people if each["id"] == "cus-010")["faults"] == []
    assert told(client) == ["StateChangeEvent"]


def test_a_technician_may_fail_to_come(
    client: TestClient, period: Period, advance: Advance
) -> None:
    client.post("/sandbox/faults", json={"api": "appointment", "mode": "work_fails"})
    made = book(client, period)
    advance(9 * 86400)
    assert client.get(made["href"]).json()["status"] == "failed"


def test_the_planner_moves_fails_and_completes(
    client: TestClient, period: Period, other: Period
) -> None:
    key = book(client, period)["id"]
    assert move(client, key, validFor=other).json()["validFor"] == other
    moved = move(client, key, status="failed", reason="Nobody was at home.").json()
    assert (moved["status"], moved["note"][-1]["text"]) == ("failed", "Nobody was at home.")
    assert move(client, key, status="completed").status_code == 409
    again = book(client, period)["id"]
    assert move(client, again, status="completed", repairs=False).json()["status"] == "completed"
    people = client.get("/sandbox/state").json()["customers"]
    assert next(each for each in people if each["id"] == "cus-010")["faults"] == ["router_faulty"]


def test_an_unknown_visit_is_404(client: TestClient) -> None:
    assert client.get(f"{APPOINTMENTS}/AP-0").status_code == 404
    assert client.patch(f"{APPOINTMENTS}/AP-0", json={"status": "cancelled"}).status_code == 404
    assert move(client, "AP-0", status="failed").status_code == 404
    assert move(client, "AP-0").status_code == 400
