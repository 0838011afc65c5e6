"""The answer as frozen plain data: the format `muster-solution/1`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from dispatch.optimiser.files.writing import plain

FORMAT = "muster-solution/1"
TERMS = ("shortage", "lateness", "response_time", "cover_lost", "disturbance", "distance_cost")


class Status(StrEnum):
    """Optimal is proven: the bound equals the objective."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"


class PickReason(StrEnum):
    """Why this team was chosen."""

    PINNED = "pinned_by_officer"
    ON_SCENE = "already_on_scene"
    KEPT = "kept_under_way"
    ONLY_ONE = "only_one_left"
    FILLS_SEVERAL = "fills_several_needs"
    NEAREST = "nearest_able"
    BEST_JOINTLY = "best_for_all_together"


class ShortfallReason(StrEnum):
    """Why a need stays unmet: a closed list."""

    NO_SUCH_CAPABILITY = "no_such_capability"
    NONE_FREE = "none_free"
    NONE_REACHABLE = "none_reachable"
    TOO_LATE = "too_late"
    STOCK_EXHAUSTED = "stock_exhausted"
    STOCK_EXPIRED_OR_UNCONFIRMED = "stock_expired_or_unconfirmed"
    NO_TRUCK = "no_truck"
    NO_STAFF = "no_staff"
    KEPT_FOR_COVER = "kept_for_cover"
    HELD_BY_HIGHER_NEED = "held_by_higher_need"
    AGREEMENT_MISSING = "agreement_missing"
    EXCLUDED_BY_OFFICER = "excluded_by_officer"


