"""What needs a real service (PostgreSQL, Chromium) is marked `service`, so that the fast part can leave it out."""

import pytest

BROWSER = ("tests/web/widget/", "tests/web/desk/test_browser.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by what a test is run on, so that no test forgets to."""
    for item in items:
        parameters = getattr(item, "callspec", None)
        on_postgres = parameters is not None and "postgres" in parameters.id
        if on_postgres or item.nodeid.startswith(BROWSER):
            item.add_marker(pytest.mark.service)
