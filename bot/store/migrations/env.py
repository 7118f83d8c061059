"""Alembic's entry: runs the revisions on the connection that `upgrade` hands over.

A new revision is a file under `versions/`, copied from the newest one; raise `HEAD` with it. The tests hold
the outcome against the tables of `schema.py`.
"""

from alembic import context

from bot.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
