"""The guides in conversation: typed and pressed, through the trained model and the real actions."""

from mend.store.tables import attempt, crm_request, restoration
from tests.dialogue.talk import Spoken


def test_what_was_tried_in_the_first_words_is_not_asked_again(world: Spoken) -> None:
    alma = world.talk("cus-001")
    alma.says("my internet is down on all my devices, I restarted the router twice already")
    assert alma.last.about["guide"] == "no_internet"
    passed = world.rows(attempt, attempt.c.effect == "skipped")
    assert any("known already" in str(row.evidence) for row in passed)


def test_nobody_is_walked_through_the_guides_that_stand_before(world: Spoken) -> None:
    nobody = world.talk(None)
    nobody.says("picture messages don't send")
    assert nobody.last.about["guide"] == "mobile_no_service"
    assert nobody.last.about["title"] == "Picture messages do not go"


def test_none_of_these_twice_leads_to_a_person(world: Spoken) -> None:
    nobody = world.talk(None)
    nobody.says("my wifi is gone")
    nobody.presses("None of these")
    assert nobody.last.about["guide"] == "wifi_none"
    nobody.presses("None of these")
    assert world.rows(restoration)[0].cause == "not_as_described"


def test_a_moment_please_keeps_the_question(world: Spoken) -> None:
    nobody = world.talk(None)
    before = nobody.says("my wifi is gone").about["step"]
    assert nobody.says("give me ten minutes").about["step"] == before


def test_the_device_is_told_once(world: Spoken) -> None:
    nobody = world.talk(None)
    nobody.says("my wifi is gone")
    nobody.presses("How do I do that?")
    said = nobody.says("it's an iPhone")
    assert "Wi-Fi" in said.all


def test_danger_comes_before_the_guide(world: Spoken) -> None:
    alma = world.talk("cus-001")
    alma.says("my internet is down")
    said = alma.says("there is smoke coming out of the router")
    assert said.texts[0].startswith("Do not touch it.")
    (row,) = world.rows(restoration)
    assert (row.result, row.cause) == ("unsuccessful", "danger")
    assert world.rows(crm_request)[0].kind == "urgent_call"


def test_danger_without_a_guide_is_passed_on_too(world: Spoken) -> None:
    alma = world.talk("cus-001")
    said = alma.says("I got an electric shock from the socket")
    assert "doctor" in said.texts[0]
    assert world.rows(crm_request)[0].kind == "urgent_call"


def test_a_product_leads_to_its_problems(world: Spoken) -> None:
    nobody = world.talk(None)
    nobody.last.buttons["Mobile"] = '/choose_product{"product": "mobile"}'
    nobody.presses("Mobile")
    assert '/problem{"problem": "mobile_no_data"}' in nobody.last.buttons.values()
