"""Lines of a log told short, pure: of a record told before, only what differs from that time.

Most events change one or two things of a long record. Both ends remember of each record how it
was told last; a short line carries under ``changed`` the record's id and what is new, everything
else is as before. A record that lost a field is told whole again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

Record = dict[str, Any]
CHANGED = "changed"


class Shortener:
    """Remembers how each record was told last, and says what is new about it."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], Record] = {}

    def shorten(self, noun: str, data: Record) -> Record:
        """Return the data of an event with what differs in place of the record it is about."""
        record = data.get(noun)
        if not isinstance(record, dict) or "id" not in record:
            return data
        key = (noun, record["id"])
        known = self._last.get(key)
        self._last[key] = record
        if known is None or known.keys() != record.keys():
            return data
        changed = {name: one for name, one in record.items() if known[name] != one}
        rest = {name: one for name, one in data.items() if name != noun}
        return rest | {CHANGED: {"id": record["id"], **changed}}


def whole_lines(lines: Iterable[Record]) -> Iterator[Record]:
    """Return short lines as they were: the inverse, as the command UI does it."""
    last: dict[tuple[str, str], Record] = {}
    for line in lines:
        noun = line["kind"].partition(".")[0]
        told = dict(line)
        changed = told.pop(CHANGED, None)
        if changed is not None:
            told[noun] = last[noun, changed["id"]] | changed
        record = told.get(noun)
        if isinstance(record, dict) and "id" in record:
            last[noun, record["id"]] = record
        yield told
