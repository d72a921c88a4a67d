"""Prompts: said in order, once; a greeting is dropped when the customer did not wait for it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from mend.store import Store, inbox, prompts
from mend.store.tables import (
    crm_request,
    letter,
    problem_report,
    provider_task,
    restoration,
)


@pytest.fixture
def conversation(store: Store) -> str:
    with store.page() as page:
        return inbox.open_conversation(page, "C1")


def _kinds(store: Store, conversation: str) -> list[str]:
    with store.glance() as page:
        return [prompt.kind for prompt in prompts.waiting_prompts(page, conversation)]


def test_prompts_wait_in_order_until_they_are_said(store: Store, conversation: str) -> None:
    with store.page() as page:
        first = prompts.add_prompt(page, conversation, "task_done", {"task": 7})
        second = prompts.add_prompt(page, conversation, "reference", {})
        prompts.add_prompt(page, inbox.open_conversation(page, None), "opening", {})
    assert _kinds(store, conversation) == ["task_done", "reference"]
    with store.page() as page:
        prompts.finish_prompt(page, first)
    assert _kinds(store, conversation) == ["reference"]
    with store.page() as page:
        prompts.finish_prompt(page, second, said=False)
        found = prompts.find_prompt(page, conversation, first)
    assert _kinds(store, conversation) == []
    assert found is not None
    assert found.data == {"task": 7}


def test_a_prompt_is_found_in_its_own_conversation_only(store: Store, conversation: str) -> None:
    with store.page() as page:
        prompt = prompts.add_prompt(page, conversation, "opening", {})
        other = inbox.open_conversation(page, None)
        assert prompts.find_prompt(page, other, prompt) is None


def test_a_greeting_is_dropped_once_the_customer_spoke_but_news_is_not(
    store: Store, conversation: str, clock: Any
) -> None:
    with store.page() as page:
        prompts.add_prompt(page, conversation, "opening", {})
        prompts.add_prompt(page, conversation, "task_done", {})
    with store.page() as page:
        prompts.drop_overtaken(page, conversation)
    assert _kinds(store, conversation) == ["opening", "task_done"]
    clock.move(1)
    with store.page() as page:
        inbox.accept(page, conversation, "m1", "slow", "C1")
        prompts.drop_overtaken(page, conversation)
    assert _kinds(store, conversation) == ["task_done"]
    clock.move(1)
    with store.page() as page:
        prompts.add_prompt(page, conversation, "resume", {})
        prompts.drop_overtaken(page, conversation)
    assert _kinds(store, conversation) == ["task_done", "resume"]


def test_whether_a_prompt_was_added_since(store: Store, conversation: str, clock: Any) -> None:
    start = clock.now
    clock.move(5)
    with store.page() as page:
        assert not prompts.asked_since(page, conversation, "resume", None)
        prompts.add_prompt(page, conversation, "resume", {})
        assert prompts.asked_since(page, conversation, "resume", None)
        assert prompts.asked_since(page, conversation, "resume", start)
        assert not prompts.asked_since(page, conversation, "resume", clock.now)
        assert not prompts.asked_since(page, conversation, "opening", None)


def _report(page: Any, conversation: str) -> None:
    page.db.execute(
        insert(problem_report).values(
            id="R1",
            conversation=conversation,
            product_kind="broadband",
            service_ids=[],
            symptom="no_internet",
            description="down",
            severity="minor",
            status="inProgress",
            created=page.now,
            last_update=page.now,
        )
    )


def _letter(page: Any, **values: Any) -> None:
    page.db.execute(
        insert(letter).values(
            system="service_problem",
            operation="create",
            key="K1",
            body={},
            state="waiting",
            created=page.now,
            next_try=page.now,
            **values,
        )
    )


def _likely(store: Store, conversation: str) -> bool:
    with store.glance() as page:
        return prompts.is_news_likely(page, conversation)


def test_news_is_likely_while_a_prompt_waits(store: Store, conversation: str) -> None:
    assert not _likely(store, conversation)
    with store.page() as page:
        prompts.add_prompt(page, conversation, "opening", {})
    assert _likely(store, conversation)


def test_news_is_likely_while_provider_work_runs_but_not_for_ever(
    store: Store, conversation: str, clock: Any
) -> None:
    with store.page() as page:
        _report(page, conversation)
        page.db.execute(
            insert(restoration).values(
                id=1,
                report="R1",
                number=1,
                conversation=conversation,
                opened=page.now,
                guide="no_internet",
                phase="step",
                progress={},
            )
        )
        page.db.execute(
            insert(provider_task).values(
                restoration=1, kind="line_test", service_id="S", state="accepted", asked=page.now
            )
        )
    assert _likely(store, conversation)
    clock.move(timedelta(hours=1).total_seconds())
    assert not _likely(store, conversation)


def test_news_is_likely_while_a_letter_of_the_report_is_on_its_way(
    store: Store, conversation: str
) -> None:
    with store.page() as page:
        _report(page, conversation)
        _letter(page, about_kind="handoff", about_id=1, report="R1")
        other = inbox.open_conversation(page, None)
    assert _likely(store, conversation)
    assert not _likely(store, other)


def test_news_is_likely_while_a_request_without_a_report_is_on_its_way(
    store: Store, conversation: str
) -> None:
    with store.page() as page:
        page.db.execute(
            insert(crm_request).values(
                id=5,
                conversation=conversation,
                number="RQ1",
                process="interaction",
                kind="call_back",
                what="call back",
                state="asked",
                created=page.now,
            )
        )
        _letter(page, about_kind="crm_request", about_id=5)
        other = inbox.open_conversation(page, None)
    assert _likely(store, conversation)
    assert not _likely(store, other)
