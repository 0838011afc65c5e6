"""The steps of a requisition, the 48 hours, and what a settlement needs."""

from datetime import UTC, datetime, timedelta

import pytest

from resources.queries_requisition import masked
from resources.requisition import (
    RequisitionState,
    Settlement,
    may_be_decided,
    may_follow,
    papers_due_at,
    settlement_gaps,
)

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def test_what_is_in_use_can_only_be_returned() -> None:
    allowed = {one for one in RequisitionState if may_follow(RequisitionState.IN_USE, one)}
    assert allowed == {RequisitionState.RETURNED}


@pytest.mark.parametrize("over", [RequisitionState.SETTLED, RequisitionState.CANCELLED])
def test_nothing_follows_the_end(over: RequisitionState) -> None:
    assert not any(may_follow(over, one) for one in RequisitionState)


def test_an_urgent_hand_over_gives_48_hours_for_the_papers_and_a_decided_one_needs_none() -> None:
    assert papers_due_at(NOON, is_decided=False) == NOON + timedelta(hours=48)
    assert papers_due_at(NOON, is_decided=True) is None


def test_a_decision_is_served_once_and_not_on_what_is_over() -> None:
    assert may_be_decided(RequisitionState.DRAFTED, is_decided=False)
    assert may_be_decided(RequisitionState.IN_USE, is_decided=False)
    assert not may_be_decided(RequisitionState.IN_USE, is_decided=True)
    assert not may_be_decided(RequisitionState.CANCELLED, is_decided=False)


@pytest.mark.parametrize(
    ("settlement", "damaged", "is_decided", "gaps"),
    [
        (Settlement(None, 3200, 3200, None), [], True, []),
        (Settlement(None, None, 3200, None), ["挖掘机"], True, ["valuation"]),
        (Settlement(5000, 3200, 3000, None), [], True, ["note"]),
        (Settlement(5000, 3200, 3000, "双方协商"), [], True, []),
        (Settlement(None, None, 0, None), [], False, ["decision", "note"]),
    ],
)
def test_a_settlement_needs_the_decision_a_valuation_of_damage_and_a_reason_for_paying_less(
    settlement: Settlement, damaged: list[str], is_decided: bool, gaps: list[str]
) -> None:
    assert settlement_gaps(settlement, damaged, is_decided) == gaps


def test_of_the_owners_number_only_the_last_characters_are_shown() -> None:
    assert masked("91420100MA0000000X") == "**************000X"
    assert masked("12") == "****"
    assert masked(None) is None
