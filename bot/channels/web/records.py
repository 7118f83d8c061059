"""What was recorded: the questions of visitors, notices to staff, and the audit."""

from collections.abc import Sequence
from typing import Any, ClassVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin import BaseField, IntegerField, StringField
from starlette_admin.actions import ActionSelection, action
from starlette_admin.flash import flash

from bot.channels.web.leads import Everybody
from bot.channels.web.login import staff_of
from bot.channels.web.record_words import RecordWords
from bot.channels.web.tables import (
    ONE_OF,
    BadgeField,
    Contains,
    Days,
    Empty,
    Equal,
    Filled,
    Labelled,
    Less,
    MomentField,
    More,
    NamedField,
    TableView,
    ToldField,
)
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.core.match import Verdict
from bot.leads.listing import Listing
from bot.leads.staff import Face, Right
from bot.usecases.delivery import Notices
from bot.usecases.desk_lists import DeskLists, Subject


class QuestionsView(TableView):
    """What visitors asked, and what the bot made of it."""

    key = "questions"
    listing = Listing.QUESTIONS
    pk_attr = "id"
    icon = "fa-solid fa-comments"
    shown = ("at", "text", "language", "verdict", "entry", "rating")
    note = DeskPhrase.SEARCHED_LATEST
    empty = DeskPhrase.EMPTY_QUESTIONS
    actions = ()
    sortable_fields = ("at",)
    fields_default_sort = (("at", True),)
    quick = (
        (DeskPhrase.ALL_QUESTIONS, ""),
        (DeskPhrase.UNANSWERED, "verdict__not_in=answer"),
        (DeskPhrase.BADLY_RATED, "rating__lt=0"),
    )

    def __init__(self, lists: DeskLists, words: Words) -> None:
        self.menu_label = self.display_name = words.later(DeskPhrase.QUESTIONS)
        self.fields = [
            MomentField("at", label=words.later(DeskPhrase.WHEN), words=words, filters=[Days]),
            StringField("text", label=words.later(DeskPhrase.QUESTION), filters=[Contains]),
            NamedField(
                "language",
                label=words.later(DeskPhrase.LANGUAGE),
                choices_loader=lambda _: words.languages(),
                filters=ONE_OF,
            ),
            BadgeField(
                "verdict",
                label=words.later(DeskPhrase.VERDICT),
                choices_loader=lambda _: [
                    (verdict.value, words(f"desk_verdict_{verdict.value}")) for verdict in Verdict
                ],
                filters=ONE_OF,
            ),
            ToldField(
                "entry",
                label=words.later(DeskPhrase.ENTRY),
                choices_loader=lambda _: words.entries(),
                getter=lambda _, row: words.entry(row.entry) if row.entry else None,
                filters=[*ONE_OF, Empty],
            ),
            StringField(
                "score",
                label=words.later(DeskPhrase.SCORE),
                getter=lambda _, row: f"{row.score:.2f}",
                filters=[],
            ),
            IntegerField(
                "rating",
                label=words.later(DeskPhrase.RATING),
                filters=[Less, More],
                list_template="fields/rating.html",
            ),
            StringField(
                "channel",
                label=words.later(DeskPhrase.CHANNEL),
                getter=lambda _, row: words.channel(row.channel),
                filters=[Equal],
            ),
            StringField(
                "knowledge_version", label=words.later(DeskPhrase.KNOWLEDGE_VERSION), filters=[Equal]
            ),
        ]
        super().__init__(lists)


