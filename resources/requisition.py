"""The course of a requisition (应急征用): which step may follow which, and what each one needs.

Sources: Emergency Response Law 2024 arts. 12, 76, 95(9) (read). The hand-over list in two copies
and the 48 hours for papers after an urgent hand-over are local procedure (Siping 2009 arts. 13-15,
read; same wording in Hangzhou): a site checks its own city's measures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PAPERS_WITHIN = timedelta(hours=48)
"""After an urgent hand-over the decision must be served within this time."""


class RequisitionState(StrEnum):
    """Where a requisition stands; ``in_use`` from hand-over to return."""

    DRAFTED = "drafted"
    DECIDED = "decided"
    IN_USE = "in_use"
    RETURNED = "returned"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class LegalBasis(StrEnum):
    """The articles a decision rests on."""

    EMERGENCY_RESPONSE_LAW_12 = "emergency_response_law_12"
    EMERGENCY_RESPONSE_LAW_76 = "emergency_response_law_76"
    WORK_SAFETY_RESCUE_18 = "work_safety_rescue_18"
    DISASTER_RELIEF_15 = "disaster_relief_15"


TRANSITIONS: dict[RequisitionState, frozenset[RequisitionState]] = {
    RequisitionState.DRAFTED: frozenset(
        {RequisitionState.DECIDED, RequisitionState.IN_USE, RequisitionState.CANCELLED}
    ),
    RequisitionState.DECIDED: frozenset({RequisitionState.IN_USE, RequisitionState.CANCELLED}),
    RequisitionState.IN_USE: frozenset({RequisitionState.RETURNED}),
    RequisitionState.RETURNED: frozenset({RequisitionState.SETTLED}),
    RequisitionState.SETTLED: frozenset(),
    RequisitionState.CANCELLED: frozenset(),
}


def may_follow(state: RequisitionState, wanted: RequisitionState) -> bool:
    """Say whether a requisition may take this step."""
    return wanted in TRANSITIONS[state]


def may_be_decided(state: RequisitionState, is_decided: bool) -> bool:
    """A decision is served once: before the hand-over, or after an urgent one, until settled."""
    late = (RequisitionState.DRAFTED, RequisitionState.IN_USE, RequisitionState.RETURNED)
    return not is_decided and state in late


def papers_due_at(handed_over_at: datetime, is_decided: bool) -> datetime | None:
    """Return until when the decision must be served; None where it was before the hand-over."""
    return None if is_decided else handed_over_at + PAPERS_WITHIN


@dataclass(frozen=True)
class Settlement:
    """What is paid for what was used, damaged or lost, in yuan; None is not claimed, not valued."""

    claimed_yuan: int | None
    valued_yuan: int | None
    paid_yuan: int
    note: str | None


def settlement_gaps(settlement: Settlement, damaged: Sequence[str], is_decided: bool) -> list[str]:
    """Return what is missing before a requisition can be settled: codes, none when it can be.

    Property must be compensated when it was used, damaged or lost (art. 12), so a payment of
    nothing, or one below the valuation, needs a note; damage needs a valuation.
    """
    gaps = [] if is_decided else ["decision"]
    if damaged and settlement.valued_yuan is None:
        gaps.append("valuation")
    below = settlement.valued_yuan is not None and settlement.paid_yuan < settlement.valued_yuan
    if (settlement.paid_yuan == 0 or below) and not settlement.note:
        gaps.append("note")
    return gaps
