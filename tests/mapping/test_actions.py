"""Remote actions against a running sandbox: what the network is asked, what is ordered, and how the guide goes on."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mend import news, restoration
from mend.guides import read
from mend.guides.hear import Move
from mend.problem import ACTIONS_OF, ORDERED, Check, ProductKind, RemoteAction
from mend.store import prompts
from mend.store.tables import attempt, offer_decision, product_order, provider_task
from tests.mapping.world import Customer, World

GUIDE = """
version: "3.1"
nlu:
- intent: problem/action
  examples: |
    - it does not work
responses:
  utter_problem/action:
  - text: Let's look.
guide:
  title: It does not work
  product: {product}
  checks:
    {checks}
  steps:
    see:
      kind: ask
      say: Is it gone?
      answers:
        gone: {{title: It is gone, to: run_it}}
        slow: {{title: It is slow, to: run_it}}
    run_it:
      kind: run
      action: {action}
      say: Shall I ask for it?
      cause: not_provisioned
      answers:
        fixed: {{title: It works now, to: fixed}}
        same: {{title: No change}}
      next: nothing
  ends:
    nothing: {{cause: unknown, to: nobody, say: Nothing is left.}}
"""
# The check that has to have found something, where the action needs one.
FINDS = {
    RemoteAction.ENABLE_ROAMING: "roaming: {off: run_it}",
    RemoteAction.ACTIVATE_SIM: "sim: {not_activated: run_it}",
    RemoteAction.RECONNECT: "suspended: {paid: run_it}",
}


@pytest.fixture
def asks(world: World, tmp_path: Path) -> Any:
    """A customer whose guide comes to an action, and who has said yes to it."""

    def run(name: str, product: ProductKind, action: RemoteAction) -> Customer:
        checks = FINDS.get(action, "outage: {known: nothing}")
        path = tmp_path / "action.yml"
        path.write_text(GUIDE.format(product=product, action=action, checks=checks))
        world.mend = replace(world.mend, guides={"action": read(path)})
        customer = world.customer(name)
        customer.has("action")
        if action not in FINDS:
            customer.says("It is gone")
        customer.says("Yes, go ahead", Move.YES)
        return customer

    return run


def faults(world: World, customer: Customer) -> list[str]:
    people = world.sandbox("state")["customers"]
    return next(each["faults"] for each in people if each["id"] == customer.name)


def the_task(world: World) -> Any:
    (row,) = world.rows(provider_task, provider_task.c.kind != Check.LINE_TEST)
    return row


def hears_how_it_went(customer: Customer) -> list[str | None]:
    """The only news of the conversation."""
    world = customer.world
    with world.store.page() as page:
        (prompt,) = prompts.waiting_prompts(page, customer.conversation)
        prompts.finish_prompt(page, prompt.id)
    said = news.tell(world.mend, customer.turn("action_tell_news"), prompt.id, busy=False)
    return [word.response for word in said.words]


def asked(customer: Customer) -> str | None:
    word = restoration.ask(customer.world.mend, customer.restoration.id)
    return word.response if word else None


WORKS = [
    ("cus-013", ProductKind.HOME_PHONE, RemoteAction.REFRESH_PHONE),
    ("cus-017", ProductKind.MOBILE, RemoteAction.REFRESH_MOBILE),
    ("cus-019", ProductKind.MOBILE, RemoteAction.ACTIVATE_SIM),
    ("cus-025", ProductKind.MOBILE, RemoteAction.RESET_VOICEMAIL),
    ("cus-023", ProductKind.EMAIL, RemoteAction.PASSWORD_LINK),
]


@pytest.mark.parametrize(("name", "product", "action"), WORKS, ids=lambda value: str(value))
def test_an_action_of_the_network_puts_its_fault_right(
    world: World, asks: Any, name: str, product: ProductKind, action: RemoteAction
) -> None:
    customer = asks(name, product, action)
    world.settle(lambda: the_task(world).external_id)
    assert len(faults(world, customer)) == 1
    world.sandbox("clock", advance=31)
    world.settle(lambda: the_task(world).state == "completed")
    assert faults(world, customer) == []
    assert (world.received("productOrders"), world.rows(offer_decision)) == ([], [])
    assert hears_how_it_went(customer) == ["utter_run_done"]
    assert asked(customer) == "utter_run_how_is_it"


ORDERS = [
    ("cus-018", ProductKind.MOBILE, RemoteAction.ENABLE_ROAMING),
    ("cus-024", ProductKind.BROADBAND, RemoteAction.RECONNECT),
    ("cus-024", ProductKind.TV, RemoteAction.RECONNECT),
    ("cus-024", ProductKind.HOME_PHONE, RemoteAction.RECONNECT),
    ("cus-024", ProductKind.MOBILE, RemoteAction.RECONNECT),
]


@pytest.mark.parametrize(("name", "product", "action"), ORDERS, ids=lambda value: str(value))
def test_an_action_that_is_an_order_is_ordered_and_the_guide_goes_on(
    world: World, asks: Any, name: str, product: ProductKind, action: RemoteAction
) -> None:
    customer = asks(name, product, action)
    world.settle(lambda: the_task(world).external_id)
    (order,) = world.received("productOrders")
    (item,) = order["productOrderItem"]
    assert (item["action"], item["product"]["id"]) == ("modify", customer.report.product_id)
    assert order["note"][0]["text"] == "Shall I ask for it?"
    assert customer.report.status == "inProgress"
    assert len(faults(world, customer)) == 1
    world.sandbox("clock", advance=121)
    world.settle(lambda: the_task(world).state == "completed")
    assert faults(world, customer) == []
    assert (world.rows(product_order)[0].state, world.received("activations")) == ("completed", [])
    assert (customer.report.status, customer.results) == ("inProgress", [None])
    assert hears_how_it_went(customer) == ["utter_run_done"]
    assert asked(customer) == "utter_run_how_is_it"
    customer.says("It works now")
    customer.says("yes", Move.YES)
    assert (customer.report.status, customer.results) == ("resolved", ["restored"])


def test_the_order_is_the_reports_in_the_ticket(world: World, asks: Any) -> None:
    rosa = asks("cus-018", ProductKind.MOBILE, RemoteAction.ENABLE_ROAMING)
    world.settle(lambda: the_task(world).external_id)
    rosa.says("not now", Move.LATER)
    key = the_task(world).external_id

    def shown() -> list[str]:
        tickets = world.received("troubleTickets")
        entities = [each for ticket in tickets for each in ticket.get("relatedEntity", [])]
        return [each["role"] for each in entities if each["id"] == key]

    world.settle(lambda: shown() == ["resultingOrder"])


def test_who_has_not_paid_after_all_is_not_reconnected(world: World, asks: Any) -> None:
    xenia = asks("cus-024", ProductKind.TV, RemoteAction.RECONNECT)
    world.settle(lambda: the_task(world).external_id)
    world.sandbox("faults", customer="cus-024", set=["suspended"])
    world.sandbox("clock", advance=121)
    world.settle(lambda: the_task(world).state == "failed")
    assert the_task(world).evidence["reason"] == "A bill is still overdue."
    assert world.rows(product_order)[0].state == "failed"
    assert hears_how_it_went(xenia) == ["utter_run_failed"]
    assert (asked(xenia), xenia.report.status) == ("utter_run_how_is_it", "inProgress")


def test_an_order_that_takes_too_long_is_cancelled_at_the_provider(world: World, asks: Any) -> None:
    rosa = asks("cus-018", ProductKind.MOBILE, RemoteAction.ENABLE_ROAMING)
    world.settle(lambda: the_task(world).external_id)
    key = the_task(world).external_id
    for state in ("inProgress", "held"):
        world.sandbox(f"product-orders/{key}/move", state=state)
    world.settle(lambda: the_task(world).state == "failed")
    world.settle(lambda: world.rows(product_order)[0].state == "cancelled")
    assert world.received("productOrders")[0]["state"] == "cancelled"
    world.sandbox("clock", advance=86400)
    world.settle()
    assert faults(world, rosa) == ["roaming_off"]
    assert hears_how_it_went(rosa) == ["utter_run_failed"]


LOOKS = [
    ("cus-016", ProductKind.MOBILE, {"roaming": "on", "sim": "active", "allowance": "left"}),
    ("cus-018", ProductKind.MOBILE, {"roaming": "off", "outage": "none"}),
    ("cus-019", ProductKind.MOBILE, {"sim": "not_activated"}),
    ("cus-020", ProductKind.MOBILE, {"sim": "blocked"}),
    ("cus-021", ProductKind.MOBILE, {"allowance": "used_up"}),
    ("cus-022", ProductKind.EMAIL, {"allowance": "used_up"}),
    ("cus-023", ProductKind.EMAIL, {"allowance": "left"}),
    ("cus-024", ProductKind.MOBILE, {"suspended": "paid"}),
    ("cus-003", ProductKind.BROADBAND, {"suspended": "suspended"}),
    ("cus-026", ProductKind.MOBILE, {"outage": "known", "suspended": "active"}),
]


@pytest.mark.parametrize(("name", "kind", "found"), LOOKS)
def test_the_provider_s_side_is_as_the_story_says(
    world: World, name: str, kind: ProductKind, found: dict[str, str]
) -> None:
    side = world.mend.provider.look(name, kind, [Check(check) for check in found])
    assert {str(check): outcome for check, outcome in side.checks.items()} == found


def test_a_test_of_a_mobile_line_shows_whether_it_is_set_up(world: World, tmp_path: Path) -> None:
    text = GUIDE.format(
        product="mobile", action="refresh_mobile", checks="line_test: {fault: run_it}"
    )
    path = tmp_path / "action.yml"
    path.write_text(text)
    world.mend = replace(world.mend, guides={"action": read(path)})
    quentin = world.customer("cus-017")
    quentin.has("action")
    world.settle(lambda: world.rows(provider_task)[0].external_id)
    world.sandbox("clock", advance=21)
    world.settle(lambda: world.rows(provider_task)[0].state == "completed")
    assert world.rows(provider_task)[0].outcome == "fault"
    assert world.rows(attempt, attempt.c.kind == "check") == []


def test_every_action_that_is_an_order_is_tried_here_for_every_product() -> None:
    tried = {(product, action) for _, product, action in ORDERS}
    assert tried == {
        (product, action)
        for product, actions in ACTIONS_OF.items()
        for action in actions
        if action in ORDERED
    }
