"""Which open requests ask for the same thing twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal
from uuid import UUID

Why = Literal["same_need", "same_thing"]


@dataclass(frozen=True, slots=True)
class Asked:
    """One line of an open request as far as its likeness to others is concerned."""

    request_id: UUID
    requester_code: str
    incident_id: UUID | None
    code: str
    need_id: UUID | None


def doubled(lines: Sequence[Asked]) -> dict[UUID, dict[UUID, Why]]:
    """Return, for each request, which others ask for the same, and why that is thought.

    The same need asked twice is certain; the same thing for the same incident by the same
    jurisdiction is likely. A person decides; nothing is merged by itself.
    """
    found: dict[UUID, dict[UUID, Why]] = {}
    for one, other in _pairs(lines):
        why = _likeness(one, other)
        if why is None:
            continue
        for here, there in ((one, other), (other, one)):
            known = found.setdefault(here.request_id, {})
            if known.get(there.request_id) != "same_need":
                known[there.request_id] = why
    return found


def _pairs(lines: Sequence[Asked]) -> Iterator[tuple[Asked, Asked]]:
    """Only lines for the same thing are compared: all with all would take too long."""
    of: dict[str, list[Asked]] = {}
    for line in lines:
        of.setdefault(line.code, []).append(line)
    for same in of.values():
        yield from combinations(same, 2)


def _likeness(one: Asked, other: Asked) -> Why | None:
    if one.request_id == other.request_id or one.code != other.code:
        return None
    if one.need_id is not None and other.need_id is not None:
        return "same_need" if one.need_id == other.need_id else None
    same_place = one.requester_code == other.requester_code
    return "same_thing" if same_place and one.incident_id == other.incident_id else None
