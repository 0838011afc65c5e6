"""One question about sites: what stands already, what is asked, what an answer is worth.

Stations that stand already are not part of the choice: each place's time is at most theirs, and
places they serve in time need no site. That leaves the four problems of `geo.siting` as they are,
and their optimum is that of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import assert_never

import numpy as np

from geo.siting import Siting, cover_all, cover_most, least_farthest, least_total
from geo.types import BoolArray, FloatArray, IntArray

Ask = Callable[[IntArray, FloatArray], Siting]
"""The question of a covering model about some places: their times and people."""


class SitingModel(StrEnum):
    """What is made best."""

    LSCP = "lscp"
    MCLP = "mclp"
    P_MEDIAN = "p_median"
    P_CENTRE = "p_centre"


MOST_PLACES = {
    SitingModel.LSCP: 3000,
    SitingModel.MCLP: 3000,
    SitingModel.P_MEDIAN: 600,
    SitingModel.P_CENTRE: 1500,
}
"""Places a model is asked about; more are taken together where they lie side by side."""


@dataclass(frozen=True, eq=False)
class SitingTask:
    """A question with its times.

    Attributes
    ----------
    times : (n, m) seconds until help from each possible site is at each place, negative: never
    standing : (m,) the same from the nearest station that stands already, negative: never
    people : (m,)
    count : how many sites may be built; without meaning for LSCP
    limit_s : how long the solver may take
    """

    model: SitingModel
    times: IntArray
    standing: IntArray
    people: FloatArray
    within_s: int
    count: int
    limit_s: float


@dataclass(frozen=True)
class Worth:
    """What sites give the people: how many in time, the mean and the longest time; None: nobody."""

    people: float
    people_in_time: float
    people_reached: float
    mean_s: float | None
    farthest_s: int | None


def solve(task: SitingTask) -> Siting:
    """Return the best sites, with the places that nobody reaches by their numbers in the task.

    Raises
    ------
    NoSiting : what is asked cannot be done
    """
    match task.model:
        case SitingModel.LSCP:
            return _of_unserved(
                task,
                lambda times, _people: cover_all(times, task.within_s, seconds=task.limit_s),
            )
        case SitingModel.MCLP:
            return _of_unserved(
                task,
                lambda times, people: cover_most(
                    times, task.within_s, people, task.count, seconds=task.limit_s
                ),
            )
        case SitingModel.P_MEDIAN:
            return least_total(_with_standing(task), task.people, task.count, seconds=task.limit_s)
        case SitingModel.P_CENTRE:
            return least_farthest(_with_standing(task), task.count, seconds=task.limit_s)
        case _:
            assert_never(task.model)


def worth(task: SitingTask, sites: Sequence[int]) -> Worth:
    """Return what the standing stations together with some sites give."""
    nearest = _least(np.vstack([task.standing[None, :], task.times[list(sites)]]))
    reached = nearest >= 0
    in_time = reached & (nearest <= task.within_s)
    people, held = task.people, float(task.people[reached].sum())
    inhabited = reached & (people > 0)
    return Worth(
        people=float(people.sum()),
        people_in_time=float(people[in_time].sum()),
        people_reached=held,
        mean_s=float((people * nearest)[reached].sum()) / held if held else None,
        farthest_s=int(nearest[inhabited].max()) if inhabited.any() else None,
    )


def _of_unserved(task: SitingTask, ask: Ask) -> Siting:
    """Ask about the places that no standing station serves in time."""
    open_places = np.flatnonzero(~_in_time(task.standing, task.within_s))
    if not len(open_places):
        return Siting((), 0.0, 0.0, ())
    found = ask(task.times[:, open_places], task.people[open_places])
    lost = tuple(open_places[list(found.out_of_reach)].tolist())
    return replace(found, out_of_reach=lost)


def _with_standing(task: SitingTask) -> IntArray:
    """Times from each site where the standing station serves those who are nearer to it."""
    standing = np.broadcast_to(task.standing, task.times.shape)
    return _least(np.stack([task.times, standing]))


def _least(times: IntArray) -> IntArray:
    """Least along the first axis of those that are not negative, -1 where all are."""
    never = np.iinfo(np.int32).max
    least = np.where(times < 0, never, times).min(axis=0)
    return np.where(least == never, -1, least).astype(np.int32)


def _in_time(seconds: IntArray, within_s: int) -> BoolArray:
    return np.asarray((seconds >= 0) & (seconds <= within_s))
