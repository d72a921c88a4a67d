"""The migrations build exactly the tables that the code speaks of."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from mend import migration
from mend.store import make_engine
from mend.store.tables import metadata


def test_the_migrations_build_the_tables_of_the_code(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mend.db'}"
    migration.upgrade(url)
    with make_engine(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mend.db'}"
    migration.upgrade(url)
    migration.upgrade(url)


# One row of each table that the second version changes, as the first one knew it.
FIRST_ROWS = (
    "insert into conversation (id, customer, channel, started, last_seen)"
    " values ('c1', 'cus-1', 'web', :at, :at)",
    "insert into problem_report (id, conversation, customer, product_kind, service_ids, symptom,"
    " description, severity, status, external_id, created, last_update) values ('PR1', 'c1', 'cus-1',"
    " 'broadband', '[]', 'no_internet', 'x', 'Major', 'held', 'e1', :at, :at)",
    "insert into restoration (id, report, number, conversation, opened, guide, phase, progress)"
    " values (1, 'PR1', 1, 'c1', :at, 'no_internet', 'ended', '{}')",
    "insert into handoff (id, restoration, report, known, category, suspected_layer, summary, state,"
    " created) values (1, 1, 'PR1', true, 'c', 'l', '{}', 'linked', :at)",
    "insert into crm_request (id, report, conversation, process, what, state, created)"
    " values (7, 'PR1', 'c1', 'bill_inquiry', 'w', 'accepted', :at)",
)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_what_the_first_version_kept_is_still_there(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = (
        f"sqlite:///{tmp_path / 'mend.db'}"
        if kind == "sqlite"
        else request.getfixturevalue("empty_postgres")
    )
    config = migration.config_for(address)
    command.upgrade(config, "0001")
    engine = make_engine(address)
    with engine.connect().execution_options(write=True) as db, db.begin():
        for row in FIRST_ROWS:
            db.execute(text(row), {"at": "2026-01-01 00:00:00+00"})
    migration.upgrade(address)
    with engine.connect() as db:
        report = db.execute(text("select ticket_type, opened_by, status from problem_report")).one()
        assert tuple(report) == ("incident", "mend", "held")
        handoff = db.execute(text("select state, workaround from handoff")).one()
        assert (handoff.state, bool(handoff.workaround)) == ("inProgress", False)
        asked = db.execute(text("select number, kind, customer from crm_request")).one()
        assert tuple(asked) == ("RQ00000007", "question", "cus-1")
        assert db.execute(text("select report from restoration")).scalar() == "PR1"
    engine.dispose()
