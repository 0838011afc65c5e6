"""Identifiers: UUID version 7, so that keys sort by the time they were made (RFC 9562 §5.7)."""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from random import Random
from uuid import UUID

Source = Callable[[], tuple[int, int]]
"""Returns milliseconds and 74 bits of chance."""


def _by_clock_and_chance() -> tuple[int, int]:
    return time.time_ns() // 1_000_000, secrets.randbits(74)


_source: Source = _by_clock_and_chance


def new_id() -> UUID:
    """Return a fresh UUID v7: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds, random_bits = _source()
    value = milliseconds << 80 | 0x7 << 76 | (random_bits >> 62) << 64 | 0b10 << 62
    return UUID(int=value | (random_bits & ((1 << 62) - 1)))


@contextmanager
def drawn_from(seed: int, begins_ms: int) -> Iterator[None]:
    """Let this process make the same identifiers in the same order each time, as long as the block.

    For runs that have to repeat: nothing else may go on in the process meanwhile.
    """
    global _source
    chance, milliseconds = Random(seed), count(begins_ms)
    _source = lambda: (next(milliseconds), chance.getrandbits(74))  # noqa: E731
    try:
        yield
    finally:
        _source = _by_clock_and_chance
