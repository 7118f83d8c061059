"""What the desk says, in the language of whoever looks at it."""

from datetime import datetime
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton
from babel.support import LazyProxy
from starlette_admin.i18n import get_locale, get_tzinfo

from bot.core.desk_phrases import FILE_PHRASES, DeskPhrase
from bot.core.knowledge import Knowledge
from bot.core.phrases import Phrase, phrase_of
from bot.core.snapshot import Live
from bot.core.voice import Voice
from bot.leads.canned import written_for
from bot.leads.lead import Consent, Lead, Source, Status
from bot.leads.staff import File

Choices = list[tuple[str, str]]


class Words:
    """Looks up words for the request at hand; follows the knowledge as it is edited."""

    def __init__(self, live: Live) -> None:
        self._live = live

    @property
    def knowledge(self) -> Knowledge:
        """What the bot knows now."""
        return self._live.snapshot.knowledge

    @property
    def _voice(self) -> Voice:
        return Voice(self.knowledge, get_locale())

    def __call__(self, phrase: DeskPhrase | Phrase | str, **values: object) -> str:
        """Say a phrase; by its key where a template names it."""
        named = DeskPhrase(phrase) if isinstance(phrase, str) and not isinstance(phrase, Phrase) else phrase
        return self._voice.say(named, **values)

    def later(self, phrase: DeskPhrase | Phrase) -> Any:
        """Give a text that is looked up anew for each request; it stands wherever a str is expected."""
        return LazyProxy(self.__call__, phrase, enable_cache=False)

    def label(self, field_id: str) -> Any:
        """Give the name of a field of the enquiry form, looked up anew for each request."""
        return LazyProxy(self._label, field_id, enable_cache=False)

    def _label(self, field_id: str) -> str:
        fields = self.knowledge.form.fields
        return next((self._voice.pick(field.label) for field in fields if field.id == field_id), field_id)

    def duration(self, hours: float | None) -> str:
        """Say a duration as briefly as makes sense."""
        return self._voice.duration(hours)

    def status(self, status: Status | str) -> str:
        """Name where a lead stands."""
        return self(Phrase(f"lead_status_{status}"))

    def file(self, file: File) -> str:
        """Name what was sent, and what its sender called it."""
        kind = self(FILE_PHRASES.get(file.kind, DeskPhrase.FILE_OTHER))
        return f"{kind}: {file.name}" if file.name else kind

    def way(self, way: str) -> str:
        """Name a way to get involved; its id once editors took it away."""
        return self._voice.way(way)

    def country(self, country: str | None) -> str:
        """Name a country."""
        return self._voice.country(country)

    def language(self, language: str) -> str:
        """Name a language."""
        return self._voice.language_name(language).capitalize()

    def statuses(self) -> Choices:
        """Give every status with its name."""
        return [(status.value, self.status(status)) for status in Status]

    def ways(self) -> Choices:
        """Give every way with its name."""
        return [(way.id, self._voice.pick(way.title)) for way in self.knowledge.talk.ways]

    def countries(self) -> Choices:
        """Give every country with its name, by name."""
        territories = Locale(get_locale()).territories
        listed = [
            (code, str(name)) for code, name in territories.items() if len(code) == 2 and code.isalpha()
        ]
        return sorted(listed, key=lambda pair: pair[1])

    def languages(self) -> Choices:
        """Give the languages that the bot speaks."""
        return [(code, self.language(code)) for code in self.knowledge.talk.languages]

    def channel(self, channel: str) -> str:
        """Name where a lead came from."""
        named = self._voice.say(phrase_of(f"lead_source_{channel}")) if channel in list(Source) else channel
        return named.capitalize()

    def consent(self, lead: Lead) -> str:
        """Say when, where and to whom the person of a lead agreed, or that nobody asked."""
        at = self.moment(lead.consent_at)
        match lead.consent:
            case Consent.FORM:
                return f"{at} · {lead.consent_version}"
            case Consent.GIVEN:
                return " · ".join(filter(None, (at, lead.consent_where, lead.consent_by)))
            case Consent.NOT_ASKED:
                return self(DeskPhrase.NOT_ASKED)

    def canned(self, lead: Lead) -> Choices:
        """Give the titles of the canned replies, each with its text as the visitor of a lead gets it."""
        replies = self.knowledge.replies.replies
        return [
            (self._voice.pick(reply.title), written_for(reply, lead, self.knowledge)) for reply in replies
        ]

    def moment(self, at: Any) -> str:
        """Give a time as people write it, in the time zone of whoever looks."""
        local = at.astimezone(get_tzinfo())
        form = "d MMM, HH:mm" if local.year == datetime.now(get_tzinfo()).year else "d MMM y, HH:mm"
        return str(format_datetime(local, form, tzinfo=get_tzinfo(), locale=self._voice.locale))

    def day(self, at: Any) -> str:
        """Give a date as people write it."""
        return str(format_date(at, "d MMM y", locale=self._voice.locale))

    def day_and_month(self, at: Any) -> str:
        """Give a date without its year, for an axis."""
        return str(format_skeleton("dMMM", at, locale=self._voice.locale))

    def entries(self) -> Choices:
        """Give what questions can be answered with, by name."""
        return sorted(((key, self.entry(key)) for key in self.knowledge.entries), key=lambda pair: pair[1])

    def origin(self, codes: str) -> str:
        """Say where a lead came from: an answer, a link to the form, or the code of a link."""
        return ", ".join(self._origin(code) for code in codes.split(", ")) if codes else ""

    def _origin(self, code: str) -> str:
        kind, _, rest = code.partition("-")
        if code in self.knowledge.entries or (kind == "entry" and rest in self.knowledge.entries):
            key = code if code in self.knowledge.entries else rest
            return self(DeskPhrase.ORIGIN_ENTRY, title=self.entry(key))
        if kind == "enquire":
            return self(DeskPhrase.ORIGIN_WAY, title=self.way(rest)) if rest else self(DeskPhrase.ORIGIN_FORM)
        return code

    def entry(self, key: str | None) -> str:
        """Name an answer: an entry, a partner or a list."""
        title = self._voice.title(key or "")
        return self(DeskPhrase.ENTRY_GONE) if key and title == key else title
