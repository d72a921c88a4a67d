"""What takes long is marked `slow` by what it runs on, so that the fast part can leave it out.

PostgreSQL and Chromium are real ones, importing Rasa alone costs ten seconds, the post room's crashes wait for their
settle times, and some take every case of a large table, each over HTTP.
"""

import pytest

SLOW = (
    "tests/addons/",
    "tests/dialogue/",
    "tests/mapping/",
    "tests/mend/systems/test_contract.py",
    "tests/mend/test_outbox",
    "tests/web/desk/test_acts.py",
    "tests/web/desk/test_browser.py",
    "tests/web/desk/test_hostile.py",
    "tests/web/tmf/test_changing.py",
    "tests/web/tmf/test_opening.py",
    "tests/web/tmf/test_reading.py",
    "tests/web/widget/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark here, so that no test forgets to."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        on_postgres = parameters is not None and "postgres" in parameters.id
        if on_postgres or item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
