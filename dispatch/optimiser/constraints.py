"""The hard rules, one small function each; the arrays of the model are built from these."""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.parts import (
    PRIORITY_WEIGHT,
    AgeLimits,
    Depot,
    IntArray,
    Item,
    Lot,
    Need,
    Policy,
    Running,
    RunningState,
    Team,
    Travel,
    Truck,
)

NO_LIMIT_S = 2**40


def team_may_go(team: Team, running: Running | None) -> bool:
    """A team goes only when staffed and agreed, and free unless it already serves somewhere."""
    return team.staffed and team.agreed and (team.free or running is not None)


def stays_on_scene(running: Running, policy: Policy) -> bool:
    """A team on scene is not moved unless the officer allows it."""
    movable = policy.may_move_on_scene or running.may_move
    return running.state is RunningState.ON_SCENE and not movable


def useful_until_s(need: Need, policy: Policy) -> int:
    """Help counts until `latest_s` x `lateness_factor`, rounded down; no latest time, no limit."""
    if need.latest_s is None:
        return NO_LIMIT_S
    return int(need.latest_s * policy.lateness_factor)


def seconds_late(eta_s: IntArray, need: Need) -> IntArray:
    """Seconds after the need's latest useful time; none without such a time."""
    if need.latest_s is None:
        return np.zeros_like(eta_s)
    return np.maximum(eta_s - need.latest_s, 0)


def priority_weight(priority: int) -> int:
    """The weight of an incident's priority in every priority-weighted term."""
    return PRIORITY_WEIGHT[priority]


def counted(amount_filled: int, need: Need) -> int:
    """Below the least useful amount nothing counts; never more than was asked for."""
    return 0 if amount_filled < need.least else min(amount_filled, need.amount)


def lot_is_expired(lot: Lot, now: int) -> bool:
    """A lot is expired from its expiry instant on."""
    return lot.expires_at is not None and lot.expires_at <= now


def lot_is_unconfirmed(lot: Lot, now: int, limits: AgeLimits) -> bool:
    """Where the site limits the age of counts, a count older than it or never made is not used."""
    if limits.stock_s is None:
        return False
    return lot.confirmed_at is None or now - lot.confirmed_at > limits.stock_s


def lot_is_usable(lot: Lot, now: int, limits: AgeLimits) -> bool:
    """Goods leave only lots that are neither expired nor unconfirmed beyond the limit."""
    return not lot_is_expired(lot, now) and not lot_is_unconfirmed(lot, now, limits)


def truck_takes(truck: Truck, item: Item) -> bool:
    """One unit must fit the truck, and hazardous goods need a permitted carrier."""
    if item.hazardous and not truck.hazmat:
        return False
    if truck.payload_kg is not None and item.kg > truck.payload_kg:
        return False
    return truck.volume_l is None or item.litres <= truck.volume_l


def onward_of_trucks(travel: Travel) -> IntArray | None:
    """Seconds (I, I) from stop to stop of a trip; None where a trip has one stop only."""
    return travel.between_incidents if travel.trucks_go_on else None


def depot_can_send(depot: Depot, item: Item) -> bool:
    """Goods leave a depot only when a truck there takes them, or transport is not planned there."""
    return depot.trucks is None or any(truck_takes(truck, item) for truck in depot.trucks)


def disturbance_s(running: Running, policy: Policy) -> int:
    """The price, in seconds, of taking a team away from where it was sent."""
    return policy.disturbance_s[running.state.value]
