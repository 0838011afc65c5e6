"""How a scene grows while help is late and shrinks when the right help works on it, pure.

A scene has a danger between 0 and 1 (fire, leak, water, rubble that moves), people it threatens,
people who are trapped, and people hurt who nobody looks after yet. Each minute

- the danger grows by its own logistic rate and is driven back by each crew that can fight it;
- a share of the threatened is hurt, as large as the danger; each moving crew takes some away;
- a share of the trapped and of the hurt without care dies; rescuers free and medics care for a
  certain number, and whoever is freed or cared for is out of danger of death here.

Everything that enters a minute is worse, or the same, when less help was there before, so the
course is never better for coming later (a property test holds it to that). A threat ends by itself
after twelve hours: whoever could has left by then. All rates are judgement, tagged so in
``docs/exercises.md``; nothing here is fit to predict a real accident.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from exercises.field.draws import Luck, Spread

TICK_S = 60
THREAT_LASTS_TICKS = 12 * 60
UNDER_CONTROL = 0.02
GROWTH = Spread(1.0, 0.2, 0.6, 1.7)
"""Over the rates of the kind: no two fires are alike."""
DIES_TRAPPED = 0.00022
"""Share of the trapped that dies each minute at full danger: about one in eight in ten hours."""
DIES_UNTENDED = 0.0011
"""Share of the severely hurt without care that dies each minute: about one in sixteen an hour."""
FREED_PER_CREW = 0.045
CARED_PER_CREW = 0.10
HURT_WHEN_FREED = 0.5

Crews = Mapping[str, int]
"""How many crews work at the scene now, by capability."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a kind of incident does: its danger at the report, its growth, who drives it back."""

    danger: float
    grows: float
    fought_by: Mapping[str, float]
    threatened: int
    hurts: float
    severe_share: float
    frees: frozenset[str] = frozenset({"search_rescue"})


_MOVES = {"evacuation_transport": 1.6, "traffic_control": 0.6, "shelter_management": 0.5}
_CARES = {"medical_first_aid": 1.0, "ambulance_transport": 0.6}
_FIRE = {"fire_suppression": 0.0045, "foam_attack": 0.007}
_LEAK = {"hazmat_control": 0.0075, "fire_suppression": 0.0012, "decontamination": 0.0006}
_WATER = {"drainage_pump": 0.0028, "engineering_machinery": 0.0008}

KINDS: dict[str, Kind] = {
    "fire_explosion": Kind(
        0.45, 0.016, _FIRE, 60, 0.0011, 0.35, frozenset({"search_rescue", "demolition_cutting"})
    ),
    "hazmat_leak": Kind(
        0.40, 0.010, _LEAK, 60, 0.0012, 0.25, frozenset({"search_rescue", "hazmat_control"})
    ),
    "gas_leak": Kind(0.30, 0.012, _LEAK, 40, 0.0008, 0.30),
    "urban_flood": Kind(
        0.45, 0.008, _WATER, 200, 0.0003, 0.15, frozenset({"water_rescue", "search_rescue"})
    ),
    "building_collapse": Kind(
        0.25,
        0.004,
        {"demolition_cutting": 0.004, "engineering_machinery": 0.002, "search_rescue": 0.001},
        20,
        0.0005,
        0.40,
        frozenset({"search_rescue", "demolition_cutting"}),
    ),
    "traffic_accident": Kind(
        0.10,
        0.003,
        {"traffic_control": 0.006, "fire_suppression": 0.006},
        15,
        0.0006,
        0.35,
        frozenset({"search_rescue", "fire_suppression", "demolition_cutting"}),
    ),
    "mine_tunnel_accident": Kind(
        0.40,
        0.006,
        {"mine_rescue": 0.006, "gas_monitoring": 0.002},
        20,
        0.0008,
        0.40,
        frozenset({"mine_rescue", "search_rescue"}),
    ),
}
"""What is missing here does not grow: an epidemic has no scene."""

_SPILL = {"small": 0.25, "large": 0.55, "fire": 0.60}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an incident as far as a scene grows from it; None is unknown."""

    kind: str
    exposed: int | None = None
    trapped: int | None = None
    serious: int | None = None
    minor: int | None = None
    deaths: int | None = None
    spill: str | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a scene stands after so many ticks; people are expectations, not yet whole."""

    tick: int
    danger: float
    worst: float
    threatened: float
    trapped: float
    untended: float
    severe: float
    minor: float
    deaths: float
    moved: float
    freed: float

    @property
    def harmed(self) -> float:
        """Everybody who came to harm: the dead, the hurt, and who is still trapped."""
        return self.deaths + self.severe + self.minor + self.trapped


@dataclass(frozen=True, slots=True)
class Told:
    """The whole numbers in which a scene is reported."""

    trapped: int
    serious: int
    minor: int
    deaths: int


def begins(facts: Facts) -> Scene | None:
    """Return the scene as it is when it is reported; None for a kind that has none."""
    kind = KINDS.get(facts.kind)
    if kind is None:
        return None
    danger = _SPILL.get(facts.spill or "", kind.danger)
    threatened = facts.exposed if facts.exposed is not None else kind.threatened
    serious = float(facts.serious or 0)
    return Scene(
        tick=0,
        danger=danger,
        worst=danger,
        threatened=float(threatened),
        trapped=float(facts.trapped or 0),
        untended=serious,
        severe=serious,
        minor=float(facts.minor or 0),
        deaths=float(facts.deaths or 0),
        moved=0.0,
        freed=0.0,
    )


