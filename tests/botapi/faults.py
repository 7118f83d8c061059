"""Faults by script: what goes wrong with the next calls, where a test wants it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from tests.botapi.parameters import Parameters
from tests.botapi.refusal import Refusal


class Break(Enum):
    """Where a connection breaks."""

    BEFORE = auto()
    """Nothing was done."""
    AFTER = auto()
    """The call was carried out, its answer got lost."""


@dataclass
class Fault:
    """What is to happen to a call."""

    method: str
    refusal: Refusal | None = None
    breaks: Break | None = None
    gate: asyncio.Event | None = None
    """Holds the call until it is set."""
    garbage: bool = False
    """Answers something that is not JSON, as a proxy in the way does."""
    times: int = 1
    where: Callable[[Parameters], bool] = lambda _: True
    met: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a call has met the fault."""


class Script:
    """The faults still to come."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        self._faults.remove(fault)

    def next_for(self, method: str, call: Parameters) -> Fault | None:
        """Take the first fault that is meant for this call."""
        for fault in self._faults:
            if fault.method.lower() in {method.lower(), "*"} and fault.where(call):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                fault.met.set()
                return fault
        return None

    def open_gates(self) -> None:
        for fault in self._faults:
            if fault.gate:
                fault.gate.set()
        self._faults.clear()
