"""What is heard before anything else: `safety.yaml`, and examples of what people say then.

`core.match.Concern` names what is told from each other, and examples in the knowledge teach it.
"""

from bot.core.match import Concern
from bot.core.types import Country, Day, Frozen, Id, Language, Line, Lines, Source, Wordings


class AlertExamples(Frozen):
    """What people say when they raise a concern, by examples, and what only sounds like it."""

    danger: Wordings = {}
    """Somebody is or may be in danger now: hurt, threatened, trapped, kept by force, thinking of suicide."""
    report: Wordings = {}
    """Somebody tells of abuse, wants to complain, or asks whom to tell in confidence."""
    program: Wordings = {}
    """Somebody asks whether a person or a program answers."""
    person: Wordings = {}
    """Somebody wants a person instead of the bot."""
    stop: Wordings = {}
    """Somebody wants no more messages."""
    beside: Wordings = {}
    """What shares the words of these and raises no concern: questions of fact, studies, figures of speech."""

    def of(self, concern: Concern | None) -> Wordings:
        """The examples of a concern, or those that raise none."""
        by_concern = {
            Concern.DANGER: self.danger,
            Concern.REPORT: self.report,
            Concern.PROGRAM: self.program,
            Concern.PERSON: self.person,
            Concern.STOP: self.stop,
            None: self.beside,
        }
        return by_concern[concern]


class Contact(Frozen):
    """A number or an address for people in danger, as a source names it."""

    title: Lines
    """Who answers there, in every language."""
    reach: Line
    """The number or the address."""
    countries: tuple[Country, ...] = ()
    """Where it serves; empty for everywhere."""
    languages: tuple[Language, ...] = ()
    """In which languages of the bot it is shown; empty for all of them."""
    source: Source
    """Where the number or the address stands."""
    reviewed_on: Day
    """The day somebody last compared it with its source: `2026-11-23`."""


class Safety(Frozen):
    """`safety.yaml`: what the bot can say to danger, and to who wants to complain."""

    contacts: tuple[Contact, ...] = ()
    """Numbers and addresses that people in danger are shown; only what a source names."""
    complaints: Id | None = None
    """The entry that tells how complaints about certification are made, if a source does."""
