"""`mend letters`: what a person at a shell sees and does."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from mend.cli_letters import app
from mend.store import Store, letters, make_engine
from mend.store.tables import audit, metadata
from tests.mend.store.problems import SYSTEM, kept, post_letter, take

SECRET = "x" * 32


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The record book that the commands open."""
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path / 'mend.db'}"
    for name in ("SECRET", "INNER_SECRET", "ACTION_SECRET"):
        monkeypatch.setenv(f"MEND_{name}", SECRET)
    monkeypatch.setenv("MEND_DATABASE_URL", url)
    engine = make_engine(url)
    metadata.create_all(engine)
    return Store(engine)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def parked(book: Store) -> tuple[str, str]:
    with book.page() as page:
        key, report = post_letter(page)
    (taken,) = take(book)
    with book.page() as page:
        letters.park(page, taken, "refused: no such service", unknown=True)
    return key, report


def test_list_shows_what_waits_but_not_what_it_says(book: Store) -> None:
    _, report = parked(book)
    said = run("list", "--state", "parked", "--system", SYSTEM, "--report", report)
    assert said.exit_code == 0
    for word in ("parked?", f"{SYSTEM}/create", report, "refused: no such service"):
        assert word in said.stdout
    assert '"n"' not in said.stdout
    assert run("list", "--state", "dropped").stdout == "No letters.\n"


def test_show_gives_the_body_and_is_written_down(book: Store) -> None:
    parked(book)
    said = run("show", "1")
    assert '"n": 1' in said.stdout
    with book.glance() as page:
        (row,) = page.db.execute(select(audit)).all()
    assert (row.what, row.about) == ("read_letter", "letter 1")
    assert row.agent.startswith("shell:")


def test_retry_sends_parked_letters_again(book: Store) -> None:
    keys = [parked(book)[0] for _ in range(3)][:2]
    said = run("retry", "1", "2", "--reason", "they are back")
    assert said.stdout == "Letter 1 is sent again.\nLetter 2 is sent again.\n"
    assert [(kept(book, key).state, kept(book, key).unknown) for key in keys] == [
        ("waiting", True)
    ] * 2
    assert run("retry", "3", "--not-there").exit_code == 0
    with book.page() as page:
        assert [
            each.unknown for each in letters.take_due(page, SYSTEM, 9, page.now - page.now)
        ] == [
            True,
            True,
            False,
        ]


def test_drop_needs_a_reason(book: Store) -> None:
    key, _ = parked(book)
    assert run("drop", "1").exit_code != 0
    assert kept(book, key).state == "parked"
    assert run("drop", "1", "--reason", "asked by telephone").exit_code == 0
    row: Any = kept(book, key)
    assert (row.state, row.last_answer) == ("dropped", "asked by telephone")


@pytest.mark.parametrize(
    "arguments", [["show", "9"], ["retry", "9"], ["drop", "9", "--reason", "x"]]
)
def test_what_is_not_possible_is_said_in_one_sentence(book: Store, arguments: list[str]) -> None:
    said = run(*arguments)
    assert (said.exit_code, said.stderr) == (1, "There is no letter 9.\n")


def test_without_settings_it_says_what_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEND_SECRET", raising=False)
    said = run("list")
    assert said.exit_code == 1
    assert "MEND_SECRET" in said.stderr
