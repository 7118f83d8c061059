"""How an enquiry form begins: empty, or with what a lead holds that is to be put right."""

from hashlib import sha256

from bot.core.knowledge import FieldKind
from bot.core.voice import Voice
from bot.dialogue.fields import CONSENTED, IN_CHAT, LATER
from bot.dialogue.turn import OpenForm
from bot.leads.lead import Lead


def open_form(event_id: str, way: str | None, origin: str, voice: Voice) -> OpenForm:
    """Start an empty form, with its way filled in where it is known."""
    known = {way.id for way in voice.knowledge.talk.ways}
    fields = [field.id for field in voice.knowledge.form.fields if field.kind is FieldKind.WAY]
    values = {fields[0]: way} if way in known and way is not None and fields else {}
    return OpenForm(
        id=sha256(event_id.encode()).hexdigest()[:8],
        values=values,
        language=voice.language,
        origin=origin,
    )


def reopen_form(event_id: str, lead: Lead, voice: Voice) -> OpenForm:
    """Open the form with what a lead holds, so that its visitor can put it right; consent stands."""
    reach = ", ".join(value for value in (lead.email, lead.phone) if value)
    by_kind = {
        FieldKind.WAY: lead.way,
        FieldKind.REACH: reach or IN_CHAT,
        FieldKind.COUNTRY: lead.country or LATER,
        FieldKind.MESSAGE: lead.message or "",
        FieldKind.CONSENT: CONSENTED,
    }
    by_id = {"company": lead.company, "contact-name": lead.contact_name}
    values = {
        field.id: by_id.get(field.id, by_kind.get(field.kind, "")) for field in voice.knowledge.form.fields
    }
    form = open_form(event_id, None, lead.origin, voice)
    return form.model_copy(
        update={"values": values, "consent_at": lead.consent_at, "corrects": lead.reference}
    )
