"""The lots of a world as columns in memory: what lists are narrowed down and sorted by.

One million lots take about 130 MB. Texts that repeat are kept once and named by number.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from resources.text_column import TextColumn

Array = NDArray[Any]
NEVER_DAY = np.iinfo(np.int32).max
"""Stands for no date, in days: what never expires is later than everything."""
NEVER_US = np.iinfo(np.int64).max

RECORD = np.dtype(
    [
        ("id", "S16"),
        ("depot", "S16"),
        ("item", ">i4"),
        ("made_on", ">i4"),
        ("expires_on", ">i4"),
        ("quantity", ">i4"),
        ("reserved", ">i4"),
        ("on_the_way", ">i4"),
        ("delivered", ">i4"),
        ("confirmed_at", ">i8"),
        ("changed_at", ">i8"),
        ("synthetic", "u1"),
    ]
)
"""A lot as it is read: days since 1970, microseconds since 1970, the item's code as a number."""

_NUMBERS = (
    "made_on", "expires_on", "quantity", "reserved", "on_the_way", "delivered",
    "confirmed_at", "changed_at", "synthetic",
)  # fmt: skip
_WIDTHS: dict[str, Any] = {
    "id": "S16", "depot": np.int32, "item": np.int32, "made_on": np.int32,
    "expires_on": np.int32, "quantity": np.int32, "reserved": np.int32, "on_the_way": np.int32,
    "delivered": np.int32, "confirmed_at": np.int64, "changed_at": np.int64,
    "synthetic": np.uint8, "batch": np.dtypes.StringDType(), "batch_begins": np.int64,
    "batch_goes_on": np.int64, "confirmed_by": np.int32, "changed_by": np.int32,
    "confirmed_how": np.int32,
}  # fmt: skip
_MOST_RENAMED = 2_000
"""So many batches that are new since are looked at one by one."""


class Numbered:
    """Things that are named by a number: the first one seen is 0."""

    def __init__(self) -> None:
        self.names: list[Any] = []
        self._number: dict[Any, int] = {}

    def number(self, name: Any) -> int:
        """Return the number of a thing, a new one if it has none."""
        found = self._number.get(name)
        if found is None:
            found = self._number[name] = len(self.names)
            self.names.append(name)
        return found

    def known(self, name: Any) -> int | None:
        """Return the number of a thing, None if it has none."""
        return self._number.get(name)

    def each(self, names: Iterable[Any]) -> Array:
        """Return the numbers of many things, int32."""
        return np.fromiter((self.number(name) for name in names), dtype=np.int32)


