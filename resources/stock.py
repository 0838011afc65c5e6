"""Rules of stock: what is free, what is usable, which lot goes first, what a movement changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

CONFIRMED_WITHIN = timedelta(days=180)
"""A lot nobody has counted for longer than this is not promised without a fresh look."""


CIVIL_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The time by which days are counted: a date of expiry ends at midnight in Beijing."""


class MovementKind(StrEnum):
    """Why a line stands in the stock ledger."""

    OPENING = "opening"
    RESERVE = "reserve"
    RELEASE = "release"
    ISSUE = "issue"
    RETURN = "return"
    RECEIVE = "receive"
    ADJUST = "adjust"


class Change(NamedTuple):
    """What a movement does to a lot: to what is here, and to what of it is promised."""

    quantity: int
    reserved: int


class StockLine(NamedTuple):
    """So much of one lot."""

    lot_id: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What the ledger says of one lot, or of one order's part in it."""

    quantity: int
    reserved: int

    @property
    def free(self) -> int:
        """What is here and not promised."""
        return self.quantity - self.reserved

    def after(self, change: Change) -> "Balance":
        """The balance after a movement."""
        return Balance(self.quantity + change.quantity, self.reserved + change.reserved)

    def stands(self) -> bool:
        """Whether the balance can be true: nothing negative, no more promised than there is."""
        return 0 <= self.reserved <= self.quantity


class Stored(Protocol):
    """A lot as far as its order of use is concerned."""

    @property
    def id(self) -> UUID: ...
    @property
    def expires_on(self) -> date | None: ...


S = TypeVar("S", bound=Stored)


def change_of(kind: MovementKind, amount: int) -> Change:
    """Return what moving an amount does; corrections state their change themselves."""
    match kind:
        case MovementKind.OPENING | MovementKind.RECEIVE | MovementKind.RETURN:
            return Change(amount, 0)
        case MovementKind.RESERVE:
            return Change(0, amount)
        case MovementKind.RELEASE:
            return Change(0, -amount)
        case MovementKind.ISSUE:
            return Change(-amount, -amount)
        case MovementKind.ADJUST:
            return Change(amount, 0)


def civil_day(at: datetime) -> date:
    """Return the day that an instant falls on where the stock lies."""
    return at.astimezone(CIVIL_TIME).date()


def expires_at(expires_on: date) -> datetime:
    """Return the instant from which a lot is expired: on the day itself it may still be used."""
    return datetime.combine(expires_on + timedelta(days=1), time(), CIVIL_TIME)


def is_expired(expires_on: date | None, today: date) -> bool:
    """Say whether a lot is past its date; on the day itself it may still be used."""
    return expires_on is not None and expires_on < today


def is_confirmed(confirmed_at: datetime, now: datetime) -> bool:
    """Say whether somebody vouched for the lot recently enough."""
    return now - confirmed_at <= CONFIRMED_WITHIN


def is_usable(expires_on: date | None, confirmed_at: datetime, now: datetime) -> bool:
    """Say whether a lot may be promised: neither expired nor unconfirmed for too long."""
    return not is_expired(expires_on, civil_day(now)) and is_confirmed(confirmed_at, now)


def in_order_of_use(lots: Iterable[S]) -> list[S]:
    """Return lots with the earliest expiry first, what never expires last, ties by identifier."""
    return sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.id))


def merged(lines: Sequence[StockLine]) -> list[StockLine]:
    """Return one line a lot, in the order in which lots are locked: by identifier."""
    amounts: dict[UUID, int] = {}
    for lot_id, amount in lines:
        if amount <= 0:
            raise ValueError(f"an amount must be above zero, not {amount}")
        amounts[lot_id] = amounts.get(lot_id, 0) + amount
    return [StockLine(lot_id, amounts[lot_id]) for lot_id in sorted(amounts)]
