#!/usr/bin/env bash
# starlette-admin 1.0.3 with SQLAlchemy 2.1.9 (and starlette 1.10.0)
#
# One would expect: a column of type bool | None that holds nothing holds nothing still when
#   the row is opened in the form and saved without touching it.
# What happens: it becomes False. The form shows a box without a tick for nothing and for no
#   alike, a box without a tick is not sent, and what is not sent is saved as False. An empty
#   date, number or text beside it stays empty, and nothing warns that a nullable boolean
#   cannot be kept.
# Why it matters: "may we write to you?" has three answers: yes, no, and not asked. Whoever
#   corrects a telephone number on the desk turns "not asked" into a refusal that the
#   visitor never gave, with the date of the change as its only trace.
set -euo pipefail
dir="$(mktemp -d)"
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/python" -m pip install -qq --disable-pip-version-check \
  starlette-admin==1.0.3 SQLAlchemy==2.1.9 greenlet==3.5.6 starlette==1.10.0 httpx2==2.16.2 python-multipart==0.0.34
"$dir/venv/bin/python" - "$dir" <<'PY'
import sys
from datetime import date
from html.parser import HTMLParser

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette_admin.contrib.sqla import Admin, ModelView


class Base(DeclarativeBase):
    pass


class Lead(Base):
    __tablename__ = "lead"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str | None]
    staff: Mapped[int | None]
    call_on: Mapped[date | None]
    may_write: Mapped[bool | None]


class Form(HTMLParser):
    """What a browser sends for an untouched form of inputs."""

    def __init__(self, page):
        super().__init__()
        self.sent = {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "input" and given.get("name"):
            if given.get("type") != "checkbox" or "checked" in given:
                self.sent[given["name"]] = given.get("value") or ""


engine = sa.create_engine(f"sqlite:///{sys.argv[1]}/desk.db")
Base.metadata.create_all(engine)
app = Starlette()
admin = Admin(engine, secret_key="only for this run, thirty-two letters")
admin.add_view(ModelView(Lead))
admin.mount_to(app)
desk = TestClient(app, follow_redirects=False)


def values():
    with Session(engine) as session:
        lead = session.get(Lead, 1)
        return {name: getattr(lead, name) for name in ("phone", "staff", "call_on", "may_write")}


with Session(engine) as session:
    session.add(Lead(phone="+573001234567"))
    session.commit()
before = values()
form = Form(desk.get("/admin/lead/edit?pk=1").text).sent
status = desk.post("/admin/lead/edit?pk=1", data=form).status_code
after = values()
print("before:", before)
print("sent:  ", {name: value for name, value in form.items() if name != "csrftoken"}, "->", status)
print("after: ", after)
if not (status == 303 and before["may_write"] is None and after == {**before, "may_write": False}):
    sys.exit("Changed: a boolean without a value is no longer saved as False by an untouched form.")
print("Nothing became False by opening and saving.")
PY
