"""Settings: read from the environment or `.env`, all problems told at once, by name.

Only the commands read them; every part is given the values it needs.
"""

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.core.errors import BotError

ENV_FILE = ".env"


def _empty_is_unset(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _listed(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _base_address(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError("should begin with http:// or https://")
    return value.rstrip("/")


def _base_address_or_none(value: str | None) -> str | None:
    return None if value is None else _base_address(value)


def _mail_server(value: SecretStr | None) -> SecretStr | None:
    parts = urlsplit(value.get_secret_value()) if value is not None else None
    try:
        is_one = parts is None or (parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0)
    except ValueError:
        is_one = False
    if not is_one:
        raise ValueError(
            "should be smtp://host:port or smtps://host:port, with user:password@ before the host"
        )
    return value


def _sender(value: str | None) -> str | None:
    if value is None:
        return None
    # Who only lists leads does not wait for what reads addresses.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        # A line's end would begin another header.
        validate_email(parseaddr(value)[1] if value.isprintable() else "", check_deliverability=False)
    except EmailNotValidError:
        raise ValueError(
            "should be an e-mail address, or a name with one: ARM <partners@example.org>"
        ) from None
    return value


Level = Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$"), BeforeValidator(str.upper)]
Optional = BeforeValidator(_empty_is_unset)


class Settings(BaseSettings):
    """What an installation decides; the names of the environment variables are those of the fields."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_file_encoding="utf-8-sig", env_ignore_empty=True, extra="ignore", frozen=True
    )

    telegram_bot_token: Annotated[SecretStr | None, Optional] = None
    """Absent: the terminal chat."""
    telegram_api_url: Annotated[str, AfterValidator(_base_address)] = "https://api.telegram.org"
    """Any Bot API server, without the `/bot<token>` part."""
    staff_chat_id: Annotated[int | None, Optional] = None
    staff_user_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_listed)] = frozenset()
    database_url: str = "sqlite+aiosqlite:///data/bot.db"
    knowledge_dir: Path = Path("knowledge")
    cache_dir: Path = Path("data/cache")
    """Where vectors of phrasings are kept between runs; may be emptied at any time."""
    web_host: str = "127.0.0.1"
    web_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    web_url: Annotated[str | None, Optional, AfterValidator(_base_address_or_none)] = None
    """Public address of the desk, for links; by default that of host and port."""
    secret_key: Annotated[SecretStr | None, Optional] = None
    """Signs the desk's cookies; set, the desk is served beside the bot."""
    smtp_url: Annotated[SecretStr | None, Optional, AfterValidator(_mail_server)] = None
    """The server that takes letters, as `smtp://user:password@host:587` or `smtps://…`."""
    mail_from: Annotated[str | None, Optional, AfterValidator(_sender)] = None
    """In whose name letters go out."""
    log_level: Level = "INFO"

    @property
    def desk_address(self) -> str:
        """Where staff find the desk."""
        return self.web_url or f"http://{self.web_host}:{self.web_port}"


def read_settings() -> Settings:
    """Read and check everything.

    Raises:
        BotError: Some settings make no sense; one line for each. Or `.env` cannot be read.
    """
    _look_at(Path(ENV_FILE))
    try:
        settings = Settings()
        if (settings.smtp_url is None) != (settings.mail_from is None):
            raise BotError("SMTP_URL, MAIL_FROM: set both, so that letters can be sent, or neither.")
    except ValidationError as error:
        lines = [_in_words(problem) for problem in error.errors()]
        raise BotError("These settings need correction (environment or .env):\n" + "\n".join(lines)) from None
    return settings


def _look_at(env: Path) -> None:
    """Refuse a file that is no text in UTF-8, of which the rest would be left out without a word."""
    try:
        data = env.read_bytes() if env.is_file() else b""
        text = data.decode()
    except OSError as error:
        raise BotError(f"{ENV_FILE} cannot be read ({error.strerror}): correct its permissions.") from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        kind = "text in UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "not text in UTF-8"
        raise BotError(f"{ENV_FILE}:{line}: {kind}: save it as UTF-8 in your editor.") from None
    if "\0" in text:
        raise BotError(f"{ENV_FILE}:1: text in UTF-16: save it as UTF-8 in your editor.")


def _in_words(problem: ErrorDetails) -> str:
    name = str(problem["loc"][0])
    is_secret = any(part in name for part in ("token", "key", "smtp"))
    found = "a value that is not shown" if is_secret else repr(problem["input"])
    return f"{name.upper()}: {problem['msg'].removeprefix('Value error, ')}, found {found}"
