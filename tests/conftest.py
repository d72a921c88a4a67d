"""What takes long is marked `slow` by what it runs on, so that the fast part can leave it out.

PostgreSQL and Chromium are real ones, importing Rasa alone costs ten seconds, and the post room's crashes wait for
their settle times.
"""

import pytest

SLOW = (
    "tests/addons/",
    "tests/mend/test_outbox",
    "tests/web/desk/test_browser.py",
    "tests/web/widget/",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark here, so that no test forgets to."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        on_postgres = parameters is not None and "postgres" in parameters.id
        if on_postgres or item.nodeid.startswith(SLOW):
            item.add_marker(pytest.mark.slow)