class FixCode(StrEnum):
    """What one change would close a shortfall, or part of it, most cheaply."""

    LIFT_EXCLUSION = "lift_exclusion"
    SIGN_AGREEMENT = "sign_agreement"
    GIVE_UP_COVER = "give_up_cover"
    REDIRECT = "redirect"
    CALL_IN_STAFF = "call_in_staff"
    RELEASE_TEAM = "release_team"
    ACCEPT_LATER = "accept_later"
    OPEN_ROAD = "open_road"
    ASK_OUTSIDE = "ask_outside"
    CONFIRM_STOCK = "confirm_stock"
    REPLACE_STOCK = "replace_stock"
    SEND_TRUCK = "send_truck"
    ACCEPT_PART = "accept_part"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code of a closed list and the facts that fill its sentence."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NextBest:
    """The team that would go instead, and what the change costs with all else left as it is.

    `team` None: nobody would; `price` is then what the loss of the pick costs. `unmet` says by how
    many units needs of the incident would then stay shorter.
    """

    team: str | None
    price: int
    unmet: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pick:
    """One team sent to one incident, with the units it fills of each need there."""

    team: str
    incident: str
    fills: Mapping[str, int]
    eta_s: int
    reason: Reason
    next_best: NextBest | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """So much of one lot for one need, on one trip of one truck (None: transport not planned)."""

    lot: str
    need: str
    amount: int
    eta_s: int
    truck: str | None = None
    trip: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a trip unloads, and when it arrives there."""

    incident: str
    eta_s: int


@dataclass(frozen=True, slots=True)
class Trip:
    """One drive of a truck from its depot to its stops, in order, and back from the last.

    `trip` counts the trips of the truck from 1; loading begins at `start_s`.
    """

    truck: str
    trip: int
    depot: str
    stops: tuple[Stop, ...]
    start_s: int
    back_s: int
    load_kg: float
    load_l: float


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop of a team; a pick is the first stop of its team, what follows is shown, not ordered.

    `end_s` None: the team is there until the officer releases it. A `relief` takes over from
    units that have worked as long as they may; `turn` says which relief of its need it is.
    """

    team: str
    order: int
    incident: str
    start_s: int
    end_s: int | None
    fills: Mapping[str, int]
    relief: bool = False
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """How much of a shortfall later visits serve, when its first and last are there, by whom."""

    amount: int
    from_s: int
    by_s: int
    teams: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What stays unmet of one need, why, and the cheapest single change that would help."""

    need: str
    amount: int
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    cheapest_fix: Reason | None = None


@dataclass(frozen=True, slots=True)
class Donor:
    """A cover rule (its place in the problem's list) that stays short because a team was moved."""

    area: str
    capability: str
    rule: int
    weight: int


@dataclass(frozen=True, slots=True)
class Move:
    """A stand-by move of an idle team to where cover is lost; `restores` is the rule's weight.

    `priced` moves belong to the choice: their drive and the cover they take from `donors` are in
    the objective, which would be higher by `saves` without the move. Others are suggestions.
    """

    team: str
    area: str
    capability: str
    rule: int
    eta_s: int
    drive_s: int
    restores: int
    priced: bool = False
    saves: int | None = None
    donors: tuple[Donor, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One difference to what is running, and what it buys."""

    team: str
    incident: str | None
    was: str | None = None
    buys: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """How the picks differ from what was there before."""

    kept: tuple[Change, ...] = ()
    added: tuple[Change, ...] = ()
    redirected: tuple[Change, ...] = ()
    recalled: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Value and proven bound of one half of the problem: teams, or materials."""

    status: Status
    objective: int
    bound: int


@dataclass(frozen=True, slots=True)
class DistrictShare:
    """What one district's incidents asked for and got.

    Units, arrivals and `late_units` are those of teams, goods are counted apart; `filled_share`
    is the mean over the district's needs of the share that is filled.
    """

    district: str
    asked_units: int
    filled_units: int
    asked_goods: int
    filled_goods: int
    filled_share: float
    mean_eta_s: int | None
    latest_eta_s: int | None
    late_units: int


@dataclass(frozen=True, slots=True)
class Inequality:
    """How unequal the districts' filled shares are: 0.0 is equal treatment.

    `spread` is the largest less the smallest, `gini` their Gini coefficient.
    """

    spread: float
    gini: float


@dataclass(frozen=True, slots=True)
class WorstNeed:
    """The need that is most often served late, and in what share of the worlds."""

    need: str
    share_late: float


@dataclass(frozen=True, slots=True)
class Confidence:
    """How an answer stands in worlds drawn from the ranges of travel and turnout.

    Within limits: everything promised still counts. Optimal: no choice of teams is better in that
    world, had one known it; near optimal: it costs at most 1 % more than that choice, the
    shortage that even that choice leaves not counted. `judged` worlds were solved for that.
    """

    worlds: int
    within_limits_share: float
    judged: int
    optimal_share: float | None
    near_optimal_share: float | None
    worst_need: WorstNeed | None


@dataclass(frozen=True, slots=True)
class Robust:
    """An answer that holds in a share of the worlds, and what that costs above the nominal one.

    `nominal_held_share` is in what share the nominal answer would have held.
    """

    share: float
    worlds: int
    held_share: float
    nominal_objective: int
    nominal_held_share: float
    price: int


@dataclass(frozen=True, slots=True)
class Solution:
    """A whole answer. `objective` is the sum of weight x term; no answer can be below `bound`.

    `gap` is (objective - bound) / objective, 0.0 when proven. `unmet_pins` lists pins that
    could not hold, with the reason. `versus_previous` compares with the proposal before.
    `visits` are the teams' stops in order and `later` what becomes of shortfalls by them.
    `districts` and `inequality` tell how the incidents' districts are treated, `confidence` how
    the answer stands in worlds drawn, `robust` what an answer that holds there costs.
    """

    problem: str
    status: Status
    objective: int
    bound: int
    gap: float
    terms: Mapping[str, int]
    picks: tuple[Pick, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    trips: tuple[Trip, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    visits: tuple[Visit, ...] = ()
    later: Mapping[str, Later] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    difference: Difference = field(default_factory=Difference)
    versus_previous: Difference | None = None
    unmet_pins: tuple[Shortfall, ...] = ()
    parts: Mapping[str, Part] = field(default_factory=dict)
    districts: tuple[DistrictShare, ...] = ()
    inequality: Inequality | None = None
    confidence: Confidence | None = None
    robust: Robust | None = None
    timings_s: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The same answer as `muster-solution/1`."""
        data: dict[str, Any] = plain(self)
        return {"format": FORMAT, **data}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Solution:
        """Read `muster-solution/1` as the optimiser writes it; `check` judges other files."""
        if data.get("format") != FORMAT:
            raise ValueError(f"format: expected '{FORMAT}'")
        read: Solution = _record(cls, data)
        return read


def _record(kind: Any, data: Mapping[str, Any]) -> Any:
    hints = get_type_hints(kind)
    given = {
        entry.name: _value(hints[entry.name], data[entry.name])
        for entry in fields(kind)
        if entry.name in data
    }
    return kind(**given)


def _value(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _value(inner[0], value)
    if origin is tuple:
        return tuple(_value(inner[0], entry) for entry in value)
    if origin is not None:
        return {key: _value(inner[1], entry) for key, entry in value.items()}
    if hint in (Status,):
        return Status(value)
    return _record(hint, value) if hasattr(hint, "__dataclass_fields__") else value
