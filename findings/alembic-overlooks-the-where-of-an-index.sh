#!/usr/bin/env bash
# alembic 1.20.1 with SQLAlchemy 2.1.9 (on SQLite)
#
# One would expect: autogenerate sees that a unique index has got, lost or changed its WHERE.
#   SQLAlchemy reads the WHERE of an existing index from SQLite, and alembic does see when
#   the columns of an index change or when it stops being unique.
# What happens: there is no difference in any of the three cases, and no warning.
# Why it matters: "one open lead for each address" is such an index. The model gets it, the
#   check for missing migrations passes, the tests pass on a database made from the model,
#   and the live database goes on with the old rule: it refuses a second enquiry after the
#   first was closed or, the other way round, lets two open ones stand.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check alembic==1.20.1 SQLAlchemy==2.1.9
"$dir/venv/bin/python" - <<'PY'
import sys

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext


def model(where=None, columns=("email",), unique=True):
    metadata = sa.MetaData()
    lead = sa.Table(
        "lead",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("closed", sa.Integer, nullable=False),
    )
    options = {} if where is None else {"sqlite_where": sa.text(where)}
    sa.Index("one_open", *(lead.c[name] for name in columns), unique=unique, **options)
    return metadata


def differences(database, wanted):
    engine = sa.create_engine("sqlite://")
    database.create_all(engine)
    with engine.connect() as connection:
        [index] = sa.inspect(connection).get_indexes("lead")
        found = compare_metadata(MigrationContext.configure(connection), wanted)
    where = index["dialect_options"].get("sqlite_where")
    return None if where is None else str(where), [step[0] for step in found]


OPEN, CLOSED = "closed = 0", "closed = 1"
cases = {
    "WHERE added": (model(), model(OPEN), (None, [])),
    "WHERE taken away": (model(OPEN), model(), (OPEN, [])),
    "WHERE changed": (model(OPEN), model(CLOSED), (OPEN, [])),
    "another column": (model(), model(columns=("email", "closed")), (None, ["remove_index", "add_index"])),
    "no longer unique": (model(), model(unique=False), (None, ["remove_index", "add_index"])),
}
changed = False
for what, (database, wanted, before) in cases.items():
    now = differences(database, wanted)
    print(f"{what:17} read from the database: {now[0]!s:11} found by alembic: {now[1]}")
    changed = changed or now != before
if changed:
    sys.exit("Changed: autogenerate no longer treats the WHERE of an index as it did.")

engine = sa.create_engine("sqlite://")
model().create_all(engine)
second = sa.text("INSERT INTO lead (email, closed) VALUES ('ana@example.org', :closed)")
with engine.connect() as connection:
    connection.execute(second, {"closed": 1})
    try:
        connection.execute(second, {"closed": 0})
    except sa.exc.IntegrityError as error:
        print("a second enquiry in the old database:", error.orig)
    else:
        sys.exit("Changed: the old index lets a second enquiry through.")
print("The WHERE of a unique index is read, but never compared.")
PY
