"""What every page is wrapped in: headers that browsers obey, refusal of other sites, limits on size."""

import secrets
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

BODY_MOST: Final = 100_000
"""Bytes of the largest honest form."""
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC: Final = "/static/"

_POLICY: Final = {
    "default-src": "'none'",
    "base-uri": "'none'",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "img-src": "'self' data:",
    # The charts draw with style attributes, which no nonce covers; it is scripts that must be ours.
    "style-src": "'self' 'unsafe-inline'",
}
_HEADERS: Final = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Wraps an application; gives each page a nonce as `request.state.nonce`."""

    def __init__(self, app: ASGIApp, web_url: str) -> None:
        """Put the parts together.

        Args:
            app: What is wrapped.
            web_url: The public address, from which forms may come even where a proxy renames the host.
        """
        self._app = app
        self._address = urlsplit(web_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        # A proxy may speak plain HTTP with us; addresses on pages are those that browsers use.
        scope["scheme"] = self._address.scheme or scope["scheme"]
        headers = Headers(scope=scope)

        async def send_wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._dress(MutableHeaders(scope=message), scope["path"], nonce)
            await send(message)

        refusal = None if scope["method"] in SAFE else self._refusal(headers)
        return await (refusal or self._app)(scope, receive, send_wrapped)

    def _dress(self, headers: MutableHeaders, path: str, nonce: str) -> None:
        for name, value in _HEADERS.items():
            headers[name] = value
        headers["Content-Security-Policy"] = policy(nonce)
        if STATIC in path:
            headers["Cache-Control"] = "public, max-age=3600"
        else:
            headers["Cache-Control"] = "no-store"
        if self._address.scheme == "https":
            headers["Strict-Transport-Security"] = "max-age=31536000"

    def _refusal(self, headers: Headers) -> PlainTextResponse | None:
        if self._is_foreign(headers):
            return PlainTextResponse("This form came from another site.", 403)
        length = headers.get("content-length")
        if length is None and "transfer-encoding" in headers:
            return PlainTextResponse("Say how long the form is.", 411)
        if length is not None and (not length.isdecimal() or int(length) > BODY_MOST):
            return PlainTextResponse("This form is too large.", 413)
        return None

    def _is_foreign(self, headers: Headers) -> bool:
        """True if a browser says that the request was made by a page of another site."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return True
        origin = headers.get("origin")
        return origin is not None and urlsplit(origin).netloc not in (
            headers.get("host"),
            self._address.netloc,
        )


def policy(nonce: str, scripts: Iterable[str] = ("'self'",)) -> str:
    """Give the content security policy of a page whose own scripts bear a nonce."""
    allowed = " ".join((*scripts, f"'nonce-{nonce}'"))
    return "; ".join((*(f"{name} {value}" for name, value in _POLICY.items()), f"script-src {allowed}"))
