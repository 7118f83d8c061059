"""The web server: whether the bot is well, and the desk."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette_admin.base import BaseAdmin
from starlette_admin.i18n import I18nConfig, TimezoneConfig

from bot.channels.web.contact_links import mail_link, phone_link
from bot.channels.web.dashboard import Dashboard
from bot.channels.web.guard import Guard
from bot.channels.web.knowledge_pages import GapsPage, KnowledgePage
from bot.channels.web.lead_page import Hands, LeadPage
from bot.channels.web.leads import LeadsExport, LeadsView
from bot.channels.web.login import DESK, DeskAuth
from bot.channels.web.new_lead import NewLeadPage
from bot.channels.web.record_words import RecordWords
from bot.channels.web.records import AuditView, OutboxView, QuestionsView
from bot.channels.web.report_pages import ReportPage, ReportsPage
from bot.channels.web.theme import HERE, DeskTheme, Listener, Nonces, desk_languages
from bot.channels.web.words import Words
from bot.core.desk_phrases import DeskPhrase
from bot.core.errors import BotError
from bot.usecases.parts import Parts

KEY_LEAST: Final = 32
"""Characters of a secret key; fewer can be guessed."""
STOCK_DETAILS: Final = frozenset(status.phrase for status in HTTPStatus)
"""What errors say of themselves where nobody gave them a sentence."""


def make_app(parts: Parts, *, web_url: str, secret_key: str) -> Starlette:
    """Put the web server together.

    Args:
        parts: The use cases.
        web_url: Public address, without a slash at the end.
        secret_key: Signs cookies; at least 32 characters.

    Raises:
        BotError: The key is too short.
    """
    if len(secret_key) < KEY_LEAST:
        raise BotError(f"SECRET_KEY: at least {KEY_LEAST} characters, found {len(secret_key)}.")
    # The library logs what people search for.
    logging.getLogger("starlette_admin").setLevel(logging.ERROR)

    async def healthz(_: Request) -> Response:
        try:
            await parts.review.counts()
            late = await parts.unsent.count()
        except BotError:
            return PlainTextResponse("the database is out of reach", 503)
        if late:
            return PlainTextResponse(f"the staff chat has not taken {late} messages for over an hour", 503)
        return PlainTextResponse("ok")

    async def home(_: Request) -> Response:
        return RedirectResponse(f"{DESK}/")

    app = Starlette(
        routes=[Route("/healthz", healthz), Route("/", home)],
        middleware=[Middleware(Guard, web_url=web_url)],
    )
    _desk(parts, secret_key, https=web_url.startswith("https://")).mount_to(app)
    return app


def _desk(parts: Parts, secret_key: str, *, https: bool) -> BaseAdmin:
    languages = desk_languages(parts.live.snapshot.knowledge.talk.languages)
    words = Words(parts.live)
    desk = BaseAdmin(
        title=words.later(DeskPhrase.TITLE),
        base_url=DESK,
        index_view=Dashboard(parts, words),
        templates_dir=str(HERE / "templates"),
        theme=DeskTheme(),
        auth_provider=DeskAuth(parts.sign_in, secret_key, https=https),
        secret_key=secret_key,
        middlewares=[Middleware(Listener, languages=languages)],
        i18n_config=I18nConfig(language_switcher=languages),
        timezone_config=TimezoneConfig(timezone_cookie_name=None),
    )
    environment = desk.templates.env
    environment.add_extension(Nonces)
    globals_: dict[str, Any] = environment.globals
    globals_ |= {"say": words, "words": words, "records": RecordWords(words), "stock": STOCK_DETAILS}
    globals_["has_telegram"] = parts.has_telegram
    environment.filters |= {"desk_entry": words.entry, "mail_link": mail_link, "phone_link": phone_link}
    everybody = parts.sign_in.everybody
    hands = Hands(parts.review, parts.exchange, everybody, parts.clock, parts.ways, parts.files)
    leads = LeadsView(parts.lists, parts.review, words, everybody, parts.clock)
    desk.add_view(leads)
    desk.add_view(LeadsExport(parts.export, leads))
    desk.add_view(NewLeadPage(parts.by_hand, words))
    desk.add_view(LeadPage(hands, words))
    desk.add_view(ReportsPage(parts.reports, words))
    desk.add_view(ReportPage(parts.reports, words))
    desk.add_view(QuestionsView(parts.lists, words))
    desk.add_view(GapsPage(parts.gaps, parts.knowledge_dir, words))
    desk.add_view(KnowledgePage(words, parts.clock, parts.problems))
    desk.add_view(OutboxView(parts.lists, parts.notices, words, has_telegram=parts.has_telegram))
    desk.add_view(AuditView(parts.lists, words, everybody))
    return desk


class _Server(uvicorn.Server):
    """Leaves signals to the bot, which stops all of its parts."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def serve(app: Starlette, listener: socket.socket, stop: asyncio.Event) -> None:
    """Serve until `stop` is set; requests at hand are finished.

    Args:
        app: What to serve.
        listener: Where (see `listen`).
        stop: Set from elsewhere.
    """
    server = _Server(
        uvicorn.Config(
            app,
            # Addresses hold secrets of links and words that were searched for.
            access_log=False,
            log_config=None,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=3,
            lifespan="off",
        )
    )
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    stopping = asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        server.should_exit = True
        await serving


def listen(host: str, port: int) -> socket.socket:
    """Take a port; 0 for any that is free.

    Raises:
        BotError: Somebody else has it, or there is no such address.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise BotError(f"WEB_HOST, WEB_PORT: {host}:{port} cannot be had ({error.strerror}).") from None
