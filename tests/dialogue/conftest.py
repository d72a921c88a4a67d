"""One model for all tests of a run, and a world of its own for each."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from addons.dialogue import Dialogue
from addons.logs import quiet_logs
from mend import settings
from tests.dialogue.talk import Spoken
from tests.mapping.world import free_port, sandbox_on, served


@pytest.fixture(scope="session")
def dialogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dialogue]:
    quiet_logs()
    folder = tmp_path_factory.mktemp("dialogue")
    given = {
        "MEND_DATABASE_URL": f"sqlite:///{folder / 'mend.db'}",
        "MEND_TRACKER_URL": f"sqlite:///{folder / 'tracker.db'}",
        **{f"MEND_{n}": uuid4().hex * 2 for n in ("SECRET", "INNER_SECRET", "ACTION_SECRET")},
    }
    talking = Dialogue(settings.load(given, folder / "no.env"))
    yield talking
    talking.close()


@pytest.fixture
def world(tmp_path: Path, dialogue: Dialogue) -> Iterator[Spoken]:
    port = free_port()
    with served(sandbox_on(port), port), Spoken(tmp_path, port, dialogue).lived_in() as spoken:
        yield spoken
