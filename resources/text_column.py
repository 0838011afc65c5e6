"""A column of short texts that is searched for a part of them, a million in some milliseconds.

The texts lie one behind the other in one row of octets, each begun by a zero that no text holds.
A part is looked for in all of them at once, octet by octet (UTF-8 needs no more: no character's
octets begin within those of another).
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_FEW = 0.02
"""So small a share of places is looked at one by one instead of all together."""


class TextColumn:
    """Texts as they were when this was made."""

    def __init__(self, texts: Iterable[str]) -> None:
        octets = "".join(f"\0{text}" for text in texts).encode()
        self._octets = np.frombuffer(octets, dtype=np.uint8)
        self._begins = np.flatnonzero(self._octets == 0)

    def __len__(self) -> int:
        return len(self._begins)

    def holding(self, part: str) -> NDArray[np.bool_]:
        """Say of each text whether it holds a part, (n,); the empty part is in all of them."""
        sought = np.frombuffer(part.encode(), dtype=np.uint8)
        found = np.zeros(len(self), dtype=np.bool_)
        if not len(sought):
            return ~found
        places = self._places(sought)
        found[np.searchsorted(self._begins, places, side="right") - 1] = True
        return found

    def _places(self, sought: NDArray[np.uint8]) -> NDArray[np.int64]:
        """Return where a row of octets begins, rising."""
        room = len(self._octets) - len(sought) + 1
        if room <= 0:
            return np.zeros(0, dtype=np.int64)
        here = self._octets[:room] == sought[0]
        for k in range(1, len(sought)):
            if np.count_nonzero(here) < _FEW * room:
                return self._narrowed(np.flatnonzero(here), sought, k)
            here &= self._octets[k : room + k] == sought[k]
        return np.flatnonzero(here)

    def _narrowed(
        self, places: NDArray[np.int64], sought: NDArray[np.uint8], begin: int
    ) -> NDArray[np.int64]:
        for k in range(begin, len(sought)):
            places = places[self._octets[places + k] == sought[k]]
        return places
