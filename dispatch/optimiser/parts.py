"""What a dispatch problem is made of: frozen records with their stated defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FORMAT = "muster-problem/1"
PRIORITY_WEIGHT = (0, 16, 8, 4, 2, 1)
"""Weight of an incident's priority; index 1 (highest) to 5."""

UNREACHABLE = -1
IntArray = NDArray[np.int64]


class RunningState(StrEnum):
    """How far a running assignment has come."""

    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"


@dataclass(frozen=True, slots=True)
class Weights:
    """Price of one unit of each term of the objective.

    `shortage` per unit short x priority weight; `lateness` and `response_time` per second x
    priority weight; `cover_lost` per team of cover lost x the rule's weight; `disturbance` per
    second of disturbance price; `distance_cost` per second driven and per second of tier price.
    """

    shortage: int = 5_000_000
    lateness: int = 10
    response_time: int = 10
    cover_lost: int = 10
    disturbance: int = 10
    distance_cost: int = 1


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """Older counts are not used (stock) or are named in the reason (position); None: no limit."""

    stock_s: int | None = None
    position_s: int | None = None


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Travel and turnout as ranges; sampled worlds draw from them (`dispatch.optimiser.worlds`).

    A travel time lies between `travel_low` and `travel_high` times the stated one, most likely at
    it; a turnout takes `turnout_low_s` to `turnout_high_s` longer than stated. `worlds` is how
    many worlds are drawn (0: none), `share` in how many of them a robust answer must hold.
    """

    travel_low: float = 0.9
    travel_high: float = 1.4
    turnout_low_s: int = 0
    turnout_high_s: int = 180
    worlds: int = 0
    share: float = 0.9
    robust: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What the site has decided about prices and rules.

    A pick or delivery counts for a need until `latest_s x lateness_factor`; between `latest_s`
    and that moment each second late has its price; after it the help does not fill the need.
    A factor of 1.0 makes `latest_s` a hard limit. `strict` minimises the terms in their order.
    With `move_ups` idle teams may be moved to restore cover, priced inside the choice.
    """

    name: str = "default"
    weights: Weights = field(default_factory=Weights)
    strict: bool = False
    lateness_factor: float = 3.0
    age_limits: AgeLimits = field(default_factory=AgeLimits)
    disturbance_s: Mapping[str, int] = field(
        default_factory=lambda: {"assigned": 300, "en_route": 900, "on_scene": 3600}
    )
    tier_price_s: int = 3600
    may_move_on_scene: bool = False
    move_ups: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """Something happening; priority 1 is the highest.

    `release_s` is when work there can begin (seconds from now), `district` whose people wait
    there (code of GB/T 2260): equal treatment is measured between districts.
    """

    id: str
    priority: int = 3
    lon: float | None = None
    lat: float | None = None
    release_s: int = 0
    district: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A capability or an item, how much of it, where, and until when it is useful.

    `amount` is the total: what running teams bring counts towards it. Below `least` help is
    useless and is not counted; needs sharing a `group` are filled completely or not at all.
    `work_s` is how long the work takes once the units are there (None: until the officer releases
    them), `relief_after_s` after how long of it fresh units must take over, and `growth_per_h` the
    share by which the work grows with every hour until it begins.
    """

    id: str
    incident: str
    amount: int
    capability: str | None = None
    item: str | None = None
    least: int = 1
    latest_s: int | None = None
    group: str | None = None
    work_s: int | None = None
    relief_after_s: int | None = None
    growth_per_h: float = 0.0


@dataclass(frozen=True, slots=True)
class Team:
    """A team, what it brings, and whether it may go; it counts from `ready_s` + travel.

    Work that begins after `shift_end_s` (None: no limit) is not given to it.
    """

    id: str
    units: Mapping[str, int]
    home: str | None = None
    lon: float | None = None
    lat: float | None = None
    vehicle: str | None = None
    ready_s: int = 0
    free: bool = True
    staffed: bool = True
    agreed: bool = True
    jurisdiction: str | None = None
    tier: int = 0
    position_at: int | None = None
    shift_end_s: int | None = None


@dataclass(frozen=True, slots=True)
class Truck:
    """A vehicle that carries goods from its depot, one incident per trip; None: not limited."""

    id: str
    payload_kg: float | None = None
    volume_l: float | None = None
    hazmat: bool = False
    vehicle: str | None = None


@dataclass(frozen=True, slots=True)
class Depot:
    """A place with stock. `trucks` None: transport is not planned; empty: nothing can leave."""

    id: str
    lon: float | None = None
    lat: float | None = None
    load_s: int = 0
    trucks: tuple[Truck, ...] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """Mass, volume and danger of one unit of an item."""

    kg: float = 0.0
    litres: float = 0.0
    hazardous: bool = False


@dataclass(frozen=True, slots=True)
class Lot:
    """One batch of one item at one depot; `amount` is what is free there."""

    id: str
    depot: str
    item: str
    amount: int
    expires_at: int | None = None
    confirmed_at: int | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """An assignment in force."""

    team: str
    incident: str
    state: RunningState = RunningState.ASSIGNED
    since: int | None = None
    may_move: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A team and an incident the officer has pinned together or kept apart."""

    team: str
    incident: str


@dataclass(frozen=True, slots=True)
class Cover:
    """So many teams with a capability within so many seconds of an area; a team lost has a price.

    `travel` holds the seconds from each team, in the order of `teams`, -1 where unreachable.
    Only cover that exists before the choice can be lost.
    """

    area: str
    capability: str
    within_s: int
    count: int
    weight: int
    travel: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Travel:
    """Seconds from each source (rows, in order) to each incident (columns); -1 is unreachable.

    `between_incidents` (I, I) is known where order over time or trips with several stops are
    wanted; None: no team or truck goes on from one incident to another. Without `trucks_go_on`
    only teams do, and every trip has one stop.
    """

    teams_to_incidents: IntArray
    depots_to_incidents: IntArray
    between_incidents: IntArray | None = None
    trucks_go_on: bool = True