@dataclass
class LotColumns:
    """Columns of equal length, by name; ``depots``, ``items`` and ``people`` say who is who."""

    depots: Numbered = field(default_factory=Numbered)
    items: Numbered = field(default_factory=Numbered)
    people: Numbered = field(default_factory=Numbered)
    hows: Numbered = field(default_factory=Numbered)
    count: int = 0
    _held: dict[str, Array] = field(default_factory=dict)
    _by_id: Array = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    _place: Array | None = None
    _batches: TextColumn = field(default_factory=lambda: TextColumn(()))
    _renamed: set[int] = field(default_factory=set)

    def reserve(self, room: int) -> None:
        """Make room for so many lots at once."""
        self._grow(room)

    def __getitem__(self, name: str) -> Array:
        """Return a column, (n,); it is shared and not to be written to."""
        return self._held[name][: self.count] if self._held else np.empty(0, _WIDTHS[name])

    @property
    def place_of_id(self) -> Array:
        """Return the place of each lot when all are sorted by identifier, (n,): breaks ties."""
        if self._place is None or len(self._place) != self.count:
            self._place = np.empty(self.count, dtype=np.int64)
            self._place[self._by_id] = np.arange(self.count)
        return self._place

    def ids(self, rows: Array) -> list[UUID]:
        """Return the identifiers of some rows, in their order."""
        return identifiers(self["id"][rows])

    def gather_batches(self) -> None:
        """Lay the batches of all lots one behind the other, as they are searched fastest."""
        self._batches, self._renamed = TextColumn(self["batch"].tolist()), set()

    def batches_holding(self, part: str) -> Array:
        """Say of each lot whether its batch holds a part, (n,); the part is in lower case."""
        if len(self._renamed) > _MOST_RENAMED:
            self.gather_batches()
        found = np.zeros(self.count, dtype=np.bool_)
        found[: len(self._batches)] = self._batches.holding(part)
        fresh = np.fromiter(self._renamed, dtype=np.int64)
        found[fresh] = np.strings.find(self["batch"][fresh], part) >= 0
        return found

    def put(self, records: Array, texts: Sequence[Sequence[str]]) -> None:
        """Take over lots as they are now, known ones in their place; no lot is named twice.

        Parameters
        ----------
        records : (k,) of `RECORD`
        texts : for each lot its batch, who confirmed it, who changed it, how it was confirmed
        """
        rows = self._rows_for(records["id"])
        self._held["id"][rows] = records["id"]
        for name in _NUMBERS:
            self._held[name][rows] = records[name]
        self._held["depot"][rows] = self.depots.each(_octets(records["depot"]))
        self._held["item"][rows] = self.items.each(records["item"].tolist())
        self._put_texts(rows, texts)

    def _put_texts(self, rows: Array, texts: Sequence[Sequence[str]]) -> None:
        batches = [one[0].casefold().replace("\0", "") for one in texts]
        named = np.array(batches, dtype=_WIDTHS["batch"])
        is_news = (self._held["batch"][rows] != named) | (rows >= len(self._batches))
        self._renamed.update(rows[is_news].tolist())
        self._held["batch"][rows] = named
        begins = b"".join(_sixteen(one) for one in batches)
        halves = _as_signed(np.frombuffer(begins, dtype=">u8").reshape(-1, 2))
        self._held["batch_begins"][rows] = halves[:, 0]
        self._held["batch_goes_on"][rows] = halves[:, 1]
        self._held["confirmed_by"][rows] = self.people.each(one[1] for one in texts)
        self._held["changed_by"][rows] = self.people.each(one[2] for one in texts)
        self._held["confirmed_how"][rows] = self.hows.each(one[3] for one in texts)

    def _rows_for(self, ids: Array) -> Array:
        """Return the row of each lot, new rows for those that are not known yet."""
        rows = self._known_rows(ids)
        fresh = np.flatnonzero(rows < 0)
        if len(fresh):
            rows[fresh] = self.count + np.arange(len(fresh))
            self._grow(self.count + len(fresh))
            self._held["id"][rows[fresh]] = ids[fresh]
            self._enter(ids[fresh], rows[fresh])
        return rows

    def _known_rows(self, ids: Array) -> Array:
        if self.count == 0:
            return np.full(len(ids), -1, dtype=np.int64)
        held = self["id"]
        found = np.searchsorted(held, ids, sorter=self._by_id)
        rows = self._by_id[np.minimum(found, self.count - 1)]
        rows[held[rows] != ids] = -1
        return rows

    def _enter(self, ids: Array, rows: Array) -> None:
        """Put new lots into the order of identifiers."""
        order = np.argsort(ids)
        old = self._by_id
        held = self["id"]
        at = np.searchsorted(held, ids[order], sorter=old) if len(old) else np.zeros(len(ids), int)
        self._by_id = np.insert(old, at, rows[order])
        self._place = None
        self.count = len(self._by_id)

    def _grow(self, wanted: int) -> None:
        room = len(self._held["id"]) if self._held else 0
        if wanted <= room:
            return
        room = max(wanted, room + room // 8)
        grown = {name: np.empty(room, dtype=kind) for name, kind in _WIDTHS.items()}
        for name, column in self._held.items():
            grown[name][: self.count] = column[: self.count]
        self._held = grown


def identifiers(octets: Array) -> list[UUID]:
    """Return the identifiers in a column of them."""
    return [UUID(bytes=one) for one in _octets(octets)]


def _octets(column: Array) -> Iterator[bytes]:
    """The sixteen octets of each identifier: NumPy would drop zeros at the end."""
    whole = np.ascontiguousarray(column).tobytes()
    return (whole[k : k + 16] for k in range(0, len(whole), 16))


def _as_signed(unsigned: Array) -> Array:
    """Return unsigned numbers as signed ones in the same order."""
    return (unsigned.astype(np.uint64) ^ np.uint64(1 << 63)).view(np.int64)


def _sixteen(text: str) -> bytes:
    """Return the first sixteen octets of a text, by which batches are put in order."""
    return text.encode()[:16].ljust(16, b"\0")
