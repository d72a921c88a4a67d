"""What SM&O answers, told in the chat: one journey for each answer, through all processes."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from mend.problem import Destination, Result
from mend.store.tables import handoff, letter, note, problem_report, restoration
from tests.journeys.conftest import Customer, House
from tests.journeys.plan import way
from tests.journeys.test_journeys import ends_as, follow

pytestmark = pytest.mark.journey
Who = Callable[[str | None], Customer]


def handed_off(customer: Customer) -> str:
    """Walk the customer into a hand-off; SM&O's reference."""
    customer.says("the connection keeps dropping all day long")
    follow(customer, way("connection_drops", ends_as(Result.UNSUCCESSFUL, Destination.SMO)))
    customer.until(lambda: last_handoff(customer).service_problem is not None)
    assert customer.report.status == "held"
    return str(last_handoff(customer).service_problem)


def last_handoff(customer: Customer) -> object:
    return customer.house.rows(handoff, handoff.c.report == customer.restoration.report)[-1]


def move(customer: Customer, reference: str, **how: object) -> None:
    customer.house.sandbox(f"service-problems/{reference}/move", **how)


def hears(customer: Customer, words: str) -> None:
    """Keep the window open until these words have been said."""
    customer.until(lambda: any(words in entry["text"] for entry in customer.messages))


def results(customer: Customer) -> list[str | None]:
    rows = customer.house.rows(restoration, restoration.c.report == customer.report.id)
    return [row.result for row in rows]


def service_problem(house: House, reference: str) -> dict[str, object]:
    found = [each for each in house.sandbox("state")["serviceProblems"] if each["id"] == reference]
    return dict(found[0])


def test_repaired_is_only_restored_once_the_customer_says_so(customer: Who) -> None:
    dario = customer("cus-004")
    reference = handed_off(dario)
    move(dario, reference, status="inProgress")
    hears(dario, "is working on it now")
    assert dario.report.status == "held"
    move(dario, reference, status="resolved", reason="A splice was renewed.")
    hears(dario, "says that it is repaired")
    assert (dario.report.status, results(dario)) == ("pending", ["unsuccessful", None])
    dario.says("yes")
    assert (dario.report.status, results(dario)) == ("resolved", ["unsuccessful", "restored"])
    assert dario.restoration.restored_by == f"handoff/{last_handoff(dario).id}"
    assert dario.restoration.confirmed_by == dario.inbox[-1].client_id


def test_not_fixed_reopens_and_hands_off_again_with_the_history(
    customer: Who, house: House
) -> None:
    esme = customer("cus-005")
    first = handed_off(esme)
    move(esme, first, status="inProgress")
    move(esme, first, status="resolved", repairs=False)
    hears(esme, "says that it is repaired")
    esme.says("no, it still drops")
    esme.until(lambda: last_handoff(esme).service_problem not in (None, first))
    assert (esme.report.status, results(esme)) == ("held", ["unsuccessful", "unsuccessful"])
    second = service_problem(house, str(last_handoff(esme).service_problem))
    assert [each["id"] for each in second["parentProblem"]] == [first]
    assert any(first in each["text"] for each in second["note"])


def test_a_question_of_the_engineers_is_asked_and_the_answer_passed_on(
    customer: Who, house: House
) -> None:
    farid = customer("cus-006")
    reference = handed_off(farid)
    move(farid, reference, status="inProgress")
    move(farid, reference, status="pending", question="Is there a dog in the yard?")
    hears(farid, "Is there a dog in the yard?")
    assert farid.report.status == "pending"
    farid.says("yes, but he is friendly")
    assert farid.report.status == "held"
    farid.until(
        lambda: any(
            "he is friendly" in each["text"] for each in service_problem(house, reference)["note"]
        )
    )
    farid.until(lambda: last_handoff(farid).state == "inProgress")


def test_a_new_date_is_told_and_stands_on_the_report(customer: Who) -> None:
    greta = customer("cus-007")
    reference = handed_off(greta)
    move(greta, reference, status="inProgress")
    move(greta, reference, expected=36 * 3600)
    hears(greta, "expects it to be over by")
    greta.until(lambda: greta.report.expected_resolution is not None)
    assert greta.report.status == "held"


def test_a_temporary_relief_is_a_workaround_and_the_repair_stays_owed(customer: Who) -> None:
    jonas = customer("cus-010")
    reference = handed_off(jonas)
    move(jonas, reference, status="inProgress")
    move(jonas, reference, status="resolved", workaround=True)
    hears(jonas, "a way to help for now")
    jonas.says("yes")
    assert (jonas.report.status, results(jonas)) == ("inProgress", ["unsuccessful", "workaround"])
    jonas.until(lambda: last_handoff(jonas).service_problem not in (None, reference))


