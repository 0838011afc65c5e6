"""What comes next of an order in the simulated field, and when, pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.lifecycle import Step
from exercises.field import model_teams as model
from exercises.field.draws import Luck
from geo.road_conditions import hour_band

HOME_UNKNOWN_S = 1800.0
NOT_LEFT_S = 30.0
LOADED_TO_GATE_S = 120.0
DETOUR_S, DETOUR_SHARE = 120.0, 1.3
NO_WAY = "前方道路中断，无路可绕，原地等候未果，已折返"


@dataclass(frozen=True, slots=True)
class Errand:
    """An order as far as its course depends on it; ``declared_s`` is turn-out or loading time."""

    kind: str
    state: str
    issued_at: datetime
    begins_at: datetime
    acknowledged_at: datetime | None
    loaded_at: datetime | None
    departed_at: datetime | None
    arrived_at: datetime | None
    released_at: datetime | None
    declared_s: int
    on_the_road: bool
    travel_s: int | None
    eta_at: datetime | None
    no_way_since: datetime | None
    lost_s: float = 0.0
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """The next step of an order, when it is taken, and what is said with it."""

    step: Step
    at: datetime
    note: str = ""


def next_step(errand: Errand, luck: Luck) -> Next | None:
    """Return the next step of an order; None while it waits for somebody or something."""
    match errand.state:
        case "issued":
            return _answer(errand, luck)
        case "acknowledged" | "loaded":
            return _departure(errand, luck)
        case "en_route":
            return _arrival(errand, luck)
        case "on_scene":
            return _end_of_work(errand, luck)
        case "delivered" | "released" | "recalled" | "turned_back":
            return Next(Step.CLOSE, home_at(errand, luck))
        case _:
            return None


def _answer(errand: Errand, luck: Luck) -> Next:
    answered = model.answer(luck)
    at = max(errand.issued_at, errand.begins_at) + _s(answered.after_s)
    if answered.declines is not None and errand.kind == "team" and not errand.on_the_road:
        return Next(Step.DECLINE, at, answered.declines)
    return Next(Step.ACKNOWLEDGE, at)


def _departure(errand: Errand, luck: Luck) -> Next | None:
    if errand.kind == "team" and errand.acknowledged_at is not None:
        turnout_s = model.turnout_s(luck, errand.declared_s, errand.on_the_road)
        return Next(Step.DEPART, errand.acknowledged_at + _s(turnout_s))
    if errand.loaded_at is not None:
        return Next(Step.DEPART, errand.loaded_at + _s(LOADED_TO_GATE_S))
    if errand.acknowledged_at is None:
        return None
    loading_s = model.loading_s(luck, errand.declared_s)
    return Next(Step.LOAD, max(errand.acknowledged_at, errand.begins_at) + _s(loading_s))


def _arrival(errand: Errand, luck: Luck) -> Next | None:
    if errand.no_way_since is not None:
        return Next(Step.TURN_BACK, errand.no_way_since + _s(model.patience_s(luck)), NO_WAY)
    started_at = starts_at(errand)
    if started_at is None or errand.travel_s is None:
        return None
    needed_s = model.reaches_after_s(errand.travel_s, drives(errand, luck), errand.lost_s)
    return Next(Step.ARRIVE, started_at + _s(needed_s))


def _end_of_work(errand: Errand, luck: Luck) -> Next | None:
    if errand.kind == "delivery" and errand.arrived_at is not None:
        return Next(Step.DELIVER, errand.arrived_at + _s(model.unloading_s(luck)))
    return None if errand.ends_at is None else Next(Step.RELEASE, errand.ends_at)


def starts_at(errand: Errand) -> datetime | None:
    """Return when the way that an order has now was begun; a way found anew begins where it was."""
    if errand.departed_at is None or errand.eta_at is None or errand.travel_s is None:
        return None
    return max(errand.departed_at, errand.eta_at - timedelta(seconds=errand.travel_s))


def drives(errand: Errand, luck: Luck) -> float:
    """Return the pace of an order's drive, by the hour at which it left."""
    assert errand.departed_at is not None
    return model.pace(luck, hour_band(errand.departed_at))


def home_at(errand: Errand, luck: Luck) -> datetime:
    """Return when a team or lorry is back: the way it came, or as long as it was out."""
    left_at = errand.departed_at
    if left_at is None:
        return (errand.released_at or errand.issued_at) + _s(NOT_LEFT_S)
    if errand.kind == "delivery" and errand.state == "delivered" and errand.arrived_at is not None:
        over_at = errand.arrived_at + _s(model.unloading_s(luck))
    else:
        over_at = errand.released_at or left_at
    until = errand.arrived_at or over_at
    out_s = max((until - left_at).total_seconds(), 60.0)
    return over_at + _s(min(out_s / model.RETURN_PACE, 4 * HOME_UNKNOWN_S))


def is_detour(errand: Errand, luck: Luck, way_s: int, eta_at: datetime) -> bool:
    """Say whether a new way is so much longer than what was left of the old one that it turned.

    ``way_s`` and ``eta_at`` describe the old way.
    """
    started_at = starts_at(errand)
    if started_at is None or errand.travel_s is None or errand.departed_at is None:
        return False
    old_start = max(errand.departed_at, eta_at - timedelta(seconds=way_s))
    if started_at <= old_start:
        return False
    done_s = model.behind_s(old_start, started_at, drives(errand, luck), errand.lost_s)
    return errand.travel_s > DETOUR_SHARE * max(0.0, way_s - done_s) + DETOUR_S


def _s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)
