"""The door of the desk: a one-time link, a page with a button, a cookie, and the way out."""

import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates
from starlette_admin.auth import AdminUser, BaseAuthProvider

from bot.leads.lead import Staff
from bot.leads.staff import Right, may
from bot.usecases.staff import SESSION_LASTS, SignIn

DESK: Final = "/desk"
"""Path below which everything of the desk stands."""
COOKIE: Final = "desk_session"
TRIES_MOST: Final = 10
TRIES_SECONDS: Final = 300.0
"""From one address at most so many sign-ins within so many seconds."""
TOKEN_MOST: Final = 100
"""Characters of a link's secret; more is no link of ours."""


@dataclass
class DeskUser(AdminUser):
    """Whoever looks at a page, as the pages' frame wants to know it."""

    staff: Staff | None = None


def link_maker(sign_in: SignIn, web_url: str) -> Callable[[Staff], Awaitable[str]]:
    """Give what makes one-time links for staff: for the bot's `/desk` and for `main.py desk`.

    Args:
        sign_in: Vouches for them.
        web_url: Public address of the web server, without a slash at the end.
    """

    async def make_sign_in_link(staff: Staff) -> str:
        return f"{web_url}{DESK}/sign-in?token={await sign_in.invite(staff)}"

    return make_sign_in_link


def staff_of(request: Request) -> Staff:
    """Give who asks for a page that only staff get."""
    user = request.state.admin_user
    if not isinstance(user, DeskUser) or user.staff is None:
        raise TypeError("nobody is signed in")
    return user.staff


def may_here(request: Request, right: Right) -> bool:
    """True if whoever asks has the right; false for anybody who is not signed in."""
    user = getattr(request.state, "admin_user", None)
    return isinstance(user, DeskUser) and user.staff is not None and may(user.staff.role, right)


class Tries:
    """Counts tries by address, and forgets them in time."""

    def __init__(
        self,
        most: int = TRIES_MOST,
        seconds: float = TRIES_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._at: dict[str, deque[float]] = {}

    def allow(self, address: str) -> bool:
        """Count a try, unless there were too many."""
        now = self._clock()
        for known in [known for known, tries in self._at.items() if tries[-1] <= now - self._seconds]:
            del self._at[known]
        tries = self._at.setdefault(address, deque())
        while tries and tries[0] <= now - self._seconds:
            tries.popleft()
        if len(tries) >= self._most:
            return False
        tries.append(now)
        return True


class DeskAuth(BaseAuthProvider):
    """Tells who asks for a page, and lets staff in and out."""

    def __init__(self, sign_in: SignIn, secret_key: str, *, https: bool) -> None:
        """Put the parts together.

        Args:
            sign_in: Knows links and sessions.
            secret_key: Signs the cookie, so that made-up ones never reach the database.
            https: True if browsers come by https; then the cookie goes no other way.
        """
        super().__init__(login_path="/sign-in", logout_path="/sign-out")
        self._sign_in = sign_in
        self._https = https
        self._signer = URLSafeSerializer(secret_key, salt="desk-session")
        self._tries = Tries()

    async def authenticate(self, request: Request) -> DeskUser | None:
        """Give who is signed in; nobody where no person is needed."""
        secret = self._secret(request)
        if secret is None or request.scope["path"].startswith(f"{DESK}/static/"):
            return None
        staff = await self._sign_in.who(secret)
        return DeskUser(username=staff.name, staff=staff) if staff else None

    def get_routes(self, templates: Jinja2Templates) -> list[Route]:
        """Give the pages of the door."""

        async def enter(request: Request) -> Response:
            if request.method == "POST":
                return await self._enter(request, templates)
            # Opening a link uses nothing up: previews of messages open links, too.
            token = request.query_params.get("token", "")[:TOKEN_MOST]
            return templates.TemplateResponse(request, "sign_in.html", {"token": token, "problem": None})

        return [
            Route(self.login_path, enter, methods=["GET", "POST"], name="login"),
            Route(self.logout_path, self._leave, methods=["POST"], name="logout"),
        ]

    async def _enter(self, request: Request, templates: Jinja2Templates) -> Response:
        address = request.client.host if request.client else ""
        token = str((await request.form()).get("token", ""))
        if not self._tries.allow(address):
            context = {"token": "", "problem": "desk_sign_in_slow"}
            return templates.TemplateResponse(request, "sign_in.html", context, status_code=429)
        secret = await self._sign_in.enter(token) if 0 < len(token) <= TOKEN_MOST else None
        if secret is None:
            context = {"token": "", "problem": "desk_sign_in_refused"}
            return templates.TemplateResponse(request, "sign_in.html", context, status_code=403)
        response = RedirectResponse(request.url_for("admin:index"), 303)
        response.set_cookie(
            COOKIE,
            str(self._signer.dumps(secret)),
            max_age=int(SESSION_LASTS.total_seconds()),
            path=DESK,
            secure=self._https,
            httponly=True,
            samesite="lax",
        )
        return response

    async def _leave(self, request: Request) -> Response:
        secret = self._secret(request)
        if secret is not None:
            await self._sign_in.leave(secret)
        response = RedirectResponse(request.url_for("admin:login"), 303)
        response.delete_cookie(COOKIE, path=DESK, secure=self._https, httponly=True, samesite="lax")
        return response

    def _secret(self, request: Request) -> str | None:
        cookie = request.cookies.get(COOKIE, "")
        try:
            return str(self._signer.loads(cookie)) if cookie else None
        except BadSignature:
            return None
