"""How a person can be reached: addresses and telephone numbers found in a text, and taken apart again."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

PHONE = re.compile(r"(?:\+|\b00)\d[\d\s().\-/]{5,24}\d")


def read_reach(text: str) -> str | None:
    """Find an address, a telephone number or both: `ana@example.org, +573001234567`; None if neither."""
    found = [*_emails(text), *_phones(text)]
    return ", ".join(found) or None


def split_reach(value: str) -> tuple[str | None, str | None]:
    """The e-mail address and the telephone number of a value that `read_reach` gave."""
    parts = value.split(", ")
    email = next((part for part in parts if "@" in part), None)
    phone = next((part for part in parts if part.startswith("+")), None)
    return email, phone


def _emails(text: str) -> list[str]:
    for part in re.split(r"[\s,;<>()\"']+", text):
        candidate = part.strip(".:").removeprefix("mailto:")
        if "@" in candidate:
            try:
                return [validate_email(candidate, check_deliverability=False).normalized]
            except EmailNotValidError:
                continue
    return []


def _phones(text: str) -> list[str]:
    for found in PHONE.findall(text):
        try:
            number = phonenumbers.parse("+" + found.removeprefix("+").removeprefix("00"))
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return [phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)]
    return []
