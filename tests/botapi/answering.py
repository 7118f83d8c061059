"""The methods that answer taps on buttons and inline queries."""

import asyncio
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.keyboard import checked_markup
from tests.botapi.markup import checked_text, units
from tests.botapi.parameters import Parameters
from tests.botapi.refusal import bad

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
ANSWER_MOST = 200
RESULTS_MOST = 50


@dataclass
class Query:
    """A tap on a button, or an inline query, that waits for its answer."""

    id: str
    expired: bool = False
    answers: list[dict[str, Any]] = field(default_factory=list)
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def expire(self) -> None:
        """Let it grow too old to be answered."""
        self.expired = True

    @property
    def text(self) -> str:
        """What the person saw as a notification or alert; empty if nothing."""
        return self.answers[-1]["text"] if self.answers else ""

    @property
    def alert(self) -> bool:
        return bool(self.answers and self.answers[-1]["show_alert"])


class Answering:
    """Bot API methods by their names."""

    def __init__(self) -> None:
        self.queries: dict[str, Query] = {}
        self._ids = itertools.count(int(time.time()) << 32)

    def new_query(self) -> Query:
        query = Query(str(next(self._ids)))
        self.queries[query.id] = query
        return query

    def _waiting(self, call: Parameters, name: str) -> Query:
        query = self.queries.get(call.text(name))
        if query is None or query.expired:
            raise bad(TOO_OLD)
        return query

    def answer_callback_query(self, call: Parameters) -> bool:
        text = call.text("text")
        if units(text) > ANSWER_MOST:
            raise bad("MESSAGE_TOO_LONG")
        query = self._waiting(call, "callback_query_id")
        query.answers.append({"text": text, "show_alert": call.flag("show_alert"), "url": call.text("url")})
        query.answered.set()
        return True

    def answer_inline_query(self, call: Parameters) -> bool:
        results = call.parsed("results")
        if not isinstance(results, list):
            raise bad("can't parse inline query results JSON array")
        if len(results) > RESULTS_MOST:
            raise bad("RESULTS_TOO_MUCH")
        for result in results:
            _check_result(result)
        ids = [result["id"] for result in results]
        if len(set(ids)) != len(ids):
            raise bad("RESULT_ID_DUPLICATE")
        query = self._waiting(call, "inline_query_id")
        query.answers.append({"results": results, "text": "", "show_alert": False})
        query.answered.set()
        return True


def _check_result(result: Any) -> None:
    if not isinstance(result, dict) or "type" not in result:
        raise bad('can\'t parse inline query result: field "type" is not specified')
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad("RESULT_ID_INVALID")
    if result["type"] != "article":
        raise bad("this server takes articles only")
    if not str(result.get("title", "")).strip():
        raise bad("can't parse inline query result: title must be non-empty")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad("can't parse input message content: message text is not specified")
    checked_text(Parameters(content).formatted("message_text"))
    checked_markup(result.get("reply_markup"), private=False, inline_only=True)
