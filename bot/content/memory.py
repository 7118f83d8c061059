"""Memory while something large is made, and after that."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def without_collection() -> Iterator[None]:
    """Keep the garbage collector from looking through a whole knowledge while it is made."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def settle() -> None:
    """Take what there is now for what stays, and give back what making it took."""
    gc.freeze()
    give_back()


def give_back() -> None:
    """Give memory that is not used any more back to the system; glibc keeps much of it for itself else."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
