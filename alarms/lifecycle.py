"""The life of an alarm, pure: raised once per cause, called again, escalated, ended with its cause;
and who is called. A notice is told once: it neither calls again nor goes a step up."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from alarms.kinds import NOTICES, Kind, Limits

ENDS_BELOW = 0.5
"""A slip that swings around its limit neither ends nor raises its alarm each time."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that stands now and may deserve an alarm.

    ``since_at`` is when it began, or the moment it counts from; ``measure_s`` stands in the place
    of the time since then where what matters is not how long it has lasted.
    """

    kind: Kind
    noun: str
    subject: str
    since_at: datetime
    jurisdiction_code: str
    facts: Mapping[str, Any]
    incident_id: UUID | None = None
    measure_s: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Return what makes it the same cause: kind and subject."""
        return self.kind.value, self.subject

    def measured_s(self, now: datetime) -> float:
        """Return how far it has come, to be held against the limit."""
        if self.measure_s is not None:
            return self.measure_s
        return (now - self.since_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that has not ended, as the rules see it."""

    id: UUID
    kind: Kind
    subject: str
    raised_at: datetime
    called_at: datetime
    acknowledged: bool
    escalated: bool
    facts: Mapping[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """Return which cause it stands for."""
        return self.kind.value, self.subject


@dataclass(slots=True)
class Decisions:
    """What is to be done about the alarms now."""

    raised: list[Cause] = field(default_factory=list)
    repeated: list[UUID] = field(default_factory=list)
    escalated: list[UUID] = field(default_factory=list)
    changed: dict[UUID, Cause] = field(default_factory=dict)
    ended: list[UUID] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Say whether there is anything to do."""
        return any((self.raised, self.repeated, self.escalated, self.changed, self.ended))


def decide(
    standing: Iterable[Standing],
    causes: Iterable[Cause],
    limits: Mapping[Kind, Limits],
    now: datetime,
) -> Decisions:
    """Return what is to be done so that exactly the causes past their limits have an open alarm."""
    found = {cause.key: cause for cause in causes}
    decisions = Decisions()
    for alarm in standing:
        cause = found.pop(alarm.key, None)
        if cause is None or _is_over(cause, limits[alarm.kind], now):
            decisions.ended.append(alarm.id)
        else:
            _follow(decisions, alarm, cause, limits[alarm.kind], now)
    decisions.raised = [
        cause for cause in found.values() if cause.measured_s(now) >= limits[cause.kind].after_s
    ]
    return decisions


def _is_over(cause: Cause, limits: Limits, now: datetime) -> bool:
    return cause.measure_s is not None and cause.measure_s < limits.after_s * ENDS_BELOW


def _follow(
    decisions: Decisions, alarm: Standing, cause: Cause, limits: Limits, now: datetime
) -> None:
    """Call again or higher about an alarm that stands; an acknowledged one is left in peace."""
    if dict(alarm.facts) != dict(cause.facts):
        decisions.changed[alarm.id] = cause
    if alarm.acknowledged or alarm.kind in NOTICES:
        return
    if not alarm.escalated and now - alarm.raised_at >= timedelta(seconds=limits.escalate_s):
        decisions.escalated.append(alarm.id)
    elif now - alarm.called_at >= timedelta(seconds=limits.repeat_s):
        decisions.repeated.append(alarm.id)


@dataclass(frozen=True, slots=True)
class Post:
    """A role that somebody holds in an area; ``prefix`` is what the area's codes begin with."""

    role: str
    jurisdiction_code: str
    prefix: str


DUTY, COMMAND, PLANNER = "duty_officer", "commander", "planner"


def calls_for(code: str, posts: Collection[Post], *, escalated: bool) -> list[Post]:
    """Return who is called: the nearest duty desk at or above the place, a commander where none is.

    An escalated alarm calls the nearest commander too, and the duty desk of the next area above.
    """
    desks = _upwards(code, posts, DUTY)
    commanders = _upwards(code, posts, COMMAND)
    called = desks[:1] or commanders[:1]
    if escalated:
        called = [*called, *commanders[:1], *desks[1:2]]
    return list(dict.fromkeys(called))


def told_of(code: str, posts: Collection[Post]) -> list[Post]:
    """Return who a notice is for: of the nearest area that has any post, who keeps its plans.

    A planner before a commander before the duty desk.
    """
    found = [one for role in (PLANNER, COMMAND, DUTY) for one in _upwards(code, posts, role)]
    return sorted(found, key=lambda one: -len(one.prefix))[:1]


def _upwards(code: str, posts: Collection[Post], role: str) -> list[Post]:
    """Return the posts of a role whose area holds the place, the smallest area first."""
    holding = {one for one in posts if one.role == role and code.startswith(one.prefix)}
    return sorted(holding, key=lambda one: (-len(one.prefix), one.jurisdiction_code))
