"""What an action costs, in rough units: one unit is about an hour of one person's office work.

Judgement, not measured and not money: the ratios only bring actions into an order. A site sets its
own by MUSTER_READINESS_COSTS ("team=200,confirm=1"); what it does not name keeps these values.
"""

from __future__ import annotations

from collections.abc import Mapping

SHIPPED: Mapping[str, float] = {
    "confirm": 1.0,
    "renew": 6.0,
    "duty": 8.0,
    "shift": 4.0,
    "agreement": 20.0,
    "stock": 10.0,
    "stock_per_tonne": 4.0,
    "service": 30.0,
    "lorry": 80.0,
    "team": 200.0,
}
"""Judgement (untagged by any standard): a telephone call to confirm a row 1; expired goods renewed
6 a place; a team put on duty 8, a shift extended 4; an agreement 20; goods bought and laid in 10 a
place and 4 a tonne; a team brought back into service 30; a lorry 80; a new team 200."""


class CostsRefused(ValueError):
    """The costs of actions cannot be read."""


def costs_of(text: str) -> dict[str, float]:
    """Return the costs of a site: the shipped ones, with what its setting names written over.

    Raises
    ------
    CostsRefused : a name is not known, or a number is not above zero.
    """
    costs = dict(SHIPPED)
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, _, number = part.partition("=")
        costs[_known(name.strip())] = _positive(number.strip(), part)
    return costs


def _known(name: str) -> str:
    if name not in SHIPPED:
        raise CostsRefused(f"unknown action {name!r}; there are {', '.join(SHIPPED)}")
    return name


def _positive(number: str, part: str) -> float:
    try:
        cost = float(number)
    except ValueError:
        raise CostsRefused(f"not a number: {part!r}") from None
    if not 0 < cost < 1e9:
        raise CostsRefused(f"a cost lies above zero: {part!r}")
    return cost
