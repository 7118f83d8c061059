"""How a person can be reached: addresses and telephone numbers found in a text, and taken apart again.

A text is made legible first (signs of other widths and shapes, invisible ones), then addresses are taken out
of it, then numbers. A number counts as phonenumbers holds it for valid; what is possible but not valid is
given back as a doubt, with what may be meant, and never dropped beside something that was found.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from typing import Final, Self

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumber

from bot.core.text import words
from bot.core.types import Country
from bot.leads.index_terms import BETWEEN, EXTENSION


@dataclass(frozen=True, slots=True)
class NumberShape:
    """How numbers of a country were written before, and are now."""

    old: re.Pattern[str]
    """Finds the digits that stay, in groups."""
    new: str
    """Has a run of `#` for each group."""
    sure: bool
    """True if the old one can mean nothing else."""

    @classmethod
    def of(cls, old: str, new: str, *, sure: bool) -> Self:
        """Make a shape of two numbers in which `#` is a digit that stays: `+52 1 ##########`."""
        pattern = re.escape(old.replace(" ", "")).replace(r"\#", "#")
        stays = re.compile(re.sub("#+", lambda run: rf"(\d{{{len(run[0])}}})", pattern))
        return cls(stays, new.replace(" ", ""), sure)

    def fill(self, digits: Iterable[str]) -> str:
        """The number as it is written now, with the digits that stay."""
        left = iter("".join(digits))
        return re.sub("#", lambda _: next(left), self.new)


@dataclass(frozen=True, slots=True)
class Habits:
    """How people write addresses and numbers."""

    labels: frozenset[str] = frozenset()
    """Folded words before an address: `mail`, `correo`."""
    extensions: tuple[str, ...] = ()
    """Words before the extension of a number: `ext`, `anexo`."""
    changes: tuple[NumberShape, ...] = ()
    """What became of old numbers."""


PLAINLY: Final = Habits()


@dataclass(frozen=True, slots=True)
class Reach:
    """What was found in a text."""

    values: tuple[str, ...]
    """Addresses, then numbers, each once, in their order."""
    doubtful: str = ""
    """The first thing that looks like an address or a number and is none."""
    meant: tuple[str, ...] = ()
    """All of it with what may be meant where that is doubtful, and, if that differs, what is sure alone."""

    @property
    def value(self) -> str:
        """The values as they are kept."""
        return BETWEEN.join(self.values)


def read_reach(text: str) -> str | None:
    """Find addresses, telephone numbers or both: `ana@example.org, +573001234567`; None if there is doubt."""
    found = find_reach(text)
    return None if found.doubtful else found.value or None


def find_reach(text: str, habits: Habits = PLAINLY) -> Reach:
    """Find addresses and telephone numbers, and what may be meant for one.

    Args:
        text: What was typed.
        habits: How people write them.
    """
    seen = _legible(text)
    emails, rest, broken = _take_emails(seen, habits)
    numbers = list(_numbers(rest, habits))
    sure = [number.value for number in numbers if number.value]
    doubts = [number.typed for number in numbers if not number.value]
    if broken and not emails:
        doubts.insert(0, broken)
    if not doubts:
        return Reach(tuple(dict.fromkeys((*emails, *sure))))
    both = (number.value or number.meant for number in numbers)
    offers = (dict.fromkeys(filter(None, (*emails, *both))), dict.fromkeys((*emails, *sure)))
    meant = tuple(dict.fromkeys(BETWEEN.join(offer) for offer in offers if offer))
    return Reach(tuple(dict.fromkeys((*emails, *sure))), doubts[0], meant)


def numbers_within(text: str, countries: Iterable[Country], most: int) -> tuple[str, ...]:
    """What a number without its country may be, in countries in which it is valid.

    Args:
        text: The number, as `Reach.doubtful` gives it.
        countries: Where it may be from, likeliest first.
        most: How many to give.
    """
    found: dict[str, None] = {}
    for country in countries:
        with suppress(phonenumbers.NumberParseException):
            number = phonenumbers.parse(text, country)
            if phonenumbers.is_valid_number(number) and _can_ring(number):
                found[_written(number)] = None
        if len(found) == most:
            break
    return tuple(found)


def _can_ring(number: PhoneNumber) -> bool:
    """True for the kinds of numbers that people have themselves."""
    kinds = phonenumbers.PhoneNumberType
    own = (kinds.MOBILE, kinds.FIXED_LINE, kinds.FIXED_LINE_OR_MOBILE)
    return phonenumbers.number_type(number) in own


def countries_of(value: str) -> tuple[Country, ...]:
    """The countries of the numbers in a value that `find_reach` gave."""
    numbers = filter(None, (split_reach(value)[1] or "").split(BETWEEN))
    found = (phonenumbers.region_code_for_number(phonenumbers.parse(number)) for number in numbers)
    return tuple(country for country in found if country and country.isalpha())


def show_number(value: str, name: Callable[[Country], str]) -> str:
    """A number alone with its country, so that its owner knows it at a glance; else the value as it is.

    Args:
        value: As `find_reach` or `numbers_within` gave it.
        name: Gives the name of a country.
    """
    countries = countries_of(value) if BETWEEN not in value else ()
    return f"{value} · {name(countries[0])}" if countries else value


def is_reach_alone(text: str) -> bool:
    """True if a text is an address or a number and nothing else, as a contact is that somebody shares."""
    emails, rest, _ = _take_emails(_legible(text), PLAINLY)
    if any(map(str.isalpha, rest)):
        return False
    return bool(emails) or sum(map(str.isdecimal, rest)) >= _LEAST


def merge_reach(*values: str) -> str:
    """Put values that `find_reach` gave together, each part once; addresses first."""
    parts = dict.fromkeys(part for value in values for part in value.split(BETWEEN) if part)
    return BETWEEN.join(sorted(parts, key=lambda part: "@" not in part))


def split_reach(value: str) -> tuple[str | None, str | None]:
    """The e-mail addresses and the telephone numbers of a value that `read_reach` gave."""
    parts = value.split(BETWEEN)
    emails = BETWEEN.join(part for part in parts if "@" in part)
    phones = BETWEEN.join(part for part in parts if part.startswith("+") and "@" not in part)
    return emails or None, phones or None


_APOSTROPHES: Final = "’´＇" + chr(0x2BC)


def _legible(text: str) -> str:
    """The text with plain signs: digits, blanks, dashes and pluses of any script and width are one each."""
    text = re.sub(rf"(?<=\w)[{_APOSTROPHES}](?=\w)", "'", text)
    return "".join(map(_legible_sign, unicodedata.normalize("NFC", text)))


def _legible_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    kind = unicodedata.category(sign)
    if kind == "Nd":
        return str(unicodedata.decimal(sign))
    wide = unicodedata.normalize("NFKC", sign)
    if len(wide) == 1 and wide.isascii() and kind[0] in "PSLZ":
        return wide
    if kind in ("Cf", "Me") or 0xFE00 <= ord(sign) <= 0xFE0F:
        return ""
    return "-" if kind == "Pd" or sign == "−" else sign if kind[0] in "LMN" else " "


# Addresses

_LOCAL_SIGNS: Final = frozenset("!#$%&'*+-/=?^_`{|}~.")
"""What may stand in the first part of an address beside letters and digits (RFC 5322, dot-atom)."""
_CLOSING: Final = dict(zip("!#$%&'*+-/=?^_`{|}~", "!#$%&'*+-/=?^_`}|{~", strict=True))
"""The sign that ends what a sign begins: `*ana@example.org*`."""
_LABEL: Final = re.compile(r"(?P<label>[^=/|*~#>:]*)[=/|*~#>:]+(?P<rest>.+)")


def _take_emails(text: str, habits: Habits) -> tuple[list[str], str, str]:
    """Give the addresses, the text without them, and the first thing with an @ that is none."""
    found, broken, left = [], "", []
    done = 0
    for at in (found.start() for found in re.finditer("@", text)):
        begin, end = _local_start(text, at, done), _domain_end(text, at)
        address = _address(text, begin, at, end, habits, follows=begin == done > 0)
        if address:
            found.append(address)
            left.append(text[done:begin])
            done = end
        elif begin < at < end - 1:
            broken = broken or text[begin:end]
    return found, " ; ".join((*left, text[done:])), broken


def _local_start(text: str, at: int, floor: int) -> int:
    if at > floor and text[at - 1] == '"':
        return max(text.rfind('"', floor, at - 1), floor)
    while at > floor and (text[at - 1] in _LOCAL_SIGNS or _is_letter(text[at - 1])):
        at -= 1
    return at


def _domain_end(text: str, at: int) -> int:
    end = at + 1
    while end < len(text) and (text[end] in ".-" or _is_letter(text[end])):
        end += 1
    while text[end - 1] in ".-":
        end -= 1
    return end


def _is_letter(sign: str) -> bool:
    return sign != "_" and unicodedata.category(sign)[0] in "LMN"


def _address(text: str, begin: int, at: int, end: int, habits: Habits, *, follows: bool) -> str | None:
    """The address around an @; None if it is none.

    Args:
        text: All of it.
        begin: Where its first part begins.
        at: Where the @ stands.
        end: Where its domain ends.
        habits: Which words are labels.
        follows: True if it stands right behind another address, and may begin with what is between them.
    """
    if "@" in (text[begin - 1 : begin], text[end : end + 1]):
        return None
    local = text[begin:at]
    if not local.startswith('"'):
        local = local.lstrip("." + "".join(_LOCAL_SIGNS) * follows)
        local = _unwrapped(local, text[end:])
        local = _unlabelled(local, habits.labels)
    try:
        address = f"{local}@{text[at + 1 : end]}"
        found = validate_email(address, check_deliverability=False, allow_quoted_local=True).normalized
    except EmailNotValidError:
        return None
    return None if BETWEEN in found else found


def _unwrapped(local: str, behind: str) -> str:
    """The first part without signs that stand in pairs around the whole address."""
    at = 0
    while local[at : at + 1] and behind[at : at + 1] == _CLOSING.get(local[at]):
        at += 1
    return local[at:]


def _unlabelled(local: str, labels: frozenset[str]) -> str:
    """The first part without a word that says what it is: `correo=ana`."""
    parts = _LABEL.fullmatch(local)
    return parts["rest"] if parts and {*words(parts["label"])[-1:]} & labels else local


# Telephone numbers

_RUN: Final = re.compile(
    r"(?P<begin>\+[\s(]*|(?<![\w+])00[\s(]*(?=[1-9])|(?<![\w@#+])(?<!\w-))(?P<digits>\d(?:[\s().\-/]*\d)*)"
)
"""Digits as numbers are written, with what tells that a country comes first."""
_GROUP: Final = re.compile(r"\d+")
_HOURS: Final = re.compile(r"(?<![\d-])(?:[01]?\d|2[0-4])\s*-\s*(?:[01]?\d|2[0-4])$")
_DATE: Final = re.compile(r"(?:19|20)\d\d([-./])\d\d?\1\d\d?|\d\d?([-./])\d\d?\2(?:19|20)\d\d")
_LEAST: Final = 7
"""Digits from which a run may be a number; fewer are hours, years, houses."""
_MOST: Final = 20
"""Digits of a run that are read; a number has 15, and an old form or hours may add some."""
_LEAST_WITHOUT_PLUS: Final = 11
"""Digits from which a run without a plus may begin with a country; fewer are numbers within one."""


@dataclass(frozen=True, slots=True)
class _Number:
    typed: str
    value: str | None
    """None if it is not valid."""
    meant: str | None = None
    """What may be meant then."""
    region: str | None = None


def _numbers(text: str, habits: Habits) -> Iterator[_Number]:
    """Read the numbers of a text; one without a country is of that of the one before it."""
    region: str | None = None
    at = 0
    while run := _RUN.search(text, at):
        number, at = _read_run(run, region, habits.changes)
        if number is None:
            continue
        region = number.region or region
        if extension := _extension_pattern(habits.extensions).match(text, at):
            number, at = _extended(number, extension["number"]), extension.end()
        yield number


def _read_run(
    run: re.Match[str], region: str | None, changes: tuple[NumberShape, ...]
) -> tuple[_Number | None, int]:
    """Read as many groups of digits as make a number, and tell where they end."""
    digits = run["digits"]
    if sum(map(str.isdecimal, digits)) < _LEAST or _DATE.fullmatch(digits):
        return None, run.end()
    ends = [group.end() for group in islice(_GROUP.finditer(digits), _MOST)][::-1]
    ends = [end for end in ends if sum(map(str.isdecimal, digits[:end])) <= _MOST]
    if ends and (hours := _HOURS.search(digits)):  # what may be hours is looked at last
        ends = [*(end for end in ends if end <= hours.start()), ends[0]]
    parts = [(end, _candidates(digits[:end], region, abroad=bool(run["begin"]))) for end in ends]
    for read in (_valid, partial(_mended, changes=changes), _possible):
        for end, candidates in parts:
            if number := next(filter(None, map(read, candidates)), None):
                return replace(number, typed=run["begin"] + digits[:end]), run.start("digits") + end
    is_address_of_page = run.string[run.start() - 1 : run.start()] in ("/", "=")
    return None if is_address_of_page else _Number(run[0].strip(), None), run.end()


def _candidates(digits: str, region: str | None, *, abroad: bool) -> list[PhoneNumber]:
    """What phonenumbers makes of digits: with a country first, or within the region."""
    forms: list[tuple[str, str | None]] = []
    if abroad or sum(map(str.isdecimal, digits)) >= _LEAST_WITHOUT_PLUS:
        forms.append((f"+{digits}", None))
    if region and not abroad:
        forms.append((digits, region))
    numbers = []
    for form in forms:
        with suppress(phonenumbers.NumberParseException):
            numbers.append(phonenumbers.parse(*form))
    return numbers


def _valid(number: PhoneNumber) -> _Number | None:
    if not phonenumbers.is_valid_number(number):
        return None
    return _Number("", _written(number), region=phonenumbers.region_code_for_number(number))


def _mended(number: PhoneNumber, changes: tuple[NumberShape, ...]) -> _Number | None:
    """The number as it is now, if it has the shape of an old one."""
    typed = _written(number)
    for change in changes:
        old = change.old.fullmatch(typed)
        now = _valid(phonenumbers.parse(change.fill(old.groups()))) if old else None
        if now is not None:
            return now if change.sure else replace(now, value=None, meant=now.value)
    return None


def _possible(number: PhoneNumber) -> _Number | None:
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return _Number("", None, _written(number), phonenumbers.region_code_for_number(number))


def _written(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@cache
def _extension_pattern(spelt: tuple[str, ...]) -> re.Pattern[str]:
    any_word = "|".join(map(re.escape, sorted({EXTENSION.strip(" ."), *spelt}, key=len, reverse=True)))
    return re.compile(rf"[\s,;(/-]*(?:{any_word})[\s.:=)°]*(?P<number>\d{{1,7}})(?!\d)", re.IGNORECASE)


def _extended(number: _Number, extension: str) -> _Number:
    def longer(value: str | None) -> str | None:
        return value and f"{value}{EXTENSION}{extension}"

    return replace(number, value=longer(number.value), meant=longer(number.meant))
