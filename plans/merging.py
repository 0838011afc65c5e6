"""Several plans on one incident ask once: the larger ask counts, at every moment and grade (pure).

Each response has asks: so many of a capability or item by an instant. Within one response asks are
added (a level adds to the levels below it). Between responses the larger counts: at every instant
there is asked for at least what each response alone asks for by then, and in all no more than the
largest asks for. What a card asks for *in addition* is never merged. A team of a better grade
serves an ask for a lower one.

Standing needs are supply: what is under way serves any hour (nobody is sent twice), what is only
asked for serves asks that are no earlier. What no response asks for any more is cut.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

ANY_GRADE = 5
"""Stands after every grade: the loosest."""


class Thing(NamedTuple):
    """What is asked for: a capability, perhaps of a grade (1 the best), or an item."""

    code: str
    is_item: bool
    grade: int | None = None

    @property
    def strictness(self) -> int:
        """The grade as a number in which less is stricter."""
        return self.grade or ANY_GRADE


@dataclass(frozen=True)
class Ask:
    """So many of a thing by an instant, asked for by one response."""

    source: UUID
    thing: Thing
    quantity: int
    latest_at: datetime
    least: int | None = None
    in_addition: bool = False


class Share(NamedTuple):
    """How much of a step one response asks for."""

    source: UUID
    quantity: int


@dataclass(frozen=True)
class Step:
    """So many of a thing by an instant, after merging, and who asks for how much of it."""

    thing: Thing
    latest_at: datetime
    quantity: int
    least: int | None
    shares: tuple[Share, ...]
    in_addition: bool = False


@dataclass(frozen=True)
class Standing:
    """A need that plans asked for earlier: how many it still asks for, how many are under way."""

    need_id: UUID
    thing: Thing
    latest_at: datetime
    quantity: int
    under_way: int = 0
    addition_of: UUID | None = None


class Allotment(NamedTuple):
    """What a standing need is to ask for from now on; nothing (0) ends it."""

    need_id: UUID
    quantity: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Outcome:
    """What becomes of the standing needs, and what has to be asked for on top."""

    allotted: tuple[Allotment, ...]
    fresh: tuple[Step, ...]


def merged(asks: Iterable[Ask]) -> list[Step]:
    """Merge what responses ask for: the larger of each thing counts, additions stand apart."""
    given = [ask for ask in asks if ask.quantity > 0]
    steps = [_addition(ask) for ask in given if ask.in_addition]
    families: dict[tuple[str, bool], list[Ask]] = {}
    for ask in given:
        if not ask.in_addition:
            families.setdefault(ask.thing[:2], []).append(ask)
    for family in families.values():
        steps += _shared_out(_family(family), family)
    return sorted(steps, key=_order)


def _order(step: Step) -> tuple[str, bool, int, datetime]:
    return (step.thing.code, step.in_addition, step.thing.strictness, step.latest_at)


def _addition(ask: Ask) -> Step:
    shares = (Share(ask.source, ask.quantity),)
    return Step(ask.thing, ask.latest_at, ask.quantity, ask.least, shares, in_addition=True)


def _family(asks: Sequence[Ask]) -> list[Step]:
    """Steps of one capability or item, the strictest grade first, each grade by time."""
    times = sorted({ask.latest_at for ask in asks})
    covered = dict.fromkeys(times, 0)
    steps: list[Step] = []
    for strictness in sorted({ask.thing.strictness for ask in asks}):
        thing = next(ask.thing for ask in asks if ask.thing.strictness == strictness)
        emitted = 0
        for at in times:
            wanted = _largest(asks, strictness, at) - covered[at]
            more = max(0, wanted - emitted)
            emitted += more
            covered[at] += emitted
            if more:
                steps.append(Step(thing, at, more, None, ()))
    return steps


def _largest(asks: Sequence[Ask], strictness: int, at: datetime) -> int:
    """The most that one response asks for by an instant of this grade or a better one."""
    sums: dict[UUID, int] = {}
    for ask in asks:
        if ask.thing.strictness <= strictness and ask.latest_at <= at:
            sums[ask.source] = sums.get(ask.source, 0) + ask.quantity
    return max(sums.values(), default=0)


def _shared_out(steps: Sequence[Step], asks: Sequence[Ask]) -> list[Step]:
    """Write into each step who asks for how much of it, and its least useful amount."""
    shares: list[dict[UUID, int]] = [{} for _ in steps]
    leasts: list[dict[UUID, int]] = [{} for _ in steps]
    for ask in sorted(asks, key=lambda one: (one.thing.strictness, one.latest_at)):
        left = ask.quantity
        for n, step in enumerate(steps):
            if step.thing.strictness > ask.thing.strictness or left == 0:
                continue
            taken = min(left, step.quantity - shares[n].get(ask.source, 0))
            if taken:
                shares[n][ask.source] = shares[n].get(ask.source, 0) + taken
                leasts[n][ask.source] = max(ask.least or 0, leasts[n].get(ask.source, 0))
                left -= taken
    return [
        replace(
            step,
            shares=tuple(Share(*one) for one in sorted(shares[n].items())),
            least=min([*leasts[n].values(), step.quantity], default=0) or None,
        )
        for n, step in enumerate(steps)
    ]


def waived(asks: Iterable[Ask], less: Mapping[tuple[UUID, Thing], int]) -> list[Ask]:
    """Take off what an officer cut or cancelled by hand, the latest asks first.

    What somebody decided is not needed is not asked for again by the plan that asked for it.
    """
    left = dict(less)
    kept: list[Ask] = []
    for ask in sorted(asks, key=lambda one: one.latest_at, reverse=True):
        key = (ask.source, ask.thing)
        off = min(left.get(key, 0), ask.quantity)
        left[key] = left.get(key, 0) - off
        if ask.quantity > off:
            kept.append(replace(ask, quantity=ask.quantity - off))
    return kept[::-1]


def settle(steps: Iterable[Step], standing: Sequence[Standing]) -> Outcome:
    """Hold what is asked for against what stands: what is kept, cut, ended and asked for on top.

    What is under way is kept first. Only the first of a thing has a least useful amount: what comes
    on top is of use whatever it is.
    """
    pool = _Pool(standing)
    fresh: list[Step] = []
    begun = {one.thing.code for one in standing if one.quantity}
    for step in sorted(steps, key=lambda one: (one.thing.strictness, one.latest_at)):
        missing = pool.draw(step)
        if missing is not None:
            on_top = missing.thing.code in begun
            fresh.append(replace(missing, least=None) if on_top else missing)
            begun.add(missing.thing.code)
    return Outcome(pool.allotted(), tuple(sorted(fresh, key=_order)))


class _Pool:
    """The standing needs while they are shared out: every unit is given once."""

    def __init__(self, standing: Sequence[Standing]) -> None:
        self.standing = sorted(standing, key=lambda one: (one.latest_at, one.need_id))
        self.moving = {one.need_id: min(one.under_way, one.quantity) for one in standing}
        self.idle = {one.need_id: one.quantity - self.moving[one.need_id] for one in standing}
        self.given = {one.need_id: 0 for one in standing}
        self.shares: dict[UUID, dict[UUID, int]] = {one.need_id: {} for one in standing}

    def draw(self, step: Step) -> Step | None:
        """Serve a step from what stands; return what is missing of it."""
        rest = {share.source: share.quantity for share in step.shares}
        fits = [one for one in self.standing if _fits(one, step)]
        left = step.quantity
        for one in fits:
            left -= self._take(one, self.moving, left, rest)
        for one in fits:
            if one.latest_at <= step.latest_at:
                left -= self._take(one, self.idle, left, rest)
        if left == 0:
            return None
        shares = tuple(Share(source, min(n, left)) for source, n in rest.items() if n > 0)
        return replace(step, quantity=left, shares=shares)

    def _take(
        self, one: Standing, stock: dict[UUID, int], wanted: int, rest: dict[UUID, int]
    ) -> int:
        taken = min(wanted, stock[one.need_id])
        stock[one.need_id] -= taken
        self.given[one.need_id] += taken
        own = self.shares[one.need_id]
        for source, n in rest.items():
            part = min(n, taken)
            rest[source] = n - part
            if part:
                own[source] = own.get(source, 0) + part
        return taken

    def allotted(self) -> tuple[Allotment, ...]:
        """Return what each standing need is to ask for."""
        return tuple(
            Allotment(
                one.need_id,
                self.given[one.need_id],
                tuple(Share(*pair) for pair in sorted(self.shares[one.need_id].items())),
            )
            for one in self.standing
        )


def _fits(one: Standing, step: Step) -> bool:
    same = one.thing[:2] == step.thing[:2] and one.thing.strictness <= step.thing.strictness
    if not step.in_addition:
        return same and one.addition_of is None
    return same and one.addition_of == step.shares[0].source
