"""The order of tasks: which wait for which, and when each would be due (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID


@dataclass(frozen=True)
class OrderedTask:
    """A task as far as its order goes."""

    id: UUID
    after: tuple[UUID, ...]
    limit_s: int
    is_open: bool
    blocked: bool
    due_at: datetime


class Timing(NamedTuple):
    """Whether a task waits for others, and when it is due."""

    blocked: bool
    due_at: datetime


def retimed(tasks: Sequence[OrderedTask], now: datetime) -> dict[UUID, Timing]:
    """Return the open tasks whose timing changes: freed ones begin now, blocked ones wait.

    A task whose clock runs keeps its deadline.
    """
    by_id = {one.id: one for one in tasks}
    timings: dict[UUID, Timing] = {}

    def timing(one: OrderedTask) -> Timing:
        if one.id in timings:
            return timings[one.id]
        timings[one.id] = Timing(one.blocked, one.due_at)
        before = [by_id[ref] for ref in one.after if ref in by_id and by_id[ref].is_open]
        limit = timedelta(seconds=one.limit_s)
        if before:
            found = Timing(True, max(timing(former).due_at for former in before) + limit)
        elif one.blocked:
            found = Timing(False, now + limit)
        else:
            found = Timing(False, one.due_at)
        timings[one.id] = found
        return found

    changed = {one.id: timing(one) for one in tasks if one.is_open}
    return {
        key: value
        for key, value in changed.items()
        if value != Timing(by_id[key].blocked, by_id[key].due_at)
    }


def circle_in(after: Mapping[str, Iterable[str]]) -> list[str]:
    """Return tasks that wait for each other in a circle, none where the order holds."""
    done: set[str] = set()
    for start in after:
        path: list[str] = []
        found = _walk(start, after, path, done)
        if found:
            return found
    return []


def _walk(
    one: str, after: Mapping[str, Iterable[str]], path: list[str], done: set[str]
) -> list[str]:
    if one in path:
        return path[path.index(one) :]
    if one in done:
        return []
    path.append(one)
    for former in after.get(one, ()):
        found = _walk(former, after, path, done)
        if found:
            return found
    path.pop()
    done.add(one)
    return []
