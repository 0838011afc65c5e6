"""How often a program's key may call: so many calls a minute, counted in this process.

A bucket holds a minute's worth of calls and fills evenly: a program may call in a burst, then at
its rate. A site with several server processes lets each count for itself, which the page for
other systems says.
"""

import math
import threading
import time
from uuid import UUID

from core.errors import DomainError

MOST_BUCKETS = 10_000


class TooManyCalls(DomainError):
    """This key may make {calls_per_min} calls a minute; try again in {retry_after_s} s."""

    status = 429
    zh = "该密钥每分钟最多调用 {calls_per_min} 次，请在 {retry_after_s} 秒后重试。"


class Buckets:
    """The calls that each key has left, by the monotonic clock."""

    def __init__(self) -> None:
        self._left: dict[UUID, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def wait_s(self, key: UUID, calls_per_min: int, at_s: float) -> float:
        """Take one call; return 0, or how many seconds to wait when none is left."""
        per_s = calls_per_min / 60
        with self._lock:
            left, since_s = self._left.get(key, (float(calls_per_min), at_s))
            left = min(float(calls_per_min), left + (at_s - since_s) * per_s)
            if left < 1:
                self._left[key] = (left, at_s)
                return (1 - left) / per_s
            self._left[key] = (left - 1, at_s)
            self._forget_idle(at_s)
        return 0.0

    def _forget_idle(self, at_s: float) -> None:
        """Whoever has not called for a minute has a full bucket again: nothing to remember."""
        if len(self._left) > MOST_BUCKETS:
            self._left = {k: one for k, one in self._left.items() if at_s - one[1] < 60}


_BUCKETS = Buckets()


def require(key: UUID, calls_per_min: int) -> None:
    """Refuse a call above a key's rate and say when to come back."""
    wait_s = _BUCKETS.wait_s(key, calls_per_min, time.monotonic())
    if wait_s > 0:
        raise TooManyCalls(calls_per_min=calls_per_min, retry_after_s=math.ceil(wait_s))
