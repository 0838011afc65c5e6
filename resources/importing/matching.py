"""Compares the rows of a list with what exists: added, changed, unchanged, removed or faulty."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.ids import new_id
from core.visibility import prefix_of
from resources.importing.fields import Kind
from resources.importing.placing import is_same_place
from resources.importing.rows import NO_BATCH, Entry
from resources.importing.text import plain
from resources.lifecycle import TeamState, is_committed

ALWAYS_CHANGEABLE = frozenset({"leader_name", "phone"})
"""What a list may change on a team that is with an incident."""

DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "teams": {"turnout_s": 600, "address": ""},
    "depots": {"load_s": 1800, "address": ""},
    "trucks": {"hazardous_permit": False},
    "lots": {},
    "shelters": {"address": ""},
    "hospitals": {"address": ""},
}
"""What a new entry has where the list says nothing."""

CAN_BE_WHOLE = frozenset({"lots", "teams", "depots", "trucks"})
"""Kinds whose entries can leave the inventory when a whole list no longer names them."""


@dataclass(frozen=True)
class Known:
    """Something of the inventory, with its fields as a list names them."""

    id: UUID
    version: int
    label: str
    values: dict[str, Any]
    retired: bool = False
    state: str = ""
    reserved: int = 0


@dataclass
class Matched:
    """What a row would do."""

    number: int
    outcome: str
    label: str
    target_id: UUID | None
    seen_version: int | None
    values: dict[str, Any]
    old: dict[str, Any]
    problems: list[dict[str, Any]]
    cells: list[str]


@dataclass
class _Index:
    """What exists, by the keys a row can name it by."""

    by_key: dict[Any, Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)


class Matcher:
    """Matches the rows of one list against what exists.

    Teams, depots and facilities are known by their code, or by their name and place; vehicles by
    their plate; lots by depot, item and batch. An empty cell leaves what is there.
    """

    def __init__(
        self, kind: Kind, office: str, known: Sequence[Known], place: Callable[[Entry], None]
    ) -> None:
        self._kind = kind
        self._office = office
        self._known = known
        self._place = place
        self._index = _index(kind, known)
        self._row_of: dict[Any, int] = {}

    def match(self, entry: Entry) -> Matched:
        """Return what one row would do."""
        known = self._find(entry)
        self._refuse_repeats(entry, known)
        if known is None:
            self._complete(entry)
            old, outcome = {}, "added"
        else:
            old = self._differences(entry, known)
            outcome = "changed" if old else "unchanged"
            self._refuse_impossible(entry, known, old)
        if any(not one.warning for one in entry.problems):
            outcome = "error"
        return Matched(
            number=entry.number,
            outcome=outcome,
            label=known.label if known else label_of(self._kind, entry.values),
            target_id=known.id if known else (new_id() if outcome == "added" else None),
            seen_version=known.version if known else None,
            values=entry.values,
            old=old,
            problems=[one.as_json() for one in entry.problems],
            cells=entry.cells,
        )

    def left_out(self, named: set[UUID]) -> Iterable[Known]:
        """Return what exists and a whole list does not name."""
        return (one for one in self._known if one.id not in named and not one.retired)

    def _find(self, entry: Entry) -> Known | None:
        key = key_of(self._kind, entry.values)
        if key is not None:
            return self._index.by_key.get(key)
        name = plain(entry.values.get("name") or "")
        found = self._index.by_name.get(name, [])
        if len(found) > 1:
            found = [one for one in found if _is_near(entry.values, one)] or found
        if len(found) > 1:
            entry.fault("several_have_this_name", "name", number=len(found))
            return None
        return found[0] if found else None

    def _refuse_repeats(self, entry: Entry, known: Known | None) -> None:
        """A second row for the same thing is a fault of the second row."""
        key = known.id if known else key_of(self._kind, entry.values)
        if key is None:
            key = ("name", plain(entry.values.get("name") or ""), entry.values.get("address"))
            if not key[1]:
                return
        first = self._row_of.setdefault(key, entry.number)
        if first != entry.number:
            entry.fault("row_repeated", None, row=first)

    def _complete(self, entry: Entry) -> None:
        """Give a new entry what it cannot do without, or say what is missing."""
        faulty = {one.field for one in entry.problems if not one.warning}
        for one in self._kind.fields:
            if one.required and one.name not in entry.values and one.name not in faulty:
                entry.fault("value_missing", one.name)
        if self._kind.is_placed:
            self._place(entry)
            entry.values.setdefault("jurisdiction_code", self._office)
            self._refuse_foreign(entry)
            if not entry.values.get("code"):
                entry.values["code"] = f"{self._office}-{self._kind.prefix}-{new_id().hex[-10:]}"
        for name, value in DEFAULTS[self._kind.name].items():
            entry.values.setdefault(name, value)

    def _refuse_foreign(self, entry: Entry) -> None:
        code = entry.values["jurisdiction_code"]
        if not code.startswith(prefix_of(self._office)):
            entry.fault("outside_office", "jurisdiction_code", said=code, office=self._office)
        elif len(code) == 6 and code.endswith("00"):
            entry.fault("jurisdiction_missing", "jurisdiction_code")

    def _differences(self, entry: Entry, known: Known) -> dict[str, Any]:
        """Keep of the row what differs, and return what stands there now."""
        old: dict[str, Any] = {}
        given = entry.values
        if "lon" in given and is_same_place(given, known.values):
            given.pop("lon"), given.pop("lat")
        for name in list(given):
            if given[name] == known.values.get(name):
                del given[name]
            else:
                old[name] = known.values.get(name)
        if known.retired and self._kind.name != "trucks":
            given["retired"], old["retired"] = False, True
        if "jurisdiction_code" in given:
            self._refuse_foreign(entry)
        return old

    def _refuse_impossible(self, entry: Entry, known: Known, old: Mapping[str, Any]) -> None:
        refused = sorted(set(old) - ALWAYS_CHANGEABLE)
        if self._kind.name == "teams" and is_committed(TeamState(known.state)) and refused:
            entry.fault("team_committed", refused[0], state=known.state)
        if (
            self._kind.name == "lots"
            and entry.values.get("quantity", known.reserved) < known.reserved
        ):
            entry.fault("below_reserved", "quantity", reserved=known.reserved)
        if self._kind.name == "trucks" and known.state == "assigned" and refused:
            entry.fault("truck_assigned", refused[0])


def removal(kind: Kind, known: Known, number: int) -> Matched:
    """Return the row that takes something out of the inventory, or says why it cannot."""
    problem = None
    if kind.name == "teams" and is_committed(TeamState(known.state)):
        problem = {"code": "team_committed", "facts": {"state": known.state}}
    if kind.name == "trucks" and known.state == "assigned":
        problem = {"code": "truck_assigned", "facts": {}}
    if kind.name == "lots" and known.reserved:
        problem = {"code": "below_reserved", "facts": {"reserved": known.reserved}}
    if kind.name == "depots" and known.reserved:
        problem = {"code": "depot_holds_stock", "facts": {"lots": known.reserved}}
    lots = kind.name == "lots"
    return Matched(
        number=number,
        outcome="error" if problem else "removed",
        label=known.label,
        target_id=known.id,
        seen_version=known.version,
        values={"quantity": 0} if lots else {"retired": True},
        old={"quantity": known.values["quantity"]} if lots else {"retired": False},
        problems=[problem | {"field": None, "warning": False}] if problem else [],
        cells=[],
    )


def is_there(kind: Kind, known: Known) -> bool:
    """Say whether leaving something out of a whole list would change anything."""
    return not (kind.name == "lots" and known.values["quantity"] == 0)


def key_of(kind: Kind, values: Mapping[str, Any]) -> Any:
    """Return what names a thing beyond doubt, None where a row does not say it."""
    match kind.name:
        case "lots":
            parts = (values.get("depot_id"), values.get("item_code"), values.get("batch", NO_BATCH))
            return parts if parts[0] and parts[1] else None
        case "trucks":
            return plain(values["plate"]) if values.get("plate") else None
        case _:
            return plain(values["code"]) if values.get("code") else None


def label_of(kind: Kind, values: Mapping[str, Any]) -> str:
    """Return what a row is called in a list of rows."""
    if kind.name == "lots":
        return " · ".join(str(values[name]) for name in ("item_code", "batch") if name in values)
    return str(values.get("name") or values.get("plate") or values.get("code") or "")[:120]


def _index(kind: Kind, known: Sequence[Known]) -> _Index:
    index = _Index()
    for one in known:
        key = key_of(kind, one.values)
        if key is not None:
            index.by_key[key] = one
        if kind.is_placed and not one.retired:
            index.by_name.setdefault(plain(one.values["name"]), []).append(one)
    return index


def _is_near(values: Mapping[str, Any], known: Known) -> bool:
    """Say whether a row can mean this one of several with the same name."""
    if "lon" in values and "lat" in values:
        far = max(
            abs(values["lon"] - known.values["lon"]), abs(values["lat"] - known.values["lat"])
        )
        return bool(far < 0.02)
    code = values.get("jurisdiction_code")
    return code is None or code[:6] == known.values["jurisdiction_code"][:6]
