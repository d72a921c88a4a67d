"""Alembic's way in: migrations run in one transaction on the engine that Mend itself uses."""

from typing import Any, Literal

from alembic import context

from mend.store import make_engine
from mend.store.tables import Moment, metadata


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """A migration stands for itself: it must not change when our own column type does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


engine = make_engine(context.config.attributes["url"])
with engine.connect().execution_options(write=True) as connection:
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        # A changed table is built anew and the old one dropped, which its references would forbid. Only outside a
        # transaction can they be switched off, so this goes past SQLAlchemy, which would begin one.
        connection.connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render,
        render_as_batch=True,  # SQLite cannot change a column in place
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise RuntimeError("the migration would leave references to rows that are gone")
    if connection.in_transaction():
        connection.commit()
engine.dispose()
