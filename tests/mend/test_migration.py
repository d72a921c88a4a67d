"""The migrations build exactly the tables that the code speaks of."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

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
