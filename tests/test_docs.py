"""What the documentation names exists, and what exists is named."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from mend.cli import app
from mend.guides import check, read, read_all
from mend.guides.read import ANSWER_KEYS, END_KEYS, GUIDE_KEYS, STEP_KEYS
from mend.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = {f"MEND_{field.name.upper()}" for field in fields(Settings)}


def named_in(path: Path) -> set[str]:
    return set(re.findall(r"MEND_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8")))


def test_every_setting_is_in_the_operators_page_and_nothing_else_is() -> None:
    assert named_in(ROOT / "docs" / "operate.md") == NAMES


def test_the_example_file_names_only_settings_that_exist() -> None:
    assert named_in(ROOT / ".env.example") - NAMES == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_the_readme_is_short_and_its_commands_exist() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 120
    for target in set(re.findall(r"`?make ([a-z]+)`?", text)) - {"sure"}:
        assert re.search(rf"^{target}:", makefile, re.M), target


def test_the_guide_page_names_every_key_that_the_reader_knows() -> None:
    text = (ROOT / "docs" / "write-a-guide.md").read_text(encoding="utf-8")
    keys = GUIDE_KEYS | STEP_KEYS | ANSWER_KEYS | END_KEYS
    assert {key for key in keys if f"`{key}`" not in text} == set()


def test_the_guide_that_the_page_shows_is_sound_but_for_its_examples(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "write-a-guide.md").read_text(encoding="utf-8")
    shown = re.findall(r"```yaml\n(.*?)```", text, re.S)
    (tmp_path / "doorbell.yml").write_text(shown[0], encoding="utf-8")
    guide = read(tmp_path / "doorbell.yml")
    wrong = check(guide, {**read_all(ROOT / "data/guides"), "doorbell": guide}, tmp_path)
    assert wrong == ["doorbell: 2 examples; at least 25 are needed"]


def test_every_row_of_the_mapping_has_tests_named_after_it() -> None:
    page = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| (\d+a?) \|", page, re.M))
    tests = (ROOT / "tests" / "mapping" / "test_rows.py").read_text(encoding="utf-8")
    assert len(rows) == 14
    assert {row for row in rows if f"def test_row_{row}_" not in tests} == set()


def test_every_command_is_in_the_operators_page() -> None:
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    commands = {
        command.name or (command.callback.__name__ if command.callback else "")
        for command in app.registered_commands
    } | {str(group.name) for group in app.registered_groups}
    assert {name for name in commands if f"mend {name}" not in page} == {"sandbox"}
