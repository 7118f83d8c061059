"""Settings are read from the environment, and every problem is told at once, by name."""

import pytest

from bot.core.errors import BotError
from bot.settings import Settings, read_settings


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    for name in ("TELEGRAM_BOT_TOKEN", "STAFF_CHAT_ID", "STAFF_USER_IDS", "DATABASE_URL", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_has_to_be_set() -> None:
    settings = read_settings()
    assert settings.telegram_bot_token is None
    assert settings.database_url == "sqlite+aiosqlite:///data/bot.db"
    assert settings.desk_address == "http://127.0.0.1:8080"


def test_an_empty_setting_counts_as_unset_as_compose_files_pass_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    assert read_settings() == Settings()
    assert read_settings().log_level == "INFO"
    assert read_settings().web_port == 8080


def test_an_empty_value_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "STAFF_CHAT_ID", "STAFF_USER_IDS", "SECRET_KEY", "WEB_URL"):
        monkeypatch.setenv(name, "")
    settings = read_settings()
    assert (settings.telegram_bot_token, settings.staff_chat_id, settings.staff_user_ids) == (
        None,
        None,
        frozenset(),
    )


def test_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFF_CHAT_ID", "-1001234567890")
    monkeypatch.setenv("STAFF_USER_IDS", "1, 2,")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    monkeypatch.setenv("WEB_URL", "https://desk.example.org/")
    settings = read_settings()
    assert settings.staff_chat_id == -1001234567890
    assert settings.staff_user_ids == {1, 2}
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.desk_address == "https://desk.example.org"


def test_every_problem_is_told_by_name_and_no_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAFF_CHAT_ID", "the group")
    monkeypatch.setenv("STAFF_USER_IDS", "1,ana")
    monkeypatch.setenv("TELEGRAM_API_URL", "ftp://example.org")
    monkeypatch.setenv("WEB_PORT", "99999")
    with pytest.raises(BotError) as caught:
        read_settings()
    said = str(caught.value)
    for name in ("STAFF_CHAT_ID", "STAFF_USER_IDS", "TELEGRAM_API_URL", "WEB_PORT"):
        assert name in said


def test_a_mail_server_and_a_sender_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://eva:hunter2@mail.example.org:587")
    with pytest.raises(BotError, match="SMTP_URL, MAIL_FROM: set both"):
        read_settings()
    monkeypatch.setenv("MAIL_FROM", "ARM <partners@example.org>")
    settings = read_settings()
    assert settings.mail_from == "ARM <partners@example.org>"
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SMTP_URL", "mail.example.org:587", "should be smtp://host:port"),
        ("SMTP_URL", "smtp://", "should be smtp://host:port"),
        ("SMTP_URL", "smtp://eva:hunter2@mail.example.org:99999", "a value that is not shown"),
        ("SMTP_URL", "https://mail.example.org", "should be smtp://host:port"),
        ("MAIL_FROM", "ARM", "should be an e-mail address"),
        ("MAIL_FROM", "partners@example.org\nBcc: all@example.org", "should be an e-mail address"),
    ],
)
def test_a_mail_server_that_is_none_is_told_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BotError, match=told) as caught:
        read_settings()
    assert str(caught.value).count("\n") == 1
    assert name in str(caught.value)
    assert "hunter2" not in str(caught.value)
