"""How the desk looks: light or dark, no asset from elsewhere, no script without a nonce, in its language."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final

from babel.support import NullTranslations
from jinja2.ext import Extension
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette_admin import i18n
from starlette_admin.theme import ClassMap as BaseClassMap
from starlette_admin.theme import CoreClasses, DefaultTheme, TablerSettings

from bot.core.types import Language

HERE: Final = Path(__file__).parent
MODE_COOKIE: Final = "desk_mode"
LANGUAGE_COOKIE: Final = "language"
ZONE_COOKIE: Final = "timezone"


class ClassMap(BaseClassMap):
    """Lists stand as cards one below the other on a phone."""

    classes: ClassVar[dict[str, str]] = CoreClasses.classes | {
        "list.table": "table table-vcenter card-table table-mobile-md",
    }


class DeskTheme(DefaultTheme):
    """Tabler, with our templates and static files, by light or dark."""

    name = "desk"
    package = "bot.channels.web"

    def __init__(self) -> None:
        super().__init__(TablerSettings(base="slate", primary="teal", radius=1))

    def get_class_map(self) -> BaseClassMap:
        return ClassMap()

    def html_attrs(self, request: Request) -> dict[str, str]:
        """Give the mode that was chosen; without a choice, `desk.js` follows the device."""
        mode = request.cookies.get(MODE_COOKIE)
        attributes = super().html_attrs(request)
        if mode in ("light", "dark"):
            return attributes | {"data-bs-theme": mode, "data-desk-mode": mode}
        return attributes


class Nonces(Extension):
    """Gives each script of a template the nonce of its page, and makes handlers in attributes known by name.

    `starlette-admin` writes some scripts into its pages; this is what lets them run under a policy that lets
    no other script run.
    """

    _SCRIPT: ClassVar[re.Pattern[str]] = re.compile(r"<script\b")
    _HANDLER: ClassVar[re.Pattern[str]] = re.compile(r"\bon(click|change)=")

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        with_nonces = self._SCRIPT.sub('<script nonce="{{ request.state.nonce }}"', source)
        return self._HANDLER.sub(r"data-desk-\1=", with_nonces)


class Listener:
    """Picks language and time zone: as chosen, else as the browser says."""

    def __init__(self, app: ASGIApp, languages: Sequence[Language]) -> None:
        """Take the languages that there are; the first is the last resort."""
        self._app = app
        self._languages = languages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] == "http":
            request = Request(scope)
            chosen, preferred = (
                request.cookies.get(LANGUAGE_COOKIE, ""),
                request.headers.get("accept-language", ""),
            )
            i18n.set_locale(choose_language(chosen, preferred, self._languages))
            # A cookie may hold anything, also what is no name of a zone at all.
            with suppress(ValueError, OSError):
                i18n.set_timezone(request.cookies.get(ZONE_COOKIE, i18n.DEFAULT_TIMEZONE))
        await self._app(scope, receive, send)


def choose_language(chosen: str, preferred: str, known: Sequence[Language]) -> Language:
    """Give the language of a page.

    Args:
        chosen: A language code, or anything.
        preferred: The header `Accept-Language`, or anything.
        known: The languages that there are; the first is the last resort.
    """
    if chosen in known:
        return chosen
    weighed = []
    for position, part in enumerate(preferred.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((-float(weight or 1), position, tag[:2].lower()))
        except ValueError:
            continue
    return next((code for _, _, code in sorted(weighed) if code in known), known[0])


def desk_languages(live: Iterable[Language]) -> list[Language]:
    """Those languages of the bot in which `starlette-admin` can show its own texts, with our translations.

    To be asked before the desk is made: the library loads catalogues of the languages that it has heard of.
    """
    for catalogue in sorted((HERE / "translations").glob("*/LC_MESSAGES/admin.mo")):
        language = catalogue.parts[-3]
        if language not in i18n.SUPPORTED_LOCALES:
            i18n.SUPPORTED_LOCALES.append(language)
            i18n.translations[language] = NullTranslations()
    return [language for language in live if language in i18n.SUPPORTED_LOCALES] or [i18n.DEFAULT_LOCALE]