class OutboxView(TableView):
    """What staff are to see, whether they have, and what keeps it from them."""

    key = "outbox"
    listing = Listing.NOTICES
    pk_attr = "id"
    icon = "fa-solid fa-paper-plane"
    shown = ("kind", "about", "to", "state", "created_at", "attempts", "last_error")
    empty = DeskPhrase.EMPTY_OUTBOX
    actions = ("retry",)
    bulk: ClassVar = {"retry": Right.RETRY_NOTICES}
    sortable_fields = ("created_at", "due_at")
    fields_default_sort = (("created_at", True),)
    quick = (
        (DeskPhrase.ALL_NOTICES, ""),
        (DeskPhrase.WAITING, "done_at__is_null AND parked_at__is_null"),
        (DeskPhrase.PARKED, "parked_at__is_not_null"),
    )

    def __init__(
        self, lists: DeskLists, notices: Notices, words: Words, *, has_telegram: bool = True
    ) -> None:
        self.menu_label = self.display_name = words.later(DeskPhrase.OUTBOX)
        self._notices = notices
        self._has_telegram = has_telegram
        self._words = words
        named = RecordWords(words)

        def moment(name: str, label: DeskPhrase) -> MomentField:
            filters = [Days, Empty, Filled]
            return MomentField(name, label=words.later(label), words=words, filters=filters)

        self.fields = [
            ToldField(
                "kind",
                label=words.later(DeskPhrase.KIND),
                choices_loader=lambda _: named.kinds(),
                getter=lambda _, row: named.kind(row.kind),
                filters=ONE_OF,
            ),
            BaseField(
                "about",
                label=words.later(DeskPhrase.ABOUT),
                getter=lambda request, row: named.notice_about(_subject(request, row)),
                list_template="fields/linked.html",
                filters=[],
            ),
            StringField(
                "to",
                label=words.later(DeskPhrase.TO),
                getter=lambda request, row: named.receiver(row.kind, _subject(request, row)),
                list_template="fields/whole.html",
                filters=[],
            ),
            BaseField(
                "state",
                label=words.later(DeskPhrase.STATUS),
                getter=lambda _, row: _state(row, words),
                list_template="fields/badge.html",
                filters=[],
            ),
            moment("created_at", DeskPhrase.WHEN),
            IntegerField(
                "attempts",
                label=words.later(DeskPhrase.ATTEMPTS),
                getter=lambda _, row: row.attempts or None,
                filters=[More],
            ),
            moment("due_at", DeskPhrase.NEXT_TRY),
            moment("done_at", DeskPhrase.DELIVERED),
            moment("parked_at", DeskPhrase.PARKED),
            StringField(
                "last_error",
                label=words.later(DeskPhrase.LAST_ERROR),
                getter=lambda _, row: named.trouble(row.last_error),
                list_template="fields/whole.html",
                filters=[Contains],
            ),
        ]
        super().__init__(lists)
        self._actions["retry"] |= {
            "text": words.later(DeskPhrase.RETRY),
            "confirmation": words.later(DeskPhrase.RETRY_SURE),
            "submit_btn_text": words.later(DeskPhrase.RETRY),
        }

    @action(name="retry", text="", confirmation="")
    async def retry_action(self, request: Request, selection: ActionSelection) -> None:
        """Have the chosen notices tried again at once."""
        keys = [str(key) for key in await selection.pks()]
        if not all(key.isdecimal() and len(key) < 18 for key in keys):
            raise HTTPException(400)
        count = await self._notices.retry([int(key) for key in keys], staff_of(request))
        flash(request, self._words(DeskPhrase.RETRIED, count=count), "success" if count else "info")

    async def find_all(self, request: Request, *args: Any, **kwargs: Any) -> Sequence[Any]:
        rows = await super().find_all(request, *args, **kwargs)
        request.state.subjects = await self._lists.subjects(rows)
        if not self._has_telegram:
            request.state.waiting = await self._lists.count_waiting()
        return rows

    def warning(self, request: Request) -> str:
        waiting = getattr(request.state, "waiting", None)
        return "" if waiting is None else self._words(DeskPhrase.NO_TELEGRAM, count=waiting)

    async def find_by_pks(self, request: Request, pks: list[Any]) -> Any:
        return await super().find_by_pks(request, [int(key) for key in pks if str(key).isdecimal()])


def _subject(request: Request, row: Any) -> Subject:
    found: Subject = getattr(request.state, "subjects", {}).get(row.id, Subject())
    return found


def _state(row: Any, words: Words) -> Labelled:
    if row.done_at is not None:
        return Labelled("delivered", words(DeskPhrase.DELIVERED))
    if row.parked_at is not None:
        return Labelled("parked", words(DeskPhrase.GIVEN_UP))
    return Labelled("waiting", words(DeskPhrase.WAITS))


class AuditView(TableView):
    """Who of the staff did what, and from where."""

    key = "audit"
    listing = Listing.AUDIT
    pk_attr = "id"
    icon = "fa-solid fa-clipboard-list"
    shown = ("at", "who", "face", "what", "subject", "detail")
    empty = DeskPhrase.EMPTY_AUDIT
    actions = ()
    sortable_fields = ("at",)
    fields_default_sort = (("at", True),)

    def __init__(self, lists: DeskLists, words: Words, everybody: Everybody) -> None:
        self.menu_label = self.display_name = words.later(DeskPhrase.AUDIT)
        self._everybody = everybody
        named = RecordWords(words)

        self.fields = [
            MomentField("at", label=words.later(DeskPhrase.WHEN), words=words, filters=[Days]),
            StringField("who", label=words.later(DeskPhrase.WHO), filters=[Contains, Equal]),
            BadgeField(
                "face",
                label=words.later(DeskPhrase.FROM_WHERE),
                choices_loader=lambda _: [
                    (face.value, words(f"desk_face_{face.value.replace('-', '_')}")) for face in Face
                ],
                filters=ONE_OF,
            ),
            ToldField(
                "what",
                label=words.later(DeskPhrase.WHAT),
                choices_loader=lambda _: named.everything_done(),
                getter=lambda _, row: named.done(row.what),
                filters=ONE_OF,
            ),
            BaseField(
                "subject",
                label=words.later(DeskPhrase.SUBJECT),
                getter=lambda request, row: named.about(row.subject, request.state.names),
                list_template="fields/linked.html",
                filters=[Contains],
            ),
            StringField(
                "detail",
                label=words.later(DeskPhrase.DETAIL),
                getter=lambda _, row: named.audited(row.what, row.detail),
                list_template="fields/whole.html",
                filters=[Contains],
            ),
        ]
        super().__init__(lists)

    async def find_all(self, request: Request, *args: Any, **kwargs: Any) -> Sequence[Any]:
        request.state.names = {staff.id: staff.name for staff in await self._everybody()}
        return await super().find_all(request, *args, **kwargs)
