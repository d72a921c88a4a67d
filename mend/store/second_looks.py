"""The second look at delivered letters: whether what was asked once was also done once."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, exists, select, update

from mend.store import reports
from mend.store.letters import Letter, carry, letter_of
from mend.store.page import Page
from mend.store.tables import letter

# What is still not there a day after its delivery was never meant to be looked up.
CHECK_WITHIN = timedelta(days=1)


def is_check_due(page: Page, system: str) -> bool:
    """Whether a delivered letter is to be looked up once more."""
    return bool(page.db.execute(select(exists().where(_to_check(page, system)))).scalar())


def take_checks(page: Page, system: str, n: int, lease: timedelta) -> list[Letter]:
    """Take up to n delivered letters that are to be looked up once more; again after the lease if
    need be.
    """
    rows = page.db.execute(
        select(letter)
        .where(_to_check(page, system))
        .order_by(letter.c.check_at)
        .limit(n)
        .with_for_update(skip_locked=True)
    ).all()
    page.db.execute(
        update(letter)
        .where(letter.c.id.in_([row.id for row in rows]))
        .values(check_at=page.now + lease)
    )
    return [letter_of(row, tries=row.tries, unknown=False) for row in rows]


def confirmed(page: Page, seen: Letter) -> None:
    """Nothing more is to be looked up."""
    _close(page, seen)


def put_right(page: Page, seen: Letter, reference: str, undone: list[str]) -> None:
    """It stays delivered, as `reference`; `undone` are the younger ones, which were taken back.

    When they had told us another reference, what the letter is about and the customer get the one
    that counts.
    """
    if undone:
        answer = f"done more than once: {reference} stands, {', '.join(undone)} was undone"
    else:
        answer = f"answered as {seen.reference}, found by our key as {reference}"
    if not _close(page, seen, reference=reference, last_answer=answer):
        return
    if reference != seen.reference:
        carry(page, seen, reference)
    if seen.report:
        head = "[done twice]" if undone else "[reference]"
        reports.add_note(page, seen.report, f"{head} {seen.system}: {answer}")


def done_twice(page: Page, seen: Letter, references: list[str]) -> None:
    """It was done more than once, and a person must undo all but one."""
    named = ", ".join(references)
    answer = f"done more than once: {named}"
    if _close(page, seen, state="parked", last_answer=answer) and seen.report:
        reports.add_note(page, seen.report, f"[done twice] {seen.system}: {named}")


def _close(page: Page, seen: Letter, **values: Any) -> bool:
    changed: int = page.db.execute(
        update(letter)
        .where(letter.c.id == seen.id, letter.c.state == "delivered")
        .values(check_at=None, **values)
    ).rowcount
    return changed == 1


def _to_check(page: Page, system: str) -> Any:
    return and_(
        letter.c.system == system,
        letter.c.state == "delivered",
        letter.c.check_at <= page.now,
        letter.c.delivered > page.now - CHECK_WITHIN,
    )
