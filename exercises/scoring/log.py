"""What a score is computed from: the events of a log up to one of them, by what they tell of.

A record that was noted beside the log (copied when the world began, imported) stands in it as if an
event had told it; it has no event to open, so it gives none.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from exercises.schemas_injects import Wording
from exercises.schemas_score import EventRef

Record = Mapping[str, Any]
KEPT = "kept"
ONE_ACT = timedelta(minutes=5)
"""An act takes no longer by the clock of its world: at ×60 that is five seconds on the wall."""


@dataclass(frozen=True, slots=True)
class Told:
    """One event, or one noted record: what it says of one thing."""

    seq: int
    at: datetime
    kind: str
    by_name: str | None
    record: Record

    @property
    def verb(self) -> str:
        """Return what happened to the thing."""
        return self.kind.partition(".")[2]

    @property
    def id(self) -> str:
        """Return which thing it is."""
        return str(self.record["id"])


@dataclass(frozen=True, slots=True)
class Limits:
    """The site's own limits that no order carries: for receiving it, and for a slipped arrival."""

    acknowledge_s: int
    slip_s: int


@dataclass(frozen=True)
class Log:
    """Everything of a log that a score needs, in its order, up to ``until_seq``.

    ``told`` is by noun. ``until_at`` is the moment by which things are due or not. Only an exercise
    has a sheet for observers, with so many ``objectives`` of its scenario.
    """

    begins_at: datetime
    until_at: datetime
    until_seq: int
    is_over: bool
    limits: Limits
    told: Mapping[str, Sequence[Told]]
    objectives: int = 0
    has_sheet: bool = False
    _histories: dict[str, dict[str, list[Told]]] = field(default_factory=dict)
    _events: list[Told] = field(default_factory=list)

    def of(self, noun: str) -> Sequence[Told]:
        """Return everything told of a noun, in order."""
        return self.told.get(noun, ())

    def histories(self, noun: str) -> Mapping[str, Sequence[Told]]:
        """Return what was told of each thing of a noun, things in the order of their first word."""
        if noun not in self._histories:
            found: dict[str, list[Told]] = {}
            for one in self.of(noun):
                found.setdefault(one.id, []).append(one)
            self._histories[noun] = found
        return self._histories[noun]

    def in_one_act(self, one: Told, other: Told) -> bool:
        """Say whether a word was told in the same act as one before it.

        The clock goes on within an act, fast in an exercise: who did it, with nobody else's word in
        between, decides.
        """
        if one.by_name != other.by_name or other.at - one.at > ONE_ACT:
            return False
        events = self._in_order()
        first = bisect_left(events, one.seq, key=_seq)
        last = bisect_right(events, other.seq, key=_seq)
        return all(between.by_name == one.by_name for between in events[first:last])

    def _in_order(self) -> Sequence[Told]:
        if not self._events:
            found = (told for noun in self.told.values() for told in noun if told.verb != KEPT)
            self._events.extend(sorted(found, key=_seq))
        return self._events

    def last(self, noun: str) -> list[Record]:
        """Return the last word on each thing of a noun."""
        return [history[-1].record for history in self.histories(noun).values()]

    def title_of(self, incident_id: str | None) -> str | None:
        """Return what an incident is called; None where the log does not tell."""
        history = self.histories("incident").get(incident_id or "")
        return str(history[-1].record["title"]) if history else None


def _seq(told: Told) -> int:
    return told.seq


def refs(told: Iterable[Told | None]) -> list[EventRef]:
    """Return the events among them, once each and in order, so that they can be opened."""
    found = {one.seq: one for one in told if one is not None and one.verb != KEPT}
    return [
        EventRef(seq=seq, at=found[seq].at.astimezone(UTC), kind=found[seq].kind)
        for seq in sorted(found)
    ]


def instant(text: str | None) -> datetime | None:
    """Return an instant as the log writes it; None where it has none."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC)


def must(text: str | None) -> datetime:
    """Return an instant that a record always has."""
    found = instant(text)
    assert found is not None
    return found


def seconds(later: datetime, earlier: datetime) -> int:
    """Return whole seconds from one instant to another, a part of one rounded down."""
    return int((later - earlier).total_seconds() // 1)


def uuid_of(text: str | None) -> UUID | None:
    """Return an identifier as the log writes it."""
    return None if text is None else UUID(text)


def words(zh: str, en: str | None = None) -> Wording:
    """Return a text in two languages."""
    return Wording(zh=zh, en=en)


def first(history: Iterable[Told], key: str) -> Told | None:
    """Return the first word on a thing that has something under a key; None if none has."""
    return next((one for one in history if one.record.get(key) is not None), None)