def advance(
    scene: Scene, kind: str, luck: Luck, ticks: int, crews_at: Callable[[int], Crews]
) -> Scene:
    """Let so many minutes pass; ``crews_at`` tells who works at the scene at a tick."""
    rates = KINDS[kind]
    growth = rates.grows * GROWTH.draw(luck, "growth")
    for _ in range(ticks):
        scene = _minute(scene, rates, growth, crews_at(scene.tick))
    return scene


def _minute(scene: Scene, rates: Kind, growth: float, crews: Crews) -> Scene:
    danger = _danger(scene.danger, growth, _power(rates.fought_by, crews))
    hurt = 0.0
    if scene.tick < THREAT_LASTS_TICKS:
        hurt = rates.hurts * scene.danger * scene.threatened
    dies_trapped = DIES_TRAPPED * (0.3 + scene.danger) * scene.trapped
    freed = min(FREED_PER_CREW * _count(rates.frees, crews), scene.trapped - dies_trapped)
    dies = DIES_UNTENDED * scene.untended
    severe_new = rates.severe_share * hurt
    left = scene.untended - dies
    cared = min(CARED_PER_CREW * _power(_CARES, crews), left)
    moved = min(_power(_MOVES, crews), scene.threatened)
    return replace(
        scene,
        tick=scene.tick + 1,
        danger=danger,
        worst=max(scene.worst, danger),
        threatened=scene.threatened - moved,
        trapped=scene.trapped - dies_trapped - freed,
        untended=left - cared + severe_new,
        severe=scene.severe - dies + severe_new + HURT_WHEN_FREED * freed * 0.5,
        minor=scene.minor + (hurt - severe_new) + HURT_WHEN_FREED * freed * 0.5,
        deaths=scene.deaths + dies + dies_trapped,
        moved=scene.moved + moved,
        freed=scene.freed + freed,
    )


def _danger(danger: float, growth: float, fought: float) -> float:
    if danger <= 0.0:
        return 0.0
    grown = danger + growth * danger * (1.0 - danger) - fought
    return 0.0 if grown < UNDER_CONTROL else min(grown, 1.0)


def _power(weights: Mapping[str, float], crews: Crews) -> float:
    return sum(weight * crews.get(name, 0) for name, weight in weights.items())


def _count(names: frozenset[str], crews: Crews) -> int:
    return sum(crews.get(name, 0) for name in names)


def told(scene: Scene) -> Told:
    """Return what is reported: those still trapped rounded up, everything else rounded down.

    Who is dead in part only is still told as severely hurt: nobody vanishes between the two.
    """
    deaths = int(scene.deaths + 1e-9)
    return Told(
        trapped=int(scene.trapped + 0.999),
        serious=int(scene.severe + scene.deaths + 1e-9) - deaths,
        minor=int(scene.minor + 1e-9),
        deaths=deaths,
    )


def absorb(scene: Scene, before: Facts, now: Facts) -> Scene:
    """Take over what others have found out since: each change of a number is a change at the scene.

    A caller or an inject that adds five severely hurt adds five to those without care. A number
    that was unknown and is known now counts as it is.
    """

    def more(name: str) -> float:
        return float((getattr(now, name) or 0) - (getattr(before, name) or 0))

    serious = more("serious")
    exposed = more("exposed") if before.exposed is not None else 0.0
    if before.exposed is None and now.exposed is not None:
        exposed = now.exposed - scene.threatened
    danger = scene.danger
    if now.spill != before.spill:
        danger = max(danger, _SPILL.get(now.spill or "", danger))
    return replace(
        scene,
        danger=danger,
        worst=max(scene.worst, danger),
        threatened=max(0.0, scene.threatened + exposed),
        trapped=max(0.0, scene.trapped + more("trapped")),
        untended=max(0.0, scene.untended + serious),
        severe=max(0.0, scene.severe + serious),
        minor=max(0.0, scene.minor + more("minor")),
        deaths=max(0.0, scene.deaths + more("deaths")),
    )


def is_under_control(scene: Scene) -> bool:
    """Say whether nothing at the scene gets worse any more."""
    return scene.danger <= 0.0 and scene.trapped < 0.5


def lacks(scene: Scene, kind: str, crews: Crews) -> tuple[str, int] | None:
    """Return what a scene needs more of so that its danger falls, and how much; None: enough.

    It names the capability that drives the danger back best; asked by whoever leads on scene.
    """
    rates = KINDS[kind]
    if scene.danger <= UNDER_CONTROL:
        return _lacks_rescuers(scene, rates, crews)
    wanted = rates.grows * GROWTH.most * scene.danger * (1.0 - scene.danger) + 0.002
    missing = wanted - _power(rates.fought_by, crews)
    if missing <= 0:
        return _lacks_rescuers(scene, rates, crews)
    best = max(rates.fought_by, key=lambda name: rates.fought_by[name])
    return best, max(1, min(6, round(missing / rates.fought_by[best] + 0.499)))


def _lacks_rescuers(scene: Scene, rates: Kind, crews: Crews) -> tuple[str, int] | None:
    if scene.trapped < 4 or _count(rates.frees, crews) * 8 >= scene.trapped:
        return None
    name = "water_rescue" if "water_rescue" in rates.frees else "search_rescue"
    return name, max(1, min(6, round(scene.trapped / 8)))
