"""Rules of stock without a database: free, usable, order of use, what movements change."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.stock import (
    CONFIRMED_WITHIN,
    Balance,
    Change,
    MovementKind,
    StockLine,
    change_of,
    civil_day,
    expires_at,
    in_order_of_use,
    is_confirmed,
    is_expired,
    is_usable,
    merged,
)

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)
TODAY = NOW.date()


@dataclass(frozen=True)
class Lot:
    id: UUID
    expires_on: date | None


def test_free_is_what_is_here_and_not_promised() -> None:
    assert Balance(10, 4).free == 6


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (MovementKind.OPENING, Change(5)),
        (MovementKind.RECEIPT, Change(5)),
        (MovementKind.RESERVE, Change(0, 5)),
        (MovementKind.RELEASE, Change(0, -5)),
        (MovementKind.LAPSE, Change(0, -5)),
        (MovementKind.LOAD, Change(-5, -5, 5)),
        (MovementKind.DELIVER, Change(0, 0, -5, 5)),
        (MovementKind.ISSUE, Change(-5, 0, 0, 5)),
        (MovementKind.RETURN, Change(5, 0, 0, -5)),
        (MovementKind.COME_BACK, Change(5, 0, -5)),
        (MovementKind.LOSS, Change(-5)),
        (MovementKind.LOSS_OUTSIDE, Change(0, 0, 0, -5)),
        (MovementKind.STOCKTAKE, Change(5)),
        (MovementKind.TRANSFER_OUT, Change(-5, 0, 5)),
        (MovementKind.TRANSFER_IN, Change(5)),
        (MovementKind.TRANSFER_END, Change(0, 0, -5)),
    ],
)
def test_each_movement_changes_what_its_name_says(kind: MovementKind, change: Change) -> None:
    assert change_of(kind, 5) == change


def test_goods_may_be_used_on_their_last_day_and_not_after() -> None:
    assert not is_expired(TODAY, TODAY)
    assert is_expired(TODAY - timedelta(days=1), TODAY)
    assert not is_expired(None, TODAY)


def test_a_day_of_expiry_ends_at_midnight_in_beijing() -> None:
    last_second = datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC)
    day = date(2026, 11, 21)
    assert civil_day(last_second) == day
    assert expires_at(day) == last_second + timedelta(seconds=1)
    assert is_usable(day, last_second, last_second)
    assert not is_usable(day, last_second, expires_at(day))


def test_a_lot_nobody_counted_for_too_long_is_not_usable() -> None:
    edge = NOW - CONFIRMED_WITHIN
    assert is_confirmed(edge, NOW)
    assert not is_confirmed(edge - timedelta(seconds=1), NOW)
    assert not is_usable(None, edge - timedelta(seconds=1), NOW)
    assert not is_usable(TODAY - timedelta(days=1), NOW, NOW)
    assert is_usable(TODAY, NOW, NOW)


@given(st.lists(st.one_of(st.none(), st.dates()), max_size=30))
def test_what_expires_first_goes_first_and_what_never_expires_last(
    dates: list[date | None],
) -> None:
    lots = in_order_of_use([Lot(uuid4(), expires_on) for expires_on in dates])
    seen = [lot.expires_on for lot in lots]
    dated = [expires_on for expires_on in seen if expires_on is not None]
    assert dated == sorted(dated)
    assert seen[: len(dated)] == dated


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 100)), max_size=30))
def test_lines_of_one_lot_are_added_up_and_stand_in_locking_order(
    pairs: list[tuple[int, int]],
) -> None:
    lines = merged([StockLine(UUID(int=lot), amount) for lot, amount in pairs])
    assert [line.lot_id for line in lines] == sorted({UUID(int=lot) for lot, _ in pairs})
    assert sum(line.amount for line in lines) == sum(amount for _, amount in pairs)


@pytest.mark.parametrize("amount", [0, -1])
def test_a_line_moves_something(amount: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        merged([StockLine(uuid4(), amount)])


def test_a_balance_that_promises_more_than_there_is_cannot_stand() -> None:
    assert Balance(3, 3).stands()
    assert not Balance(3, 4).stands()
    assert not Balance(-1, 0).stands()
    assert not Balance(3, 0).after(Change(-2, -1)).stands()
