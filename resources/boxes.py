"""Rules of labelled boxes: codes, where a box can be, what may be done with it next (pure)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 characters: none is mistaken for another when typed by hand."""

CODE_LENGTH = 10
"""50 random bits: not a secret, but nobody meets a label by counting up."""

_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1"})


class BoxState(StrEnum):
    """Where a labelled box is."""

    AWAITED = "awaited"
    IN_STOCK = "in_stock"
    ON_TRANSFER = "on_transfer"
    ON_ORDER = "on_order"
    HANDED_OVER = "handed_over"
    MISSING = "missing"
    VOID = "void"


class Act(StrEnum):
    """What a scan does with boxes."""

    RECEIVE = "receive"
    LOAD = "load"
    DELIVER = "deliver"
    HAND_OVER = "hand_over"
    SEND = "send"
    RETURN = "return"
    COUNT = "count"
    SEEN = "seen"
    VOID = "void"


ALLOWED: Mapping[BoxState, tuple[Act, ...]] = MappingProxyType(
    {
        BoxState.AWAITED: (Act.RECEIVE, Act.VOID),
        BoxState.IN_STOCK: (Act.HAND_OVER, Act.SEEN, Act.COUNT, Act.SEND, Act.LOAD, Act.VOID),
        BoxState.ON_TRANSFER: (Act.RECEIVE,),
        BoxState.ON_ORDER: (Act.DELIVER,),
        BoxState.HANDED_OVER: (Act.RETURN,),
        BoxState.MISSING: (Act.COUNT, Act.VOID),
        BoxState.VOID: (),
    }
)
"""What may be done with a box, by where it is; whatever is not named is refused."""

NOT_TAKEN_BACK = frozenset({Act.LOAD, Act.DELIVER, Act.SEEN})
"""Orders have steps of their own (recall, close); that somebody saw a box stays true."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides the next step of a box beside where it is."""

    keeps_here: bool
    """The person keeps the stock where the box lies."""
    keeps_there: bool
    """The person keeps the stock where the box is going, if it is under way."""
    drives: bool
    """The person may report the steps of delivery orders."""
    is_wanted: bool = False
    """An order that is not loaded yet holds goods of the box's lot."""
    in_books: bool = True
    """The stock list has at least what the box holds."""
    is_fresh: bool = True
    """Somebody vouched for the lot lately."""


def new_code() -> str:
    """Return a fresh code for a label."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def spoken_code(code: str) -> str:
    """Return a code as it is printed and read out: in two groups."""
    half = CODE_LENGTH // 2
    return f"{code[:half]}-{code[half:]}"


def normal_code(typed: str) -> str:
    """Return the code that somebody typed or scanned: also from a whole address, with any dashes.

    Letters that are taken for digits are read as those.
    """
    last = typed.strip().rstrip("/").rsplit("/", 1)[-1].split("?", 1)[0]
    return "".join(one for one in last.upper().translate(_MISTAKEN) if one in ALPHABET)


def expected_in_books(amount: int, lot_quantity: int) -> int:
    """Return how much of a box the stock list knows of: never more than the whole lot has."""
    return min(amount, lot_quantity)


def next_act(state: BoxState, around: Surroundings) -> Act | None:
    """Return the one thing this person would do with a box next; None when it is not theirs to do.

    A box whose goods the stock list does not have is counted before anything else.
    """
    match state:
        case BoxState.AWAITED:
            return Act.RECEIVE if around.keeps_here else None
        case BoxState.IN_STOCK:
            return _next_in_stock(around)
        case BoxState.ON_TRANSFER:
            return Act.RECEIVE if around.keeps_there else None
        case BoxState.ON_ORDER:
            return Act.DELIVER if around.drives else None
        case BoxState.HANDED_OVER:
            return Act.RETURN if around.keeps_here else None
        case BoxState.MISSING:
            return Act.COUNT if around.keeps_here else None
        case BoxState.VOID:
            return None


def _next_in_stock(around: Surroundings) -> Act | None:
    if around.is_wanted and around.drives:
        return Act.LOAD
    if not around.keeps_here:
        return None
    if not around.in_books:
        return Act.COUNT
    return Act.HAND_OVER if around.is_fresh else Act.SEEN
