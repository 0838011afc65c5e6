"""Three versions of a field meet: what a system said last, what it says now, what stands here.

A field is written only where what stands here is what that system said last, or nothing. Whatever
else differs was changed here and is told, unless the caller forces it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from resources.importing.matching import Matched
from resources.importing.placing import is_same_place
from resources.importing.rows import Entry

_POSITION = frozenset({"lon", "lat"})


@dataclass(frozen=True)
class Named:
    """What a system calls a row of ours: which row, what it last said, what names the row here."""

    object_id: UUID
    sent: Mapping[str, Any] = field(default_factory=dict)
    key: Mapping[str, Any] | None = None
    """Code, plate, or depot, item and batch; None where the row is no longer in the office."""


def hold_to(entry: Entry, named: Named, given: set[str]) -> None:
    """Let an entry mean the row it is known for, whatever else it says; say where that differs."""
    if named.key is None:
        entry.fault("no_longer_here", None)
        return
    for name, now in named.key.items():
        said = entry.values.get(name)
        if name in given and said != now:
            entry.fault("names_another", name, said=str(said)[:60], now=str(now)[:60])
        entry.values[name] = now


def drop_derived(row: Matched, given: set[str]) -> None:
    """Leave a township in place where only the county of a position was found."""
    old = row.old.get("jurisdiction_code")
    found = row.values.get("jurisdiction_code")
    if old and found and "jurisdiction_code" not in given and old.startswith(found):
        del row.old["jurisdiction_code"], row.values["jurisdiction_code"]
        if not row.old and row.outcome == "changed":
            row.outcome = "unchanged"


def contested(row: Matched, named: Named | None) -> list[dict[str, Any]]:
    """Return the fields that somebody here changed, or had before the other system spoke."""
    if row.outcome not in ("changed", "removed"):
        return []
    last = named.sent if named else {}
    return [
        {
            "code": "changed_here",
            "field": None if name == "retired" else name,
            "facts": {"here": here, "sent": row.values.get(name), "last_sent": last.get(name)},
            "warning": False,
        }
        for name, here in row.old.items()
        if not _is_theirs(name, here, row, last)
    ]


def _is_theirs(name: str, here: Any, row: Matched, last: Mapping[str, Any]) -> bool:
    """Say whether what stands in a field is what the other system put there, or nothing."""
    if name == "retired":
        return row.outcome == "removed"
    if here is None or here in ("", {}):
        return True
    if name in _POSITION and last.keys() >= _POSITION and row.old.keys() >= _POSITION:
        return is_same_place(row.old, last)
    return name in last and bool(last[name] == here)


def sent_now(
    entry_values: Mapping[str, Any], row: Matched, given: set[str], named: Named | None
) -> dict[str, Any]:
    """Return what a system has now said of a row: what it gave, over what it gave before."""
    before = dict(named.sent) if named else {}
    now = {name: row.values.get(name, entry_values[name]) for name in given if name in entry_values}
    return before | now