@pytest.mark.parametrize(("status", "who"), [("rejected", "cus-008"), ("cancelled", "cus-009")])
def test_what_engineers_will_not_do_goes_to_a_person(customer: Who, status: str, who: str) -> None:
    refused = customer(who)
    reference = handed_off(refused)
    move(refused, reference, status=status, reason="not ours")
    hears(refused, "could not take it on")
    assert [row.kind for row in refused.requests] == ["call_back"]
    refused.until(lambda: refused.requests[0].external_id is not None)
    assert refused.report.status == "held"


def test_closed_without_a_seen_resolved_counts_as_resolved(customer: Who) -> None:
    kaya = customer("cus-011")
    reference = handed_off(kaya)
    kaya.house.sandbox("faults", api="serviceProblemManagement", mode="fail", methods=["GET"])
    for status in ("inProgress", "resolved", "closed"):
        move(kaya, reference, status=status)
    kaya.house.sandbox("faults", api="serviceProblemManagement", mode="off")
    hears(kaya, "says that it is repaired")
    kaya.says("it works again, thanks")
    kaya.says("yes")
    assert kaya.report.status == "resolved"


def test_held_and_replayed_and_late_events_move_nothing_backwards(customer: Who) -> None:
    leo = customer("cus-012")
    reference = handed_off(leo)
    move(leo, reference, status="inProgress")
    move(leo, reference, status="held", reason="waiting for a part")
    leo.until(lambda: last_handoff(leo).state == "held")
    assert leo.report.status == "held"
    move(leo, reference, status="inProgress")
    move(leo, reference, status="resolved")
    hears(leo, "says that it is repaired")
    leo.says("yes")
    leo.house.sandbox(
        "events/replay", api="serviceProblemManagement", count=10, order="backwards", times=2
    )
    before = len(leo.house.rows(note, note.c.report == leo.report.id))
    leo.says("what about my problem?")
    assert leo.report.status == "resolved"
    assert len(leo.house.rows(note, note.c.report == leo.report.id)) == before


def test_a_known_outage_is_bridged_and_its_end_is_told(customer: Who, house: House) -> None:
    bram = customer("cus-002")
    bram.says("internet is dead")
    assert bram.handoffs[0].known
    bram.presses("Can I do something meanwhile?")
    follow(bram, ["That helps for now"])
    assert (bram.report.status, results(bram)) == ("inProgress", ["unsuccessful", "workaround"])
    assert len(house.rows(handoff, handoff.c.report == bram.report.id)) == 1
    house.sandbox("faults", customer="cus-002", clear=["area_outage"])
    hears(bram, "says that it is repaired")
    bram.says("yes")
    assert results(bram) == ["unsuccessful", "workaround", "restored"]
    raised = [
        row for row in bram.letters if row.system == "service_problem" and row.operation == "create"
    ]
    assert raised == []


def test_the_answer_is_told_on_return_on_another_device_and_yes_is_heard(
    customer: Who, house: House
) -> None:
    mina = customer("cus-013")
    reference = handed_off(mina)
    house.stop("assistant", kill=True)
    move(mina, reference, status="inProgress")
    move(mina, reference, status="resolved")
    with house.store.glance() as page:
        where = select(problem_report.c.id).where(problem_report.c.customer == "cus-013")
        number = page.db.execute(where).scalars().all()[-1]
    mina.until(
        lambda: house.rows(problem_report, problem_report.c.id == number)[0].status == "pending"
    )
    house.start("assistant")
    house.wait()
    mina.open(fresh=True)
    hears(mina, "says that it is repaired")
    mina.says("yes")
    report = house.rows(problem_report, problem_report.c.id == number)[0]
    assert report.status == "resolved"
    assert mina.restoration.conversation == mina.conversation


def test_it_works_without_us_and_engineers_are_told(customer: Who, house: House) -> None:
    alma = customer("cus-001")
    reference = handed_off(alma)
    alma.says("it works again now")
    alma.says("yes")
    assert alma.report.status == "resolved"
    assert alma.restoration.restored_by == "customer"
    alma.until(
        lambda: service_problem(house, reference)["note"][-1]["text"].startswith("The customer")
    )


def test_a_mistake_is_cancelled_and_the_service_problem_withdrawn(
    customer: Who, house: House
) -> None:
    ines = customer("cus-014")
    reference = handed_off(ines)
    ines.says("I reported that by mistake, please withdraw it")
    ines.says("yes")
    assert ines.report.status == "cancelled"
    ines.until(lambda: service_problem(house, reference)["status"] == "cancelled")
    posted = house.rows(letter, letter.c.report == ines.report.id, letter.c.operation == "withdraw")
    assert [row.state for row in posted] == ["delivered"]


def test_it_is_back_opens_the_same_report_again(customer: Who) -> None:
    nora = customer("cus-015")
    handed_off(nora)
    nora.says("it works now")
    nora.says("yes")
    number = nora.report.id
    assert nora.report.status == "resolved"
    nora.says("it is back, the connection drops again")
    assert nora.report.id == number
    assert nora.report.status == "inProgress"
    assert results(nora) == ["unsuccessful", "restored", None]
