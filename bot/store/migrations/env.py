"""Alembic's entry: runs the revisions on the connection that `upgrade` hands over.

A new revision is a file under `versions/`, copied from the newest one; raise `HEAD` with it. The tests hold
the outcome against the tables of `schema.py` and `desk_schema.py`.
"""

from alembic import context

from bot.store.desk_schema import StaffRow

context.configure(
    connection=context.config.attributes["connection"],
    # desk_schema stands on schema: its catalogue holds the tables of both.
    target_metadata=StaffRow.metadata,
    render_as_batch=True,
)
context.run_migrations()
