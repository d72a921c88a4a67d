"""Alembic's way in: migrations run in one transaction on the engine that Mend itself uses."""

from alembic import context

from mend.store import make_engine
from mend.store.tables import metadata

engine = make_engine(context.config.attributes["url"])
with engine.connect().execution_options(write=True) as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    if connection.in_transaction():
        connection.commit()
engine.dispose()
