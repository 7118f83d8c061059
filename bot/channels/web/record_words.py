"""What was recorded, in words: what happened to a lead, what staff did, what a notice is and for whom."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.channels.web.words import Choices, Words
from bot.core.desk_phrases import DeskPhrase
from bot.leads.lead import Happening, Status, What
from bot.leads.report import Progress
from bot.leads.staff import Decision, Role
from bot.usecases.desk_lists import NO_STAFF_CHAT, NOTICE_KINDS, UNSURE, Kind, Subject

DONE: Final = (
    *(what.value for what in What),
    "contact-shown",
    "exported",
    "appointed",
    "vouched",
    "signed-in",
    "signed-out",
    "received",
    "opened",
    Progress.SEEN.value,
    Progress.DONE.value,
    "retried",
    "decided",
)
"""What the audit may say that staff did."""
PRIVATE: Final = frozenset({Kind.REPORT, Kind.REPORT_ERASED, Kind.UNSENT, Kind.UNSENT_OVER})
TO_VISITORS: Final = frozenset({Kind.TO_VISITOR, Kind.FILE_LEFT, Kind.LATE_ANSWER, Kind.REPORT_UNREACHED})
TROUBLE: Final = {NO_STAFF_CHAT: DeskPhrase.TROUBLE_NO_CHAT, UNSURE: DeskPhrase.TROUBLE_UNSURE}
_UNTIL: Final = "%Y-%m-%d %H:%M UTC"
"""As a history says until when a lead is snoozed."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What something is about, and the page that shows it."""

    label: str
    reference: str = ""
    """Of a lead that can be opened."""


class RecordWords:
    """Names what the lists of records hold; no id, code or key is shown."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def happened(self, row: Happening) -> str:
        """Give the detail of a history row."""
        return self.detail(row.what, row.detail)

    def done(self, what: str) -> str:
        """Name what was done."""
        for prefix in ("desk_history_", "desk_audit_"):
            with suppress(ValueError):
                return self._words(DeskPhrase(prefix + what.replace("-", "_")))
        return self._words(DeskPhrase.AUDIT_OTHER)

    def everything_done(self) -> Choices:
        """Give all that can be done, with its name."""
        return [(what, self.done(what)) for what in DONE]

    def audited(self, what: str, detail: str) -> str:
        """Say the detail of what staff did; of an enquiry that they entered it is where that came from."""
        return self._words.channel(detail) if what == What.SUBMITTED else self.detail(what, detail)

    def detail(self, what: str, detail: str) -> str:
        """Say the detail of what was done."""
        words = self._words
        match what:
            case What.MOVED | What.WITHDRAWN:
                return " → ".join(
                    words.status(part) if part in list(Status) else part for part in detail.split(" → ")
                )
            case What.SUBMITTED:
                return words.origin(detail)
            case What.SNOOZED:
                return self._moment(detail)
            case What.EDITED:
                return ", ".join(self._field(name) for name in detail.split(", "))
            case "decided":
                return self._decision(detail)
            case "appointed":
                return words(f"desk_role_{detail}") if detail in list(Role) else detail
            case _:
                return detail

    def about(self, subject: str, names: Mapping[str, str]) -> Linked:
        """Name what something was done to.

        Args:
            subject: As the audit has it: `lead K7F-2MX`, `gap en 17`, `telegram:11`.
            names: Names of the staff by id.
        """
        words = self._words
        kind, _, rest = subject.partition(" ")
        match kind:
            case "lead":
                return Linked(words(DeskPhrase.ABOUT_LEAD, reference=rest), rest)
            case "report":
                return Linked(words(DeskPhrase.ABOUT_REPORT, reference=rest))
            case "gap":
                return Linked(words(DeskPhrase.ABOUT_GAP, language=words.language(rest.partition(" ")[0])))
            case "leads":
                return Linked(words(DeskPhrase.LEADS))
            case "outbox":
                return Linked(words(DeskPhrase.OUTBOX))
            case _:
                return Linked(names.get(subject) or words(DeskPhrase.ABOUT_SOMEBODY))

    def kind(self, kind: str) -> str:
        """Name what kind of notice it is."""
        with suppress(ValueError):
            return self._words(DeskPhrase(f"desk_kind_{kind.replace('-', '_')}"))
        return self._words(DeskPhrase.KIND_OTHER)

    def kinds(self) -> Choices:
        """Give every kind of notice with its name."""
        return [(kind, self.kind(kind)) for kind in NOTICE_KINDS]

    def notice_about(self, subject: Subject) -> Linked | None:
        """Name what a notice is about; None where it is about nothing in particular."""
        if subject.lead:
            return Linked(subject.company or subject.lead, subject.lead)
        if subject.report:
            return Linked(self._words(DeskPhrase.ABOUT_REPORT, reference=subject.report))
        return None

    def receiver(self, kind: str, subject: Subject) -> str:
        """Name who is to get a notice."""
        if kind in PRIVATE:
            return subject.staff or self._words(DeskPhrase.TO_PRIVATE)
        if kind in TO_VISITORS:
            return subject.visitor or self._words(DeskPhrase.TO_VISITOR)
        return self._words(DeskPhrase.TO_STAFF)

    def trouble(self, error: str | None) -> str:
        """Say why a notice was not delivered; what Telegram says is shown as it says it."""
        if not error:
            return ""
        return self._words(TROUBLE[error]) if error in TROUBLE else error

    def _moment(self, detail: str) -> str:
        with suppress(ValueError):
            return self._words.moment(datetime.strptime(detail, _UNTIL).replace(tzinfo=UTC))
        return detail

    def _field(self, name: str) -> str:
        match name:
            case "email":
                return self._words(DeskPhrase.EMAIL)
            case "phone":
                return self._words(DeskPhrase.PHONE)
            case _:
                return str(self._words.label(name.replace("_", "-")))

    def _decision(self, detail: str) -> str:
        decision, _, entry = detail.partition(" ")
        named = {
            Decision.PHRASING: DeskPhrase.GAP_PHRASING_SHORT,
            Decision.DRAFT: DeskPhrase.GAP_DRAFT,
            Decision.OUT_OF_SCOPE: DeskPhrase.GAP_OUT_OF_SCOPE,
            Decision.IGNORED: DeskPhrase.GAP_IGNORE,
        }
        if decision not in list(Decision):
            return detail
        told = self._words(named[Decision(decision)])
        known = entry in self._words.knowledge.entries
        return f"{told}: {self._words.entry(entry)}" if known else told
