"""Who may look into which room: the import rules of docs/architecture.md, read from the source."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {"actions", "addons", "mend", "sandbox", "web"}
RULES: dict[str, set[str]] = {
    "mend": {"actions", "addons", "web", "sandbox", "rasa", "rasa_sdk", "starlette", "sanic"},
    "mend/problem.py": {"mend"},
    "mend/guides": {"mend.store", "mend.systems", "mend.wiring", "sqlalchemy", "requests"},
    "mend/systems": {"mend.store", "mend.outbox", "mend.wiring", "sqlalchemy"},
    "mend/store": {"mend.systems", "mend.outbox", "mend.wiring", "requests"},
    "actions": {"requests", "sqlalchemy", "os", "rasa", "addons", "web", "mend.systems"},
    "web": {"rasa", "rasa_sdk", "addons", "actions", "requests"},
    "sandbox": {"actions", "addons", "mend", "web", "rasa", "sqlalchemy"},
    "addons": {"web", "sandbox"},
}
# The one command and its supervisor reach further, lazily.
MAY_REACH_FURTHER = {"mend/cli.py", "mend/supervisor.py"}


def files_of(room: str) -> list[Path]:
    path = ROOT / room
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("room", RULES)
def test_no_room_looks_where_it_must_not(room: str) -> None:
    found = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files_of(room)
        if str(path.relative_to(ROOT)) not in MAY_REACH_FURTHER
        for name in imports(path)
        for banned in RULES[room]
        if name == banned or name.startswith(banned + ".")
    ]
    assert found == []


def test_every_room_has_files_to_look_at() -> None:
    assert all(files_of(room) for room in RULES)


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(path.relative_to(ROOT))
        for room in ("mend", "web", "actions")
        for path in files_of(room)
        if "os.environ" in path.read_text(encoding="utf-8") or "getenv" in path.read_text("utf-8")
    ]
    # The supervisor and the command hand their own environment on to the processes they start.
    assert readers == ["mend/cli.py", "mend/settings.py", "mend/supervisor.py"]


def test_sql_is_only_in_the_store() -> None:
    with_sql = [
        str(path.relative_to(ROOT))
        for room in ("mend", "web", "actions")
        for path in files_of(room)
        if any(name.split(".")[0] == "sqlalchemy" for name in imports(path))
        and not str(path.relative_to(ROOT)).startswith("mend/store/")
    ]
    assert with_sql == []


def test_http_to_the_provider_is_only_in_the_systems() -> None:
    with_http = [
        str(path.relative_to(ROOT))
        for path in files_of("mend")
        if "requests" in {name.split(".")[0] for name in imports(path)}
        and not str(path.relative_to(ROOT)).startswith("mend/systems/")
    ]
    # The supervisor asks our own processes whether they answer.
    assert with_http == ["mend/supervisor.py"]


def test_nothing_imports_the_addons_and_actions_stay_flat() -> None:
    assert not [
        path for path in (ROOT / "actions").iterdir() if path.is_dir() and path.name[0] != "_"
    ]


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for room in OURS
        for path in files_of(room)
    }
    allowed = {"mend/store/tables.py"}  # the whole schema in one place
    assert {name for name, lines in long.items() if lines > 300} - allowed == set()
