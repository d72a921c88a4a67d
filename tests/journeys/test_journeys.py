"""Customers on their way through all processes over real HTTP. The records are asserted, not the wording."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from mend.guides import Guide
from mend.guides.progress import Walked
from mend.problem import Destination, Result, StepKind
from mend.store.tables import message, problem_report
from tests.journeys.conftest import Customer, House
from tests.journeys.plan import GUIDES, way

pytestmark = pytest.mark.journey
Who = Callable[[str | None], Customer]


def restored_by(kind: StepKind) -> Callable[[Guide, Walked], bool]:
    """The goal: the customer confirms that a step of this kind helped."""

    def goal(guide: Guide, walked: Walked) -> bool:
        ending = walked.ending
        if ending is None or ending.restored_by is None:
            return False
        return guide.steps[ending.restored_by.split("/")[1]].kind is kind

    return goal


def ends_as(result: Result, to: Destination | None = None) -> Callable[[Guide, Walked], bool]:
    """The goal: a result, and where it goes."""

    def goal(_guide: Guide, walked: Walked) -> bool:
        ending = walked.ending
        if ending is None or ending.result is not result:
            return False
        return to is None or (ending.way is not None and ending.way.to is to)

    return goal


def follow(customer: Customer, titles: list[str]) -> None:
    """Press one after the other; provider work that lasts is waited for with the sandbox's clock."""
    for title in titles:
        customer.presses(title)
        if title == "Yes, go ahead":
            customer.until(lambda: all(task.state != "asked" for task in customer.tasks))
            customer.house.sandbox("clock", advance=120)
            customer.until(lambda: customer.restoration.phase == "asked")
            customer.poll()


def test_restored_by_a_fix(customer: Who) -> None:
    alma = customer("cus-001")
    alma.says("my internet is down since this morning")
    assert (alma.report.symptom, alma.report.status) == ("no_internet", "inProgress")
    follow(alma, way("no_internet", restored_by(StepKind.DO)))
    assert (alma.restoration.result, alma.report.status) == ("restored", "resolved")
    assert alma.restoration.confirmed_by == alma.inbox[-1].client_id
    checks = {row.step: row.answer for row in alma.attempts if row.kind == "check"}
    assert checks == {"suspended": "active", "outage": "none"}
    assert alma.attempts[-1].effect == "fixed"
    assert alma.handoffs == []


def test_restored_by_education(customer: Who) -> None:
    leo = customer("cus-012")
    leo.says("the wifi is weak in my bedroom")
    follow(leo, way("wifi_weak", restored_by(StepKind.TEACH)))
    assert leo.restoration.result == "restored"
    name, step = leo.restoration.restored_by.split("/")
    assert GUIDES[name].steps[step].kind is StepKind.TEACH
    assert any(row.kind == "teach" and row.effect == "fixed" for row in leo.attempts)


def test_restored_by_a_remote_action(customer: Who) -> None:
    greta = customer("cus-007")
    greta.says("my internet is very slow today")
    follow(greta, way("slow_internet", restored_by(StepKind.RUN)))
    assert greta.restoration.result == "restored"
    action = next(task for task in greta.tasks if task.kind == "refresh_line")
    assert action.state == "completed"
    state = greta.house.sandbox("state")
    faults = next(each["faults"] for each in state["customers"] if each["id"] == "cus-007")
    assert faults == []


def test_a_workaround_leaves_the_report_open_and_asks_for_the_permanent_fix(customer: Who) -> None:
    mina = customer("cus-013")
    mina.says("we have no internet at all")
    follow(mina, way("no_internet", ends_as(Result.WORKAROUND)))
    assert (mina.restoration.result, mina.report.status) == ("workaround", "inProgress")
    assert mina.report.expected_resolution is not None
    assert len(mina.handoffs) + len(mina.requests) == 1
    mina.until(lambda: all(row.state == "delivered" for row in mina.letters))


