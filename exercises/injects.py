"""Which injects are due, pure: by the exercise's clock, what was given, and what is measured.

Asked again with the same injects, the same givens and the same measures, the answer is the same;
injects that become due together come in the order of their due times, then of the scenario.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from exercises.scenario import Condition, Trigger

Measures = Mapping[tuple[str, str | None], int]
"""Measure and incident (None for all) to its value; what is not there is unknown, never zero."""


class Waits(Protocol):
    """What an inject is here: a name, and when it is due."""

    @property
    def id(self) -> str:
        """Return the name by which others wait for it."""

    @property
    def trigger(self) -> Trigger:
        """Return when it is due."""


@dataclass(frozen=True, slots=True)
class Due:
    """The name of an inject and the second of the exercise at which it came due."""

    id: str
    at_s: int


def due(
    injects: Iterable[Waits], elapsed_s: int, given: Mapping[str, int], measures: Measures
) -> list[Due]:
    """Return the injects to give now; ``given`` says at which second each earlier one passed."""
    found = []
    for inject in injects:
        if inject.id in given or inject.trigger.by_hand:
            continue
        at_s = _due_at(inject.trigger, elapsed_s, given, measures)
        if at_s is not None and at_s <= elapsed_s:
            found.append(Due(inject.id, at_s))
    return sorted(found, key=lambda one: one.at_s)


def next_at(injects: Iterable[Waits], given: Mapping[str, int]) -> int | None:
    """Return the second at which the next inject is due by the clock alone, or None."""
    planned = planned_at(list(injects), given)
    return min((at_s for at_s in planned.values() if at_s is not None), default=None)


def planned_at(injects: Sequence[Waits], given: Mapping[str, int]) -> dict[str, int | None]:
    """Return when each inject that is not given is due by the clock alone, chains followed.

    None where only a condition, a hand, or another of that kind brings it.
    """
    triggers = {one.id: one.trigger for one in injects if one.id not in given}
    passed: dict[str, int | None] = dict(given)
    for name in triggers:
        for each in reversed(_chain(name, triggers, passed)):
            passed[each] = _by_the_clock(triggers[each], passed)
    return {name: passed[name] for name in triggers}


def _chain(
    name: str | None, triggers: Mapping[str, Trigger], known: Mapping[str, int | None]
) -> list[str]:
    """Return the inject and those it waits for, up to one that is known or comes another way."""
    chain: list[str] = []
    while name is not None and name in triggers and name not in known and name not in chain:
        chain.append(name)
        name = triggers[name].after
    return chain


def holds(conditions: Sequence[Condition], elapsed_s: int, measures: Measures) -> bool:
    """Say whether all conditions hold; one whose measure is unknown does not."""
    return all(_holds(one, elapsed_s, measures) for one in conditions)


def _due_at(
    trigger: Trigger, elapsed_s: int, given: Mapping[str, int], measures: Measures
) -> int | None:
    if trigger.latest_s is not None and elapsed_s >= trigger.latest_s:
        return trigger.latest_s
    earliest_s = _earliest(trigger, given)
    if earliest_s is None or not holds(trigger.when, elapsed_s, measures):
        return None
    return max(earliest_s, elapsed_s) if trigger.when else earliest_s


def _earliest(trigger: Trigger, given: Mapping[str, int]) -> int | None:
    """Return the second before which an inject does not come; None while it waits for another."""
    if trigger.after is not None:
        before_s = given.get(trigger.after)
        return None if before_s is None else before_s + trigger.delay_s
    return (trigger.at_s or 0) + trigger.delay_s


def _by_the_clock(trigger: Trigger, passed: Mapping[str, int | None]) -> int | None:
    if trigger.by_hand:
        return None
    if trigger.when:
        return trigger.latest_s
    if trigger.after is None:
        return (trigger.at_s or 0) + trigger.delay_s
    before_s = passed.get(trigger.after)
    own_s = None if before_s is None else before_s + trigger.delay_s
    return min((one for one in (own_s, trigger.latest_s) if one is not None), default=None)


def _holds(one: Condition, elapsed_s: int, measures: Measures) -> bool:
    value = elapsed_s if one.measure == "elapsed_s" else measures.get((one.measure, one.incident))
    if value is None:
        return False
    if one.at_least is not None:
        return value >= one.at_least
    return one.at_most is not None and value <= one.at_most
