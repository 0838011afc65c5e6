"""Decides what an action on a lot means: which fields change, or why it cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from core.errors import DomainError
from resources.errors import MadeAfterExpiry, NoteRequired, QuantityBelowReserved, StockNotFree
from resources.errors_bulk import BatchMissing, NothingFree

PLAIN = ("batch", "made_on", "expires_on")
"""Fields of a lot that are simply set; an amount goes through the ledger."""


class LotSeen(Protocol):
    """A lot as far as changing it is concerned."""

    @property
    def batch(self) -> str: ...
    @property
    def item_code(self) -> str: ...
    @property
    def made_on(self) -> date | None: ...
    @property
    def expires_on(self) -> date | None: ...
    @property
    def quantity(self) -> int: ...
    @property
    def reserved(self) -> int: ...
    @property
    def safety_stock(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after."""

    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Plan:
    """What is to become of one lot: changes, none, or a refusal."""

    changes: list[Change] = field(default_factory=list)
    refusal: DomainError | None = None

    @property
    def after(self) -> dict[str, Any]:
        """What each changed field becomes."""
        return {one.field: one.after for one in self.changes}


def plan_edit(lot: LotSeen, values: Mapping[str, Any], note: str | None) -> Plan:
    """Plan to set fields of a lot; an amount that differs is a stocktake and says why."""
    wanted = dict(values)
    if wanted.get("quantity", 0) is None:
        del wanted["quantity"]
    if "safety_stock" in wanted:
        wanted["safety_stock"] = wanted["safety_stock"] or None
    changes = [
        Change(name, getattr(lot, name), value)
        for name, value in wanted.items()
        if getattr(lot, name) != value
    ]
    return Plan(changes, _fault_of(lot, {one.field: one.after for one in changes}, note))


def _fault_of(lot: LotSeen, after: Mapping[str, Any], note: str | None) -> DomainError | None:
    if "batch" in after and not after["batch"]:
        return BatchMissing(field="batch")
    made_on, expires_on = after.get("made_on", lot.made_on), after.get("expires_on", lot.expires_on)
    dated = "made_on" in after or "expires_on" in after
    if dated and made_on is not None and expires_on is not None and made_on > expires_on:
        name = "expires_on" if "expires_on" in after else "made_on"
        return MadeAfterExpiry(
            field=name, made_on=made_on.isoformat(), expires_on=expires_on.isoformat()
        )
    if "quantity" not in after:
        return None
    if after["quantity"] < lot.reserved:
        return QuantityBelowReserved(
            field="quantity", lot=lot.batch, reserved=lot.reserved, asked=after["quantity"]
        )
    return None if note else NoteRequired(field="note")


def plan_taking(lot: LotSeen, values: Mapping[str, Any]) -> Plan:
    """Plan to take goods out of a lot: so many, or all that is free; never what is promised."""
    free = lot.quantity - lot.reserved
    asked = values.get("quantity")
    amount = free if asked is None else int(asked)
    if free <= 0 or amount == 0:
        return Plan(refusal=NothingFree())
    if amount > free:
        return Plan(
            refusal=StockNotFree(lot=lot.batch, item_code=lot.item_code, free=free, asked=amount)
        )
    return Plan([Change("quantity", lot.quantity, lot.quantity - amount)])
