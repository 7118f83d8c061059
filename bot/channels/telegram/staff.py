"""The staff's side: commands, presses on lead cards, notes. Rights are checked on every one of them."""

from collections.abc import Awaitable, Callable
from typing import Final

from bot.channels.telegram.cards import (
    CLAIM,
    CLOSED,
    RELEASE,
    Button,
    card,
    leads_list,
    read_button,
    status_name,
)
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.language import hinted
from bot.channels.telegram.markup import Part, Run, lay_out
from bot.channels.telegram.meaning import Called, Caller, Place, Pressed, Replied
from bot.channels.telegram.post import Post, Target
from bot.channels.telegram.staff_chat import Membership, StaffChat
from bot.channels.telegram.visitors import Live
from bot.core.knowledge import Knowledge, Language
from bot.core.lead import Lead, Staff, Status, What, read_reference
from bot.core.phrases import Phrase, say
from bot.store.outbox import CardRef
from bot.usecases.cards import Cards
from bot.usecases.insight import Insight
from bot.usecases.review import Changed, NotAllowed, Outcome, Outdated, Review, Taken, Unchanged, Unknown

LISTED: Final = 30
"""Leads that `/leads` shows."""
GAPS_LISTED: Final = 20
OPEN: Final = tuple(status for status in Status if status not in CLOSED)

Reload = Callable[[], Awaitable[tuple[str, ...]]]
"""Reads the knowledge again; gives its problems, a line each, and none if all is well."""


class StaffDesk:
    """Answers staff, and refuses everybody else."""

    def __init__(
        self,
        *,
        review: Review,
        cards: Cards,
        insight: Insight,
        live: Live,
        post: Post,
        lanes: Lanes,
        chat: StaffChat,
        membership: Membership,
        reload: Reload,
    ) -> None:
        self._review = review
        self._cards = cards
        self._insight = insight
        self._live = live
        self._post = post
        self._lanes = lanes
        self._chat = chat
        self._membership = membership
        self._reload = reload

    async def called(self, call: Called) -> None:
        """Carry out a command; the answer is sent beside the feed."""
        knowledge, language = self._words(call.caller)
        if call.command == "whereami":
            return self._tell(call.place, self._where(call.place, knowledge, language))
        if not await self._membership.is_staff(call.caller, call.place.chat_id):
            return self._tell(call.place, _said(knowledge, Phrase.STAFF_ONLY, language))
        match call.command:
            case "leads":
                self._tell(call.place, await self._leads(knowledge, language))
            case "lead":
                await self._lead(call, knowledge, language)
            case "gaps":
                self._tell(call.place, await self._gaps(knowledge, language))
            case "reload":
                self._tell(call.place, await self._reloaded(language))
            case _:
                self._tell(call.place, _said(knowledge, Phrase.STAFF_HELP, language))
        return None

    async def pressed(self, press: Pressed) -> None:
        """Carry out a button of a card, and say what came of it to whoever pressed it."""
        knowledge, language = self._words(press.caller)
        button = read_button(press.token)
        if not await self._membership.is_staff(press.caller, press.place.chat_id):
            text, alert = say(knowledge, Phrase.STAFF_ONLY, language), True
        elif button is None:
            text, alert = say(knowledge, Phrase.STALE_CHOICE, language), True
        else:
            outcome = await self._act(button, _staff(press.caller))
            text, alert = _spoken(outcome, knowledge, language)
            await self._refresh(press, outcome, knowledge)
        self._lanes.put(press.query_id, self._post.answer(press.query_id, text, alert=alert))

    async def replied(self, reply: Replied) -> bool:
        """Keep a reply to a card as a note; False if it was not a card that was replied to."""
        button = read_button(reply.token)
        if button is not None:
            lead = await self._review.show(button.reference)
        else:
            card_ref = CardRef(str(reply.place.chat_id), str(reply.to_message_id))
            lead = await self._review.show_card(card_ref)
        if lead is None:
            return False
        who = _staff(reply.caller)
        knowledge, language = self._words(reply.caller)
        if not await self._membership.is_staff(reply.caller, reply.place.chat_id):
            self._tell(reply.place, _said(knowledge, Phrase.STAFF_ONLY, language))
            return True
        noted = any(
            row.what is What.NOTED and (row.who, row.detail) == (who.name, reply.text) for row in lead.history
        )
        # The same update may come twice after a crash; a note need not.
        outcome = Changed(lead) if noted else await self._review.note(lead.reference, reply.text, who)
        if isinstance(outcome, Changed):
            text = say(knowledge, Phrase.LEAD_NOTED, language, reference=lead.reference)
        else:
            text, _ = _spoken(outcome, knowledge, language)
        self._tell(reply.place, lay_out([Run(text)]))
        return True

    async def _act(self, button: Button, who: Staff) -> Outcome:
        if button.action == CLAIM:
            return await self._review.claim(button.reference, who)
        if button.action == RELEASE:
            return await self._review.assign(button.reference, None, who, button.version)
        return await self._review.move(button.reference, Status(button.action), who, button.version)

    async def _refresh(self, press: Pressed, outcome: Outcome, knowledge: Knowledge) -> None:
        """See to it that the card under the finger shows how the lead stands."""
        if isinstance(outcome, Unknown):
            return
        lead = outcome.lead
        if press.place.chat_id == self._chat.chat_id:
            await self._cards.adopt(lead.reference, CardRef(str(press.place.chat_id), str(press.message_id)))
        else:
            part = card(lead, (), knowledge, knowledge.talk.fallback_language)
            edit = self._post.edit_quietly(press.place.chat_id, press.message_id, part)
            self._lanes.put(press.place.chat_id, edit)

    async def _leads(self, knowledge: Knowledge, language: Language) -> tuple[Part, ...]:
        counts = await self._review.counts()
        listed = await self._review.list(OPEN, most=LISTED)
        more = sum(counts[status] for status in OPEN) - len(listed)
        return leads_list(list(listed), max(more, 0), knowledge, language)

    async def _lead(self, call: Called, knowledge: Knowledge, language: Language) -> None:
        reference = read_reference(call.argument)
        if reference is None:
            return self._tell(call.place, _said(knowledge, Phrase.LEAD_WHICH, language))
        lead = await self._review.show(reference)
        if lead is None:
            unknown = say(knowledge, Phrase.LEAD_UNKNOWN, language, reference=reference)
            return self._tell(call.place, lay_out([Run(unknown)]))
        return self._lanes.put(call.place.chat_id, self._post_card(call.place, lead, knowledge))

    async def _post_card(self, place: Place, lead: Lead, knowledge: Knowledge) -> None:
        part = card(lead, (), knowledge, knowledge.talk.fallback_language)
        sent = await self._post.insist(_target(place), part)
        if sent.message_id is not None and place.chat_id == self._chat.chat_id:
            await self._cards.adopt(lead.reference, CardRef(str(place.chat_id), str(sent.message_id)))

    async def _gaps(self, knowledge: Knowledge, language: Language) -> tuple[Part, ...]:
        gaps = await self._insight.unanswered()
        if not gaps:
            return _said(knowledge, Phrase.GAPS_NONE, language)
        lines = [
            say(
                knowledge,
                Phrase.GAPS_LINE,
                language,
                count=gap.count,
                code=gap.language,
                text=gap.text[:120],
            )
            for gap in gaps[:GAPS_LISTED]
        ]
        title = say(knowledge, Phrase.GAPS_TITLE, language)
        return lay_out([Run(title, "b"), Run("\n\n" + "\n".join(lines))])[:1]

    async def _reloaded(self, language: Language) -> tuple[Part, ...]:
        problems = await self._reload()
        knowledge = self._live.snapshot.knowledge
        if problems:
            shown = "\n".join(problems[:20])
            text = say(knowledge, Phrase.RELOAD_REFUSED, language, problems=shown)
        else:
            text = say(knowledge, Phrase.RELOAD_DONE, language, version=knowledge.version)
        return lay_out([Run(text)])[:1]

    def _where(self, place: Place, knowledge: Knowledge, language: Language) -> tuple[Part, ...]:
        lines = [say(knowledge, Phrase.WHEREAMI, language, chat_id=place.chat_id)]
        if place.chat_id == self._chat.chat_id:
            lines.append(say(knowledge, Phrase.WHEREAMI_STAFF, language))
        elif not place.private:
            lines.append(say(knowledge, Phrase.WHEREAMI_OTHER, language))
        return lay_out([Run("\n".join(lines))])

    def _tell(self, place: Place, pieces: tuple[Part, ...]) -> None:
        self._lanes.put(place.chat_id, self._post.tell(_target(place), pieces))

    def _words(self, caller: Caller) -> tuple[Knowledge, Language]:
        knowledge = self._live.snapshot.knowledge
        return knowledge, hinted(caller.hint, knowledge)


