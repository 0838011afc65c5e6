"""What an agreement between two jurisdictions covers, and where it stands at an instant."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NamedTuple, Protocol

RUNS_OUT_WITHIN = timedelta(days=30)
"""From when on an agreement in force is shown as running out soon."""

TermKind = Literal["team_kind", "capability", "item"]


class AgreementState(StrEnum):
    """Where an agreement stands; only ``in_force`` lets anybody use anything."""

    DRAFT = "draft"
    HALF_SIGNED = "half_signed"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    OVER = "over"


class Term(NamedTuple):
    """One kind of help: teams of a kind, teams with a capability, or an item; ``most`` at once."""

    kind: str
    code: str
    most: int | None


class Dated(Protocol):
    """An agreement as far as its state is concerned."""

    @property
    def provider_signed_at(self) -> datetime | None: ...
    @property
    def receiver_signed_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def valid_from(self) -> datetime: ...
    @property
    def valid_to(self) -> datetime: ...


def state_of(agreement: Dated, now: datetime) -> AgreementState:
    """Return where an agreement stands now; it is worked out at every look and never kept."""
    if agreement.ended_at is not None or agreement.valid_to <= now:
        return AgreementState.OVER
    signed = (agreement.provider_signed_at, agreement.receiver_signed_at)
    if None in signed:
        return AgreementState.DRAFT if signed == (None, None) else AgreementState.HALF_SIGNED
    return AgreementState.SIGNED if agreement.valid_from > now else AgreementState.IN_FORCE


def runs_out_soon(agreement: Dated, now: datetime) -> bool:
    """Say whether an agreement in force ends within a month."""
    is_in_force = state_of(agreement, now) is AgreementState.IN_FORCE
    return is_in_force and agreement.valid_to - now <= RUNS_OUT_WITHIN


def terms_for_team(terms: Iterable[Term], kind: str, capabilities: Collection[str]) -> list[Term]:
    """Return the terms under which a team may help."""
    return [
        term
        for term in terms
        if (term.kind == "team_kind" and term.code == kind)
        or (term.kind == "capability" and term.code in capabilities)
    ]


def term_for_item(terms: Iterable[Term], item_code: str) -> Term | None:
    """Return the term under which an item may be used, if there is one."""
    return next((term for term in terms if term.kind == "item" and term.code == item_code), None)
