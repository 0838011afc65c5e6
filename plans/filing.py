"""Legal clocks of plans: working days by the calendar, filing, acceptance, evaluation (pure).

The day a period begins with is not counted (Civil Code art. 201, general knowledge). Filing within
20 working days of issue: 国办发〔2024〕5号 art. 26 (read). Acceptance within 5 working days:
second-hand. Evaluation every three years: second-hand.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

FILING_DAYS = 20
ACCEPTANCE_DAYS = 5
EVALUATION_SOON_DAYS = 60
FILING_SOON_DAYS = 7
_SATURDAY = 5


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: the exceptions to the week, and for which years they are known."""

    exceptions: Mapping[date, bool] = field(default_factory=dict)
    years: Collection[int] = ()

    def is_working(self, day: date) -> bool:
        """Say whether a day is worked; in a year nobody has entered, Monday to Friday are."""
        known = self.exceptions.get(day)
        return known if known is not None else day.weekday() < _SATURDAY


@dataclass(frozen=True)
class Deadline:
    """The last day of a period, and the years whose holidays nobody has entered."""

    on: date
    unknown_years: tuple[int, ...]

    @property
    def is_certain(self) -> bool:
        """Say whether every year the period touches is known."""
        return not self.unknown_years


def working_days_after(calendar: Calendar, begin: date, days: int) -> Deadline:
    """Return the day that many working days after another; the first day is not counted."""
    day, left = begin, days
    years: set[int] = set()
    while left > 0:
        day += timedelta(days=1)
        years.add(day.year)
        left -= calendar.is_working(day)
    return Deadline(day, tuple(sorted(years - set(calendar.years))))


def working_days_between(calendar: Calendar, begin: date, end: date) -> int:
    """Return how many working days lie after the first day up to the last, negative when past."""
    if end < begin:
        return -working_days_between(calendar, end, begin)
    span = (end - begin).days
    return sum(calendar.is_working(begin + timedelta(days=n)) for n in range(1, span + 1))


def years_after(day: date, years: int) -> date:
    """Return the same day some years later; the 29th of February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


class ClockKind(StrEnum):
    """What has a legal time."""

    FILING = "filing"
    ACCEPTANCE = "acceptance"
    EVALUATION = "evaluation"


class ClockState(StrEnum):
    """How a clock stands; the order is that of urgency."""

    OVERDUE = "overdue"
    DUE = "due"
    RUNNING = "running"


@dataclass(frozen=True)
class Clock:
    """A clock that runs: what for, from when, to when, and how it stands today."""

    kind: ClockKind
    since: date
    deadline: Deadline
    state: ClockState
    days_left: int
    """Days to the last day: working days for filing and acceptance, calendar days else."""


@dataclass(frozen=True)
class Dates:
    """The dates of a plan that clocks run from."""

    issued_on: date | None
    filed_on: date | None
    accepted_on: date | None
    evaluated_on: date | None
    standing: bool
    filed_by_law: bool
    evaluated_every_years: int | None


def clocks(dates: Dates, calendar: Calendar, today: date) -> list[Clock]:
    """Return the clocks that run for a plan, the most urgent first."""
    found = [
        *_filing(dates, calendar, today),
        *_acceptance(dates, calendar, today),
        *_evaluation(dates, today),
    ]
    return sorted(found, key=lambda one: (list(ClockState).index(one.state), one.deadline.on))


def _filing(dates: Dates, calendar: Calendar, today: date) -> list[Clock]:
    if not dates.filed_by_law or dates.issued_on is None or dates.filed_on is not None:
        return []
    last = working_days_after(calendar, dates.issued_on, FILING_DAYS)
    left = working_days_between(calendar, today, last.on)
    return [_clock(ClockKind.FILING, dates.issued_on, last, today, left, FILING_SOON_DAYS)]


def _acceptance(dates: Dates, calendar: Calendar, today: date) -> list[Clock]:
    if dates.filed_on is None or dates.accepted_on is not None:
        return []
    last = working_days_after(calendar, dates.filed_on, ACCEPTANCE_DAYS)
    left = working_days_between(calendar, today, last.on)
    return [_clock(ClockKind.ACCEPTANCE, dates.filed_on, last, today, left, 1)]


def _evaluation(dates: Dates, today: date) -> list[Clock]:
    begin = dates.evaluated_on or dates.issued_on
    if not dates.standing or dates.evaluated_every_years is None or begin is None:
        return []
    last = Deadline(years_after(begin, dates.evaluated_every_years), ())
    left = (last.on - today).days
    return [_clock(ClockKind.EVALUATION, begin, last, today, left, EVALUATION_SOON_DAYS)]


def _clock(
    kind: ClockKind, since: date, last: Deadline, today: date, left: int, soon: int
) -> Clock:
    if today > last.on:
        state = ClockState.OVERDUE
    else:
        state = ClockState.DUE if left <= soon else ClockState.RUNNING
    return Clock(kind, since, last, state, left)
