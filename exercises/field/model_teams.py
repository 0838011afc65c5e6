"""How teams and stores behave, pure: answers, turn-out, drives, work, supplies.

Every figure is judgement unless it names a source; ``docs/exercises.md`` has them as a table.
"""

import math
from dataclasses import dataclass
from datetime import datetime

from exercises.field.draws import Luck, Spread, choose
from exercises.field.driving import SPREAD, TRUE_FACTOR
from geo.road_conditions import HourBand, RoadGroup

ANSWERS_S = Spread(40.0, 0.6, 8.0, 300.0)
RADIO_SILENCE = 0.06
SILENT_S = Spread(480.0, 0.5, 180.0, 1800.0)
DECLINES = 0.04
REASONS = {
    "车辆故障，无法出动": 0.45,
    "人员在另一处勤务，十分钟内不能集合": 0.30,
    "关键装备送检未归，不能独立执行": 0.25,
}
TURNOUT = Spread(1.05, 0.25, 0.6, 2.5)
"""Over the turn-out time that the team has declared."""
ON_THE_ROAD_S = 30.0
"""Turn-out of a team that is redirected: it sits in its vehicle already."""
PATIENCE_S = Spread(600.0, 0.4, 240.0, 1800.0)
TURNING_S = (60.0, 240.0)
RETURN_PACE = 0.85
"""Without lights and siren one drives home slower than out."""
LOADING = Spread(1.1, 0.25, 0.7, 2.5)
"""Over the loading time that the depot has declared."""
UNLOADING_S = Spread(600.0, 0.35, 240.0, 1800.0)
ENDURANCE_S = 6 * 3600.0
"""A crew goes home after so long, whatever is left to do."""
STAYS_ON_S = 1200.0
WINDS_DOWN_S = Spread(2100.0, 0.4, 900.0, 5400.0)
"""So long after the danger is over a crew still looks after the scene and packs up."""

_USUAL = Spread(3600.0, 0.3, 1200.0, 14_400.0)
WORK_S: dict[str, Spread] = {
    "fire_suppression": Spread(4500.0, 0.35, 1500.0, 18_000.0),
    "foam_attack": Spread(3000.0, 0.3, 1200.0, 10_800.0),
    "hazmat_control": Spread(5400.0, 0.35, 1800.0, 18_000.0),
    "decontamination": Spread(5400.0, 0.3, 1800.0, 14_400.0),
    "gas_monitoring": Spread(7200.0, 0.25, 3600.0, 18_000.0),
    "search_rescue": Spread(7200.0, 0.4, 1800.0, 21_600.0),
    "medical_first_aid": Spread(5400.0, 0.3, 1800.0, 14_400.0),
    "ambulance_transport": Spread(3300.0, 0.3, 1500.0, 9000.0),
    "evacuation_transport": Spread(4200.0, 0.3, 1800.0, 10_800.0),
    "traffic_control": Spread(9000.0, 0.25, 3600.0, 21_600.0),
    "drainage_pump": Spread(10_800.0, 0.35, 3600.0, 21_600.0),
    "water_rescue": Spread(6300.0, 0.35, 1800.0, 18_000.0),
}
"""How long one crew of full strength works at a scene that help has reached in time."""


@dataclass(frozen=True, slots=True)
class Supply:
    """What a crew uses up, what it asks for then, and how long its own lasts."""

    item_code: str
    quantity: int
    lasts_s: Spread


SUPPLIES: dict[str, Supply] = {
    "fire_suppression": Supply("2990106", 12, Spread(4800.0, 0.4, 1500.0, 20_000.0)),
    "foam_attack": Supply("2990406", 1500, Spread(2400.0, 0.35, 900.0, 9000.0)),
    "hazmat_control": Supply("2990104", 8, Spread(4200.0, 0.4, 1500.0, 15_000.0)),
    "decontamination": Supply("2990307", 10, Spread(5400.0, 0.35, 1800.0, 15_000.0)),
    "medical_first_aid": Supply("2990304", 4, Spread(4800.0, 0.4, 1500.0, 15_000.0)),
    "water_rescue": Supply("2990109", 20, Spread(5400.0, 0.4, 1800.0, 15_000.0)),
    "drainage_pump": Supply("2990506", 4, Spread(9000.0, 0.3, 3600.0, 20_000.0)),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """After how long an order is answered, and why it is declined where it is."""

    after_s: float
    declines: str | None


def answer(luck: Luck) -> Answer:
    """Return how a team answers an order: soon, after long silence, or with a refusal."""
    after_s = ANSWERS_S.draw(luck, "answer")
    if luck.happens("radio silence", RADIO_SILENCE):
        after_s += SILENT_S.draw(luck, "silence")
    declines = luck.happens("declines", DECLINES)
    return Answer(after_s, choose(luck, "reason", REASONS) if declines else None)


def turnout_s(luck: Luck, declared_s: int, on_the_road: bool) -> float:
    """Return how long after its answer a team drives off."""
    return ON_THE_ROAD_S if on_the_road else declared_s * TURNOUT.draw(luck, "turnout")


def pace(luck: Luck, band: HourBand) -> float:
    """Return how fast a team drives over what was predicted for its way."""
    scatter = Spread(1.0, SPREAD, 0.6, 1.6).draw(luck, "drive")
    return TRUE_FACTOR[RoadGroup.MAIN][band] * scatter


def patience_s(luck: Luck) -> float:
    """Return how long a team waits before a closed road without a way round until it turns back."""
    return PATIENCE_S.draw(luck, "patience")


def turning_s(luck: Luck, nth: int) -> float:
    """Return what it costs to turn round before a closed road, the nth time."""
    return luck.of(f"turning {nth}").uniform(*TURNING_S)


def work_s(
    luck: Luck, capability: str | None, stated_s: int | None, strength: float, severity: float
) -> float:
    """Return how long a crew works: longer with fewer hands and at a scene that has grown.

    ``strength`` is the crew present over the full one, ``severity`` how far the scene's danger has
    grown, 0 to 1. What an officer stated for the need counts instead of the table.
    """
    spread = WORK_S.get(capability or "", _USUAL)
    usual_s = spread.draw(luck, "work")
    if stated_s is not None:
        usual_s *= stated_s / spread.median
    return usual_s * (1.0 + severity) / math.sqrt(max(strength, 0.25))


def winds_down_s(luck: Luck) -> float:
    """Return how long a crew stays at a scene where the danger is over."""
    return WINDS_DOWN_S.draw(luck, "winds down")


def supply_of(luck: Luck, capability: str | None) -> tuple[Supply, float] | None:
    """Return what a crew uses up and when it runs out, in seconds of work; None: nothing."""
    supply = SUPPLIES.get(capability or "")
    return None if supply is None else (supply, supply.lasts_s.draw(luck, "supplies"))


def loading_s(luck: Luck, declared_s: int) -> float:
    """Return how long a depot loads a lorry."""
    return declared_s * LOADING.draw(luck, "loading")


def unloading_s(luck: Luck) -> float:
    """Return how long goods take from the lorry into the hands at the scene."""
    return UNLOADING_S.draw(luck, "unloading")


def reaches_after_s(travel_s: int, drives: float, lost_s: float) -> float:
    """Return how long after its start a drive ends that lost time on the way."""
    return travel_s / drives + lost_s


def behind_s(started_at: datetime, now: datetime, drives: float, lost_s: float) -> float:
    """Return how much of its predicted time a drive has behind it."""
    return max(0.0, (now - started_at).total_seconds() - lost_s) * drives
