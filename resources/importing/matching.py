"""Compares the rows of a list with what exists: added, changed, unchanged, removed or faulty."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from core.ids import new_id
from core.visibility import prefix_of
from resources.importing.fields import Kind
from resources.importing.placing import distance_m, is_same_place
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
    "experts": {},
    "items": {"hazardous": False, "reusable": False},
    "classes": {},
}
"""What a new entry has where the list says nothing."""

FAR_M = 3_000.0
"""What has the same name and lies further away may be something else: whoever looks is told."""

CAN_BE_WHOLE = frozenset({"lots", "teams", "depots", "trucks", "shelters", "hospitals", "experts"})
"""Kinds whose entries can leave the inventory when a whole list no longer names them."""


@dataclass(frozen=True)
class Known:
    """Something of the inventory, with its fields as a list names them.

    What is ``borrowed`` was requisitioned: it is on nobody's list of one's own.
    """

    id: UUID
    version: int
    label: str
    values: dict[str, Any]
    retired: bool = False
    state: str = ""
    reserved: int = 0
    borrowed: bool = False


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
    by_own: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, list[Known]] = field(default_factory=dict)


class Matcher:
    """Matches the rows of one list against what exists.

    Teams, depots and facilities are known by their code, or by their name and place; experts by
    name and unit; items by any code or name; vehicles by their plate; lots by depot, item and
    batch. An empty cell leaves what is there. ``settle`` gives a new entry its place or its code;
    ``measures`` names the capabilities that say how much of another a team brings.
    """

    def __init__(
        self,
        kind: Kind,
        office: str,
        known: Sequence[Known],
        settle: Callable[[Entry], None],
        measures: Mapping[str, Sequence[str]],
    ) -> None:
        self._kind = kind
        self._office = office
        self._known = known
        self._settle = settle
        self._measures = measures
        self._index = _index(kind, known)
        self._row_of: dict[Any, int] = {}

    def match(self, entry: Entry) -> Matched:
        """Return what one row would do."""
        known = self._find(entry)
        repeats = self._repeats(entry, known)
        if repeats and self._kind.name == "items":
            return _said_before(entry, repeats)
        if repeats:
            entry.fault("row_repeated", None, row=repeats)
        if known is None:
            self._note_namesakes(entry)
            self._complete(entry)
            old, outcome = {}, "added"
        else:
            _note_distance(entry, known)
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
        return (
            one
            for one in self._known
            if one.id not in named and not one.retired and not one.borrowed
        )

    def _find(self, entry: Entry) -> Known | None:
        key = key_of(self._kind, entry.values)
        if key is not None:
            return self._index.by_key.get(key)
        own = entry.values.get("own_code")
        if own and (same := self._index.by_own.get(plain(own))):
            return same
        name = plain(entry.values.get("name") or "")
        found = self._index.by_name.get(name, [])
        if self._kind.name == "experts":
            found = [one for one in found if _is_same_person(entry.values, one)]
        elif own:
            found = [one for one in found if not one.values.get("own_code")]
        elif self._kind.is_placed:
            found = [one for one in found if _is_same_county(entry.values, one)]
        if len(found) > 1 and self._kind.is_placed:
            found = [one for one in found if _is_near(entry.values, one)] or found
        if len(found) > 1:
            entry.fault("several_have_this_name", "name", number=len(found))
            return None
        return found[0] if found else None

    def _note_namesakes(self, entry: Entry) -> None:
        """Say of a new entry that others have its name already: it may be one of them."""
        name = plain(entry.values.get("name") or "")
        codes = [str(one.values["code"]) for one in self._index.by_name.get(name, [])]
        if codes and self._kind.is_placed:
            entry.remark("name_exists", "name", codes=codes[:3])

    def _repeats(self, entry: Entry, known: Known | None) -> int | None:
        """Return which row before this one was for the same thing."""
        key = known.id if known else key_of(self._kind, entry.values)
        if key is None:
            key = _name_key(self._kind, entry.values)
            if not key[1]:
                return None
        first = self._row_of.setdefault(key, entry.number)
        return first if first != entry.number else None

    def _complete(self, entry: Entry) -> None:
        """Give a new entry what it cannot do without, or say what is missing."""
        faulty = {one.field for one in entry.problems if not one.warning}
        for one in self._kind.fields:
            if one.required and one.name not in entry.values and one.name not in faulty:
                entry.fault("value_missing", one.name)
        self._settle(entry)
        if self._kind.has("jurisdiction_code"):
            entry.values.setdefault("jurisdiction_code", self._office)
            self._refuse_foreign(entry)
        if self._kind.prefix and not entry.values.get("code"):
            entry.values["code"] = f"{self._office}-{self._kind.prefix}-{new_id().hex[-10:]}"
        for name, value in DEFAULTS[self._kind.name].items():
            entry.values.setdefault(name, value)

    def _refuse_foreign(self, entry: Entry) -> None:
        code = entry.values["jurisdiction_code"]
        if not code.startswith(prefix_of(self._office)):
            entry.fault("outside_office", "jurisdiction_code", said=code, office=self._office)
        elif self._kind.is_placed and len(code) == 6 and code.endswith("00"):
            entry.fault("jurisdiction_missing", "jurisdiction_code")

    def _differences(self, entry: Entry, known: Known) -> dict[str, Any]:
        """Keep of the row what differs, and return what stands there now."""
        old: dict[str, Any] = {}
        given = entry.values
        for name in entry.assumed:
            given.pop(name, None)
        if "capabilities" in given:
            given["capabilities"] = self._with_measures(given["capabilities"], known)
        if "lon" in given and is_same_place(given, known.values):
            given.pop("lon"), given.pop("lat")
        for name in list(given):
            if given[name] == known.values.get(name):
                del given[name]
            else:
                old[name] = known.values.get(name)
        if known.retired:
            given["retired"], old["retired"] = False, True
        if "jurisdiction_code" in given:
            self._refuse_foreign(entry)
        return old

    def _with_measures(self, given: Mapping[str, int], known: Known) -> dict[str, int]:
        """Keep how much is measured of what a list counts as before: lists rarely tell it."""
        here = known.values["capabilities"]
        counted = [code for code, units in given.items() if here.get(code) == units]
        kept = {one for code in counted for one in self._measures.get(code, ()) if one in here}
        return {one: here[one] for one in kept} | dict(given)

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
        if self._kind.name == "items" and known.reserved and "unit" in old:
            entry.fault("unit_in_use", "unit", unit=old["unit"], lots=known.reserved)


def _said_before(entry: Entry, row: int) -> Matched:
    """Return a row that names an item once more, as lists of needs do: it changes nothing."""
    entry.remark("row_repeated", None, row=row)
    told = [one.as_json() for one in entry.problems]
    label = str(entry.values.get("name", ""))
    return Matched(entry.number, "unchanged", label, None, None, {}, {}, told, entry.cells)


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
        if own := one.values.get("own_code"):
            index.by_own[plain(own)] = one
        if kind.has("name") and not one.retired:
            index.by_name.setdefault(plain(one.values["name"]), []).append(one)
    return index


def _name_key(kind: Kind, values: Mapping[str, Any]) -> tuple[str, str, Any]:
    """Return by what a row without a code repeats another one."""
    if own := values.get("own_code"):
        return ("own", plain(own), None)
    beside = {"experts": "organisation", "items": ""}.get(kind.name, "address")
    return ("name", plain(values.get("name") or ""), values.get(beside))


def _is_same_person(values: Mapping[str, Any], known: Known) -> bool:
    """Say whether an expert of this name can be the one who is known: by unit or by telephone."""
    told = [name for name in ("organisation", "phone") if values.get(name)]
    both = [name for name in told if known.values.get(name)]
    return not both or any(plain(values[name]) == plain(known.values[name]) for name in both)


def _is_same_county(values: Mapping[str, Any], known: Known) -> bool:
    """Say whether a row may lie in the county of something; a city's code names no county."""
    said = str(values.get("jurisdiction_code") or "")[:6]
    return not said or said.endswith("00") or said == known.values["jurisdiction_code"][:6]


def _note_distance(entry: Entry, known: Known) -> None:
    """Say how far a row without a code would move what has its name: it may mean another one."""
    if entry.values.get("code") or "lon" not in entry.values or "lon" not in known.values:
        return
    away_m = distance_m(entry.values, known.values)
    if away_m > FAR_M:
        entry.remark("moves_far", "lon", km=round(away_m / 1000, 1))


def _is_near(values: Mapping[str, Any], known: Known) -> bool:
    """Say whether a row can mean this one of several with the same name."""
    if "lon" in values and "lat" in values:
        far = max(
            abs(values["lon"] - known.values["lon"]), abs(values["lat"] - known.values["lat"])
        )
        return bool(far < 0.02)
    code = values.get("jurisdiction_code")
    return code is None or code[:6] == known.values["jurisdiction_code"][:6]