def _staff(caller: Caller) -> Staff:
    return Staff(f"telegram:{caller.user_id}", caller.name)


def _target(place: Place) -> Target:
    return Target(place.chat_id, place.thread_id, place.message_id)


def _said(knowledge: Knowledge, phrase: Phrase, language: Language) -> tuple[Part, ...]:
    return lay_out([Run(say(knowledge, phrase, language))])


def _spoken(outcome: Outcome, knowledge: Knowledge, language: Language) -> tuple[str, bool]:
    """What to tell whoever pressed, and whether they must see it."""
    if isinstance(outcome, Unknown):
        return say(knowledge, Phrase.LEAD_UNKNOWN, language, reference=outcome.reference), True
    lead = outcome.lead
    status = status_name(lead.status, knowledge, language)
    match outcome:
        case Taken():
            text = say(knowledge, Phrase.LEAD_TAKEN, language, reference=lead.reference, name=outcome.by.name)
            return text, True
        case Outdated():
            text = say(knowledge, Phrase.LEAD_CHANGED, language, reference=lead.reference, status=status)
            return text, True
        case NotAllowed():
            text = say(knowledge, Phrase.LEAD_UNMOVABLE, language, reference=lead.reference, status=status)
            return text, True
        case Changed() if lead.history and lead.history[-1].what is What.ASSIGNED:
            return say(knowledge, Phrase.LEAD_CLAIMED, language, reference=lead.reference), False
        case Changed() if lead.history and lead.history[-1].what is What.RELEASED:
            return say(knowledge, Phrase.LEAD_RELEASED, language, reference=lead.reference), False
        case Changed() | Unchanged():
            text = say(knowledge, Phrase.LEAD_MOVED, language, reference=lead.reference, status=status)
            return text, False
        case _:
            return say(knowledge, Phrase.CARD_ERASED, language), True
