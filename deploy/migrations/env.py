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
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render,
        render_as_batch=True,  # SQLite cannot change a column in place
    )
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
engine.dispose()
