"""What was recorded: the questions of visitors, notices to staff, and the audit."""

from typing import Any, ClassVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette_admin import IntegerField, StringField
from starlette_admin.actions import ActionSelection, action
from starlette_admin.flash import flash

from bot.channels.web.login import staff_of
from bot.channels.web.tables import (
    ONE_OF,
    BadgeField,
    Contains,
    Days,
    Empty,
    Equal,
    Filled,
    Less,
    MomentField,
    More,
    NamedField,
    TableView,
)
from bot.channels.web.words import Words
from bot.core.match import Verdict
from bot.core.staff_phrases import DeskPhrase
from bot.leads.listing import Listing
from bot.leads.staff import Face, Right
from bot.usecases.delivery import Notices
from bot.usecases.desk_lists import NOTICE_KINDS, DeskLists


class QuestionsView(TableView):
    """What visitors asked, and what the bot made of it."""

    key = "questions"
    listing = Listing.QUESTIONS
    pk_attr = "id"
    icon = "fa-solid fa-comments"
    shown = ("at", "text", "language", "verdict", "entry", "score", "rating")
    note = DeskPhrase.SEARCHED_LATEST
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
            StringField("entry", label=words.later(DeskPhrase.ENTRY), filters=[Equal, Empty]),
            StringField(
                "score",
                label=words.later(DeskPhrase.SCORE),
                getter=lambda _, row: f"{row.score:.2f}",
                filters=[],
            ),
            IntegerField("rating", label=words.later(DeskPhrase.RATING), filters=[Less, More]),
            StringField("channel", label=words.later(DeskPhrase.CHANNEL), filters=[Equal]),
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
    actions = ("retry",)
    bulk: ClassVar = {"retry": Right.RETRY_NOTICES}
    sortable_fields = ("created_at", "due_at")
    fields_default_sort = (("created_at", True),)
    quick = (
        (DeskPhrase.ALL_NOTICES, ""),
        (DeskPhrase.WAITING, "done_at__is_null AND parked_at__is_null"),
        (DeskPhrase.PARKED, "parked_at__is_not_null"),
    )

    def __init__(self, lists: DeskLists, notices: Notices, words: Words) -> None:
        self.menu_label = self.display_name = words.later(DeskPhrase.OUTBOX)
        self._notices = notices
        self._words = words

        def moment(name: str, label: DeskPhrase) -> MomentField:
            filters = [Days, Empty, Filled]
            return MomentField(name, label=words.later(label), words=words, filters=filters)

        self.fields = [
            IntegerField("id", label=words.later(DeskPhrase.NUMBER), filters=[Equal]),
            NamedField(
                "kind",
                label=words.later(DeskPhrase.KIND),
                choices_loader=lambda _: [(kind, kind) for kind in NOTICE_KINDS],
                filters=ONE_OF,
            ),
            moment("created_at", DeskPhrase.WHEN),
            IntegerField("attempts", label=words.later(DeskPhrase.ATTEMPTS), filters=[More]),
            moment("due_at", DeskPhrase.NEXT_TRY),
            moment("done_at", DeskPhrase.DELIVERED),
            moment("parked_at", DeskPhrase.PARKED),
            StringField("last_error", label=words.later(DeskPhrase.LAST_ERROR), filters=[Contains]),
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

    async def find_by_pks(self, request: Request, pks: list[Any]) -> Any:
        return await super().find_by_pks(request, [int(key) for key in pks if str(key).isdecimal()])


class AuditView(TableView):
    """Who of the staff did what, and from where."""

    key = "audit"
    listing = Listing.AUDIT
    pk_attr = "id"
    icon = "fa-solid fa-clipboard-list"
    shown = ("at", "who", "face", "what", "subject", "detail")
    actions = ()
    sortable_fields = ("at",)
    fields_default_sort = (("at", True),)

    def __init__(self, lists: DeskLists, words: Words) -> None:
        self.menu_label = self.display_name = words.later(DeskPhrase.AUDIT)

        def text(name: str, label: DeskPhrase) -> StringField:
            return StringField(name, label=words.later(label), filters=[Contains, Equal])

        self.fields = [
            MomentField("at", label=words.later(DeskPhrase.WHEN), words=words, filters=[Days]),
            text("who", DeskPhrase.WHO),
            BadgeField(
                "face",
                label=words.later(DeskPhrase.FROM_WHERE),
                choices_loader=lambda _: [
                    (face.value, words(f"desk_face_{face.value.replace('-', '_')}")) for face in Face
                ],
                filters=ONE_OF,
            ),
            text("what", DeskPhrase.WHAT),
            text("subject", DeskPhrase.SUBJECT),
            text("detail", DeskPhrase.DETAIL),
        ]
        super().__init__(lists)
