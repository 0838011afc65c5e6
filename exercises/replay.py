"""The log folded into the picture of any moment, pure: the same one rule as the command UI's.

Put by id if newer, remove only when the kind says so. Records that no event told (``kept``, see
``exercises.replay_keeping``) are put by the same rule, right after the event they were noted at.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Record = dict[str, Any]
Event = Mapping[str, Any]
Picture = dict[str, dict[str, Record]]

KEPT = "kept"
"""What a record noted beside the log is told as: ``team.kept``."""

MARKS: dict[str, str] = {
    "incident.reported": "reported",
    "incident.stood_down": "ended",
    "incident.closed": "ended",
    "activation.started": "plan",
    "activation.raised": "plan",
    "order.issued": "order",
    "order.arrived": "arrival",
    "order.delivered": "arrival",
    "order.declined": "setback",
    "order.recalled": "setback",
    "closure.drawn": "closure",
    "sitrep.sent": "sitrep",
    "inject.given": "inject",
    "alarm.raised": "overdue",
}
"""Kinds of events that are worth a mark on the time slider, and which mark."""


def is_newer(known: Record | None, told: Record) -> bool:
    """Say whether a record may replace the known one: an older version never does."""
    if known is None or known.get("version") is None or told.get("version") is None:
        return True
    return bool(told["version"] >= known["version"])


def fold(picture: Picture, event: Event) -> None:
    """Put into the picture what an event carries; what has no identity is passed over."""
    noun, _, verb = event["kind"].partition(".")
    record = event.get(noun)
    if not isinstance(record, dict) or "id" not in record:
        return
    held = picture.setdefault(noun, {})
    if verb == "removed":
        held.pop(record["id"], None)
    elif is_newer(held.get(record["id"]), record):
        held[record["id"]] = record


def picture_at(events: Iterable[Event], seq: int) -> Picture:
    """Return the picture right after the event with this number; ``events`` come in order."""
    picture: Picture = {}
    for event in events:
        if event["seq"] > seq:
            break
        fold(picture, event)
    return picture
