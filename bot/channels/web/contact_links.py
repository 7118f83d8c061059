"""Links that open a letter to an address, or call a number.

The signs that make them what they are stay as they are: few programs decode the rest before they look for it.
"""

import re
from urllib.parse import quote

from bot.leads.index_terms import EXTENSION


def mail_link(address: str) -> str:
    """Make a `mailto:` link (RFC 6068), with the @ before the domain."""
    local, _, domain = address.rpartition("@")
    return f"mailto:{quote(local, safe='')}@{quote(domain)}"


def phone_link(number: str) -> str:
    """Make a `tel:` link (RFC 3966) of a number as it is kept, with its plus and its extension."""
    dialled, _, extension = number.partition(EXTENSION)
    digits = re.sub(r"[^+\d]", "", dialled)
    return f"tel:{digits};ext={extension}" if extension.isdecimal() else f"tel:{digits}"