def test_unsuccessful_is_handed_off_and_the_reference_told(customer: Who, house: House) -> None:
    jonas = customer("cus-010")
    jonas.says("the connection keeps dropping all day long")
    goal = ends_as(Result.UNSUCCESSFUL, Destination.SMO)
    follow(jonas, way("connection_drops", goal))
    assert (jonas.restoration.result, jonas.report.status) == ("unsuccessful", "held")
    jonas.until(lambda: jonas.handoffs[0].service_problem is not None)
    reference = jonas.handoffs[0].service_problem
    jonas.until(lambda: any(reference in entry["text"] for entry in jonas.messages))
    received = [
        problem
        for problem in house.sandbox("state")["serviceProblems"]
        if any(link["id"] == jonas.report.id for link in problem.get("troubleTicket", []))
    ]
    assert [problem["id"] for problem in received] == [reference]


def test_a_known_outage_is_linked_and_nothing_is_raised(customer: Who) -> None:
    bram = customer("cus-002")
    bram.says("internet is dead")
    assert (bram.restoration.result, bram.restoration.cause) == ("unsuccessful", "known_outage")
    assert [row.known for row in bram.handoffs] == [True]
    assert bram.letters == []
    bram.says("no internet")
    assert len(bram.all(problem_report)) == 1


def test_a_suspended_account_goes_to_billing(customer: Who) -> None:
    chiara = customer("cus-003")
    chiara.says("no internet")
    assert (chiara.restoration.result, chiara.restoration.cause) == ("unsuccessful", "suspended")
    assert [row.process for row in chiara.requests] == ["bill_inquiry"]
    chiara.until(lambda: chiara.requests[0].external_id is not None)
    assert chiara.handoffs == []


def test_a_broken_line_is_found_by_the_test_that_runs_meanwhile(customer: Who) -> None:
    dario = customer("cus-004")
    dario.says("no internet at all")
    dario.until(lambda: dario.tasks[0].state == "accepted")
    dario.house.sandbox("clock", advance=60)
    dario.until(lambda: dario.tasks[0].state == "completed")
    assert dario.tasks[0].outcome == "fault"
    follow(dario, way("no_internet", lambda _guide, walked: bool(walked.tried))[:1])
    led = GUIDES["no_internet"].checks["line_test"]["fault"]  # type: ignore[index]
    assert led in (dario.restoration.step, dario.restoration.progress["end"])


def test_answers_in_the_customers_words_are_heard_before_small_talk(customer: Who) -> None:
    leo = customer("cus-012")
    leo.says("no internet")
    step = GUIDES["no_internet"].steps[leo.about["step"]]
    answer = step.answers[0]
    leo.says(f"hm, {answer.title.lower()}")
    assert leo.about["step"] != step.name
    assert leo.attempts[-1].answer == answer.name
    assert leo.inbox[-1].ranking


def test_interrupted_by_a_question_and_asked_again(customer: Who) -> None:
    esme = customer("cus-005")
    esme.says("there is no internet here")
    step = esme.about["step"]
    answered = esme.says("are you a robot?")
    assert len(answered) == 2
    assert answered[-1]["about"]["step"] == step
    assert esme.restoration.step == step
    assert [row for row in esme.attempts if row.kind != "check"] == []


def test_corrected(customer: Who) -> None:
    farid = customer("cus-006")
    farid.says("no internet")
    first = farid.about["step"]
    follow(farid, way("no_internet", lambda _guide, walked: walked.progress.step != first)[:1])
    assert farid.about["step"] != first
    farid.says("sorry, go back, that was the wrong answer")
    assert farid.about["step"] == first
    farid.says("actually the tv box has no signal, not the internet")
    # He has no TV on his account: the guide is walked all the same, on a report of its own.
    assert farid.restoration.guide == "tv_no_signal"
    assert len(farid.all(problem_report)) == 2


def test_went_away_and_came_back_on_another_device(customer: Who) -> None:
    nora = customer("cus-014")
    nora.says("the internet is extremely slow")
    step = nora.about["step"]
    nora.says("not now, I am on the bus")
    before = nora.conversation
    nora.open(fresh=True)
    assert nora.conversation != before
    nora.says("yes")
    assert nora.about["step"] == step
    assert (nora.restoration.result, nora.report.status) == (None, "inProgress")


def test_put_aside_and_gone_on_with_by_the_button(customer: Who) -> None:
    mina = customer("cus-013")
    mina.says("the wifi is weak in my bedroom")
    step = mina.about["step"]
    mina.says("not now, give me ten minutes")
    mina.presses("Go on")
    assert mina.about["step"] == step
    assert mina.restoration.ended is None


