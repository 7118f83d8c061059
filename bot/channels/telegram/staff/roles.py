"""Roles given in the staff chat: `/role NAME manager`, or `/role manager` in reply to somebody."""

from collections.abc import Sequence

from bot.channels.telegram.markup import Run, lay_out
from bot.channels.telegram.staff.context import StaffContext
from bot.channels.telegram.updates import Called
from bot.core.phrases import AnyPhrase, phrase_of
from bot.core.staff_phrases import StaffPhrase
from bot.core.text import fold
from bot.leads.lead import Staff
from bot.leads.staff import Right, Role, may
from bot.usecases.staff import NotAppointed

_REFUSALS = {
    NotAppointed.FORBIDDEN: StaffPhrase.FORBIDDEN,
    NotAppointed.UNKNOWN: StaffPhrase.ROLE_WHO,
    NotAppointed.LISTED: StaffPhrase.ROLE_LISTED,
    NotAppointed.LAST: StaffPhrase.ROLE_LAST,
}


class Roles:
    """Gives members of the staff a role, on the word of a lead manager."""

    def __init__(self, context: StaffContext) -> None:
        self._context = context

    async def called(self, call: Called, who: Staff) -> None:
        """Carry out `/role`."""
        voice = self._context.voice(call.caller, call.place)
        *name, wanted = call.argument.split() or [""]
        phrase, values = await self._appoint(call, " ".join(name), fold(wanted), who)
        if "role" in phrase.placeholders:
            values |= {"role": voice.say(phrase_of(f"desk_role_{fold(wanted)}"))}
        self._context.tell(call.place, lay_out([Run(voice.say(phrase, **values))]))

    async def _appoint(
        self, call: Called, name: str, wanted: str, who: Staff
    ) -> tuple[AnyPhrase, dict[str, str]]:
        if not may(who.role, Right.APPOINT):
            return StaffPhrase.FORBIDDEN, {}
        if wanted not in list(Role) or not (name or call.about):
            return StaffPhrase.ROLE_HOW, {}
        meant = await self._meant(call, name)
        if len(meant) != 1:
            return StaffPhrase.ROLE_SEVERAL if meant else StaffPhrase.ROLE_WHO, {}
        given = await self._context.parts.roster.appoint(meant[0].id, Role(wanted), who)
        phrase = _REFUSALS[given] if isinstance(given, NotAppointed) else StaffPhrase.ROLE_GIVEN
        return phrase, {"name": meant[0].name}

    async def _meant(self, call: Called, name: str) -> Sequence[Staff]:
        """Who is meant: those of a name, or whoever is replied to, if they are of the staff."""
        if name:
            everybody = await self._context.parts.sign_in.everybody()
            return [staff for staff in everybody if fold(staff.name) == fold(name)]
        about = await self._context.who(call.about, call.place) if call.about else None
        return [about] if about is not None else []
