"""Several plans on one incident ask once: the larger counts at every moment, additions apart."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from plans.merging import Ask, Standing, Step, Thing, merged, settle, waived

START = datetime(2026, 11, 21, 4, tzinfo=UTC)
FIRE, LEAK, FLOOD = (UUID(int=n) for n in (1, 2, 3))
PUMPS = Thing("drainage_pump", False)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def ask(
    source: UUID, quantity: int, minutes: int = 30, thing: Thing = PUMPS, **more: object
) -> Ask:
    return Ask(source, thing, quantity, at(minutes), **more)  # type: ignore[arg-type]


def told(steps: list[Step]) -> list[tuple[int, int]]:
    return [(step.quantity, (step.latest_at - START) // timedelta(minutes=1)) for step in steps]


def test_of_two_plans_the_larger_ask_counts_and_both_are_named() -> None:
    [step] = merged([ask(FIRE, 4), ask(LEAK, 6)])
    assert (step.quantity, {s.source: s.quantity for s in step.shares}) == (6, {FIRE: 4, LEAK: 6})


def test_the_levels_of_one_plan_are_added() -> None:
    assert told(merged([ask(FIRE, 4), ask(FIRE, 2), ask(LEAK, 5)])) == [(6, 30)]


def test_the_earliest_time_counts_for_as_many_as_are_wanted_by_then() -> None:
    assert told(merged([ask(FIRE, 4, 60), ask(LEAK, 2, 20)])) == [(2, 20), (2, 60)]


def test_what_is_asked_for_in_addition_is_not_merged() -> None:
    steps = merged([ask(FIRE, 4), ask(LEAK, 3, in_addition=True)])
    assert [(step.quantity, step.in_addition) for step in steps] == [(4, False), (3, True)]


def test_a_better_grade_serves_who_asks_for_any() -> None:
    best = Thing("mine_rescue", False, 1)
    steps = merged([ask(FIRE, 2, thing=best), ask(LEAK, 3, thing=Thing("mine_rescue", False))])
    assert [(step.thing.grade, step.quantity) for step in steps] == [(1, 2), (None, 1)]


def test_when_one_plan_ends_what_the_other_asks_stays_and_the_idle_part_goes_first() -> None:
    standing = [
        Standing(UUID(int=11), PUMPS, at(30), 4, under_way=0),
        Standing(UUID(int=12), PUMPS, at(30), 2, under_way=2),
    ]
    found = settle(merged([ask(LEAK, 3)]), standing)
    assert {one.need_id.int: one.quantity for one in found.allotted} == {11: 1, 12: 2}
    assert found.fresh == ()


def test_nobody_is_sent_twice_because_an_earlier_hour_is_asked_for() -> None:
    late = [Standing(UUID(int=11), PUMPS, at(60), 4, under_way=4)]
    found = settle(merged([ask(FIRE, 4, 60), ask(LEAK, 2, 20)]), late)
    assert (found.fresh, found.allotted[0].quantity) == ((), 4)


def test_what_is_only_asked_for_later_is_asked_for_earlier_instead() -> None:
    found = settle(
        merged([ask(FIRE, 4, 60), ask(LEAK, 2, 20)]), [Standing(UUID(int=11), PUMPS, at(60), 4)]
    )
    assert told(list(found.fresh)) == [(2, 20)]
    assert found.allotted[0].quantity == 2


def test_what_an_officer_cut_is_not_asked_for_again_by_the_plan_that_asked() -> None:
    left = waived([ask(FIRE, 4), ask(FIRE, 2, 60), ask(LEAK, 5)], {(FIRE, PUMPS): 3})
    assert sorted((one.source.int, one.quantity) for one in left) == [(1, 3), (2, 5)]


def test_only_the_first_of_a_thing_has_a_least_useful_amount() -> None:
    first = settle(merged([ask(FIRE, 8, least=2)]), [])
    assert first.fresh[0].least == 2
    more = settle(merged([ask(FIRE, 8, least=2)]), [Standing(UUID(int=11), PUMPS, at(30), 5)])
    assert (more.fresh[0].quantity, more.fresh[0].least) == (3, None)


THINGS = [PUMPS, Thing("drainage_pump", False, 2), Thing("sand", True)]
asks_of_plans = st.lists(
    st.builds(
        Ask,
        source=st.sampled_from([FIRE, LEAK, FLOOD]),
        thing=st.sampled_from(THINGS),
        quantity=st.integers(1, 20),
        latest_at=st.sampled_from([at(20), at(30), at(60), at(90)]),
        in_addition=st.booleans(),
    ),
    max_size=12,
)


def by(steps: list[Step], code: str, grade: int, when: datetime, addition: bool) -> int:
    return sum(
        step.quantity
        for step in steps
        if step.thing.code == code
        and step.thing.strictness <= grade
        and step.latest_at <= when
        and step.in_addition == addition
    )


@given(asks_of_plans)
def test_at_no_moment_less_is_asked_for_than_the_largest_ask(asks: list[Ask]) -> None:
    steps = merged(asks)
    for source in (FIRE, LEAK, FLOOD):
        for code in ("drainage_pump", "sand"):
            for grade in (2, 5):
                for when in (at(20), at(30), at(60), at(90)):
                    wanted = sum(
                        one.quantity
                        for one in asks
                        if (one.source, one.thing.code, one.in_addition) == (source, code, False)
                        and one.thing.strictness <= grade
                        and one.latest_at <= when
                    )
                    assert by(steps, code, grade, when, False) >= wanted


@given(asks_of_plans.map(lambda asks: [one for one in asks if one.thing.grade is None]))
def test_nothing_is_asked_for_twice(asks: list[Ask]) -> None:
    steps = merged(asks)
    for code in ("drainage_pump", "sand"):
        sums = Counter[UUID]()
        added = 0
        for one in asks:
            if one.thing.code == code and one.in_addition:
                added += one.quantity
            elif one.thing.code == code:
                sums[one.source] += one.quantity
        assert by(steps, code, 5, at(90), False) == max(sums.values(), default=0)
        assert by(steps, code, 5, at(90), True) == added


@given(asks_of_plans, asks_of_plans, st.lists(st.integers(0, 20), min_size=40, max_size=40))
def test_with_what_stands_everything_is_asked_for_and_not_more(
    before: list[Ask], after: list[Ask], moving: list[int]
) -> None:
    """Needs that stand from earlier asks, some under way, then other asks: sums come out right."""
    stood = [
        Standing(
            UUID(int=100 + n),
            step.thing,
            step.latest_at,
            step.quantity,
            min(moving[n % 40], step.quantity),
            step.shares[0].source if step.in_addition else None,
        )
        for n, step in enumerate(merged(before))
    ]
    wanted = merged(after)
    found = settle(wanted, stood)
    kept = sum(one.quantity for one in found.allotted)
    assert kept + sum(one.quantity for one in found.fresh) == sum(one.quantity for one in wanted)
    for one, need in zip(
        found.allotted, sorted(stood, key=lambda n: (n.latest_at, n.need_id)), strict=True
    ):
        assert 0 <= one.quantity <= need.quantity
        assert max((share.quantity for share in one.shares), default=0) <= one.quantity


@given(asks_of_plans)
def test_settling_twice_changes_nothing(asks: list[Ask]) -> None:
    steps = merged(asks)
    stood = [
        Standing(
            UUID(int=n),
            step.thing,
            step.latest_at,
            step.quantity,
            addition_of=step.shares[0].source if step.in_addition else None,
        )
        for n, step in enumerate(steps)
    ]
    found = settle(steps, stood)
    assert found.fresh == ()
    assert {one.need_id.int: one.quantity for one in found.allotted} == {
        n: step.quantity for n, step in enumerate(steps)
    }
