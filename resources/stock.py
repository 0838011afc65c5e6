"""Rules of stock: what is free, what is usable, which lot goes first, what a movement changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from core.local_time import BEIJING

CONFIRMED_WITHIN = timedelta(days=180)
"""A lot nobody has counted for longer than this is not promised without a fresh look."""


class MovementKind(StrEnum):
    """Why a line stands in the stock ledger."""

    OPENING = "opening"
    RECEIPT = "receipt"
    RESERVE = "reserve"
    RELEASE = "release"
    LAPSE = "lapse"
    LOAD = "load"
    DELIVER = "deliver"
    ISSUE = "issue"
    RETURN = "return"
    COME_BACK = "come_back"
    LOSS = "loss"
    LOSS_OUTSIDE = "loss_outside"
    STOCKTAKE = "stocktake"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    TRANSFER_END = "transfer_end"
    UNDO = "undo"


class Change(NamedTuple):
    """What a movement does to a lot's four accounts.

    What is here, what of it is promised, what has left and not arrived, what was handed out and
    has not come back.
    """

    quantity: int = 0
    reserved: int = 0
    on_the_way: int = 0
    delivered: int = 0

    def times(self, factor: int) -> "Change":
        """The same change so many times; minus one takes it back."""
        return Change(*(factor * part for part in self))


_OF_ONE: dict[MovementKind, Change] = {
    MovementKind.OPENING: Change(quantity=1),
    MovementKind.RECEIPT: Change(quantity=1),
    MovementKind.RESERVE: Change(reserved=1),
    MovementKind.RELEASE: Change(reserved=-1),
    MovementKind.LAPSE: Change(reserved=-1),
    MovementKind.LOAD: Change(quantity=-1, reserved=-1, on_the_way=1),
    MovementKind.DELIVER: Change(on_the_way=-1, delivered=1),
    MovementKind.ISSUE: Change(quantity=-1, delivered=1),
    MovementKind.COME_BACK: Change(quantity=1, on_the_way=-1),
    MovementKind.RETURN: Change(quantity=1, delivered=-1),
    MovementKind.LOSS: Change(quantity=-1),
    MovementKind.LOSS_OUTSIDE: Change(delivered=-1),
    MovementKind.STOCKTAKE: Change(quantity=1),
    MovementKind.TRANSFER_OUT: Change(quantity=-1, on_the_way=1),
    MovementKind.TRANSFER_IN: Change(quantity=1),
    MovementKind.TRANSFER_END: Change(on_the_way=-1),
}
"""What one unit of a movement does; a stocktake's units may be negative, an undoing turns round
what it undoes."""

UNDOABLE = frozenset(
    {
        MovementKind.RECEIPT,
        MovementKind.ISSUE,
        MovementKind.RETURN,
        MovementKind.LOSS,
        MovementKind.LOSS_OUTSIDE,
        MovementKind.STOCKTAKE,
    }
)
"""What a clerk may take back by a counter-movement; orders and transfers have their own steps."""


class StockLine(NamedTuple):
    """So much of one lot."""

    lot_id: UUID
    amount: int


@dataclass(frozen=True, slots=True)
class Balance:
    """What the ledger says of one lot, or of one order's part in it."""

    quantity: int
    reserved: int
    on_the_way: int = 0
    delivered: int = 0

    @property
    def free(self) -> int:
        """What is here and not promised."""
        return self.quantity - self.reserved

    def after(self, change: Change) -> "Balance":
        """The balance after a movement."""
        return Balance(
            self.quantity + change.quantity,
            self.reserved + change.reserved,
            self.on_the_way + change.on_the_way,
            self.delivered + change.delivered,
        )

    def stands(self) -> bool:
        """Whether the balance can be true: nothing negative, no more promised than there is."""
        outside = self.on_the_way >= 0 and self.delivered >= 0
        return outside and 0 <= self.reserved <= self.quantity


class Stored(Protocol):
    """A lot as far as its order of use is concerned."""

    @property
    def id(self) -> UUID: ...
    @property
    def expires_on(self) -> date | None: ...


class Held(Stored, Protocol):
    """A lot as far as taking from it is concerned."""

    @property
    def quantity(self) -> int: ...
    @property
    def reserved(self) -> int: ...


S = TypeVar("S", bound=Stored)


def change_of(kind: MovementKind, amount: int) -> Change:
    """Return what moving an amount does to a lot's accounts."""
    return _OF_ONE[kind].times(amount)


def civil_day(at: datetime) -> date:
    """Return the day that an instant falls on where the stock lies."""
    return at.astimezone(BEIJING).date()


def expires_at(expires_on: date) -> datetime:
    """Return the instant from which a lot is expired: on the day itself it may still be used."""
    return datetime.combine(expires_on + timedelta(days=1), time(), BEIJING)


def is_expired(expires_on: date | None, today: date) -> bool:
    """Say whether a lot is past its date; on the day itself it may still be used."""
    return expires_on is not None and expires_on < today


def is_confirmed(
    confirmed_at: datetime, now: datetime, within: timedelta | None = CONFIRMED_WITHIN
) -> bool:
    """Say whether somebody vouched for the lot recently enough; None asks for no age."""
    return within is None or now - confirmed_at <= within


def is_usable(expires_on: date | None, confirmed_at: datetime, now: datetime) -> bool:
    """Say whether a lot may be promised: neither expired nor unconfirmed for too long."""
    return not is_expired(expires_on, civil_day(now)) and is_confirmed(confirmed_at, now)


def in_order_of_use(lots: Iterable[S]) -> list[S]:
    """Return lots with the earliest expiry first, what never expires last, ties by identifier."""
    return sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.id))


def first_expired_first_out(lots: Sequence[Held], amount: int) -> list[StockLine]:
    """Return which lots an amount is taken from: the earliest expiry first, only what is free.

    The lines add up to less than the amount where less is free.
    """
    lines: list[StockLine] = []
    left = amount
    for lot in in_order_of_use(lots):
        taken = min(left, lot.quantity - lot.reserved)
        if taken > 0:
            lines.append(StockLine(lot.id, taken))
            left -= taken
    return lines


def merged(lines: Sequence[StockLine]) -> list[StockLine]:
    """Return one line a lot, in the order in which lots are locked: by identifier."""
    amounts: dict[UUID, int] = {}
    for lot_id, amount in lines:
        if amount <= 0:
            raise ValueError(f"an amount must be above zero, not {amount}")
        amounts[lot_id] = amounts.get(lot_id, 0) + amount
    return [StockLine(lot_id, amounts[lot_id]) for lot_id in sorted(amounts)]