def test_nobody_is_asked_for_a_contact_before_a_hand_off(customer: Who) -> None:
    nobody = customer(None)
    nobody.says("my internet is not working")
    assert nobody.report.customer is None
    goal = ends_as(Result.UNSUCCESSFUL, Destination.SMO)
    follow(nobody, way("no_internet", goal, signed_in=False))
    assert nobody.restoration.result == "unsuccessful"
    assert nobody.letters == []
    assert [row.state for row in nobody.requests] == ["needs_contact"]
    nobody.says("well, call me")
    assert [row.state for row in nobody.requests] == ["needs_contact"]
    nobody.says("020 7946 0018")
    assert nobody.requests[0].contact == "02079460018"
    nobody.until(lambda: nobody.requests[0].external_id is not None)


def test_asked_for_a_person_in_the_middle(customer: Who) -> None:
    ines = customer("cus-009")
    ines.says("no picture on the tv, it says no signal")
    ines.says("I want to talk to a human being")
    row = ines.restoration
    assert (row.result, row.cause) == ("unsuccessful", "asked_for_person")
    assert [request.process for request in ines.requests] == ["interaction"]
    ines.until(lambda: ines.requests[0].external_id is not None)


def test_out_of_scope_twice_offers_a_person(customer: Who) -> None:
    kaya = customer("cus-011")
    kaya.says("what is the capital of Peru?")
    offered = kaya.says("can you bake a chocolate cake")
    assert [button["title"] for button in offered[-1]["buttons"]] == ["Yes, please", "No"]
    kaya.presses("Yes, please")
    assert [request.process for request in kaya.requests] == ["interaction"]
    assert kaya.all(problem_report) == []


def test_the_same_message_sent_twice_has_one_effect(customer: Who, house: House) -> None:
    alma = customer("cus-001")
    key = str(uuid4())
    first = alma.says("my tv has no signal", key)
    again = alma.post("messages", {"id": key, "text": "my tv has no signal"})
    assert again.status_code == 200
    replies = [entry for entry in again.json()["messages"] if entry["from"] == "mend"]
    assert replies == first
    assert len(house.rows(message, message.c.client_id == key)) == 1
    assert len(alma.all(problem_report)) == 1
    other = alma.post("messages", {"id": key, "text": "something else"})
    assert (other.status_code, other.json()["error"]) == (422, "id_reused")


@pytest.mark.parametrize("text", ["/restart", '/affirm{"x":1}', " /deny", "／works_now", "/goodbye"])  # fmt: skip
def test_a_typed_slash_is_only_words(customer: Who, text: str) -> None:
    nobody = customer(None)
    nobody.says("the internet is down")
    step, seen = nobody.about["step"], len(nobody.all(message))
    assert nobody.says(text)
    assert nobody.about["step"] == step
    assert nobody.restoration.ended is None
    assert len(nobody.all(message)) > seen
    assert nobody.inbox[-1].text == text


# One of each product, with and without guides before it; every path of every guide is walked in tests/mend/guides.
TALKED = {
    "no_internet": "Internet and WiFi",
    "tv_frozen": "TV",
    "picture_messages": "Mobile",
    "phone_noise": "Home phone",
    "email_sign_in": "E-mail",
}


@pytest.mark.parametrize("name", TALKED)
@pytest.mark.parametrize("result", list(Result))
def test_a_guide_is_talked_to_each_result(customer: Who, name: str, result: Result) -> None:
    nobody = customer(None)
    nobody.presses(TALKED[name])
    nobody.presses(GUIDES[name].title)
    follow(nobody, way(name, ends_as(result), signed_in=False))
    assert nobody.report.symptom == name
    assert nobody.restoration.result == result


def test_the_assistant_dies_in_the_middle_and_the_customer_goes_on(
    customer: Who, house: House
) -> None:
    nobody = customer(None)
    nobody.says("internet is down")
    step = nobody.about["step"]
    house.stop("assistant", kill=True)
    key = str(uuid4())
    said = nobody.says("They are all off", key)
    assert said
    assert said[-1]["from"] == "mend"
    house.start("assistant")
    house.wait()
    assert nobody.restoration.step == step
    nobody.says("hello?")
    assert nobody.about["step"] == step
    follow(nobody, way("no_internet", ends_as(Result.UNSUCCESSFUL), signed_in=False))
    assert nobody.restoration.result == "unsuccessful"
