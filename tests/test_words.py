"""Domain, rules, actions, responses, guides and Python name the same things."""

import importlib
import inspect
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from actions.base import CustomerAction
from mend import needs, news_of_others, safety
from mend.facts import FAMILIES
from mend.guides import read_all
from mend.guides.hear import Move
from mend.problem import CrmProcess, ProductKind, RequestKind, RequestState, Status

ROOT = Path(__file__).parent.parent


def load(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


DOMAIN = load(ROOT / "domain.yml")
RESPONSES = {
    name: texts
    for path in sorted((ROOT / "data").rglob("*.yml"))
    for name, texts in (load(path).get("responses") or {}).items()
}
NLU = {
    item["intent"]: [line[2:].strip() for line in item["examples"].splitlines()]
    for path in sorted((ROOT / "data").rglob("*.yml"))
    for item in (load(path).get("nlu") or [])
    if "intent" in item
}
RULES = [
    rule for path in sorted((ROOT / "data" / "rules").glob("*.yml")) for rule in load(path)["rules"]
]
OVER = {RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN}
SERVER_MADE = {
    "choose_product",
    "press_answer",
    "tell_news",
    "resume_guide",
    "make_request",
    "choose_slot",
    "visit_new",
    "visit_move",
    "visit_cancel",
}


def action_classes() -> set[type[CustomerAction]]:
    modules = [
        importlib.import_module(f"actions.{path.stem}")
        for path in (ROOT / "actions").glob("*.py")
        if path.stem not in ("__init__", "base")
    ]
    return {
        thing
        for module in modules
        for thing in vars(module).values()
        if inspect.isclass(thing)
        and issubclass(thing, CustomerAction)
        and not inspect.isabstract(thing)
    }


def spoken_in_python() -> set[str]:
    text = "".join(
        path.read_text(encoding="utf-8")
        for room in ("actions", "mend", "web")
        for path in (ROOT / room).rglob("*.py")
    )
    names = set(re.findall(r'"(utter_[a-z_]+)"', text))
    names |= {f"utter_request_{process}" for process in CrmProcess}
    final = {Status.REJECTED, Status.CANCELLED, Status.CLOSED}
    names |= {f"utter_status_{status}" for status in Status if status not in final}
    kinds = {kind for owner in (needs.PERSON, *needs.OWNERS.values()) for kind in owner.kinds}
    kinds -= {RequestKind.VISIT}
    names |= {f"utter_made_{kind}" for kind in kinds}
    names |= {f"utter_title_request_{kind}" for kind in kinds}
    names |= {f"utter_need_{need}" for need in needs.OWNERS if need != "appointment"}
    names |= {f"utter_request_is_{state}" for state in RequestState if state not in OVER}
    names |= {f"utter_news_{kind}" for kind in news_of_others.KINDS}
    names |= {f"utter_news_{kind}_saying" for kind in news_of_others.WITH_WORDS}
    names |= {f"utter_reference_{what}" for what in ("handoff", "crm_request", "order")}
    names |= {f"utter_danger_{kind}" for kind in safety.KINDS}
    names |= {f"utter_title_{each}" for each in (*ProductKind, *FAMILIES)}
    return names | {"utter_need_other", "utter_smo_works", "utter_smo_waits"}


def said_by_rules() -> set[str]:
    return {
        step["action"]
        for rule in RULES
        for step in rule["steps"]
        if step.get("action", "").startswith("utter_")
    }


def test_domain_and_python_have_the_same_actions() -> None:
    assert {cls().name() for cls in action_classes()} == set(DOMAIN["actions"])


def test_every_response_that_is_spoken_exists_and_every_one_that_exists_is_spoken() -> None:
    guides = {name for name in RESPONSES if name.startswith("utter_problem/")}
    form_questions = {"utter_ask_contact", "utter_ask_information"}
    rasas_own = {"utter_default"}
    titles = {"utter_title_"}
    spoken = (spoken_in_python() - titles) | said_by_rules() | form_questions | rasas_own
    assert spoken - set(RESPONSES) == set()
    assert set(RESPONSES) - spoken - guides == set()


def test_every_guide_has_its_response_and_its_phrases() -> None:
    for name in read_all(ROOT / "data" / "guides"):
        assert f"utter_problem/{name}" in RESPONSES
        assert NLU[f"problem/{name}"]


def test_every_intent_of_the_domain_has_phrases_or_is_made_by_the_server() -> None:
    bases = {name.split("/")[0] for name in NLU}
    assert set(DOMAIN["intents"]) - bases == SERVER_MADE | {"nlu_fallback"}
    assert bases <= set(DOMAIN["intents"])


def test_every_intent_has_a_rule() -> None:
    ruled = {step["intent"] for rule in RULES for step in rule["steps"] if "intent" in step}
    assert set(DOMAIN["intents"]) == ruled


def test_every_move_of_the_engine_is_reached_from_an_intent() -> None:
    mappings = DOMAIN["slots"]["guide_answer"]["mappings"]
    values = {mapping["value"] for mapping in mappings if mapping["type"] == "from_intent"}
    # Danger leaves the guide, so it is no move in it.
    assert values == {*Move, "@danger"}


def test_slots_are_few_and_typed() -> None:
    assert len(DOMAIN["slots"]) <= 15
    assert all(slot["type"] != "any" for slot in DOMAIN["slots"].values())


def test_the_domain_holds_no_sentences() -> None:
    assert "responses" not in DOMAIN


def test_payloads_in_responses_are_plain_intents_that_exist() -> None:
    """Braces in a payload of a response would switch off all its variables (the interpolator reads them)."""
    payloads = [
        button["payload"]
        for texts in RESPONSES.values()
        for text in texts
        for button in text.get("buttons", [])
    ]
    assert payloads
    assert {payload[1:] for payload in payloads} <= set(DOMAIN["intents"])


def test_no_response_promises_that_something_is_solved_for_good() -> None:
    promises = re.compile(r"\b(guarantee|certainly|definitely|soon as possible|within \d)", re.I)
    assert [name for name, texts in RESPONSES.items() if promises.search(texts[0]["text"])] == []
