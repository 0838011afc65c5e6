"""In whose name incidents are served together, and what of a proposal a county sees."""

from typing import Any

import pytest

from dispatch.models import Proposal
from dispatch.queries import concerns, covering_code, proposal_out


@pytest.mark.parametrize(
    ("codes", "covering"),
    [
        (["420111"], "420100"),
        (["420111", "420103"], "420100"),
        (["420111001", "420116"], "420100"),
        (["420111", "420201"], "420000"),
    ],
)
def test_dispatch_belongs_to_the_city_or_to_what_covers_all(
    codes: list[str], covering: str
) -> None:
    assert covering_code(codes) == covering


def shortfall(code: str) -> dict[str, Any]:
    return {
        "need_id": "0192f0c1-7c1e-7000-8000-000000000001",
        "incident_id": "0192f0c1-7c1e-7000-8000-000000000002",
        "amount": 1,
        "reason": {"code": "none_free", "facts": {}},
        "cheapest_fix": None,
        "jurisdictions": [code],
    }


def proposal() -> Proposal:
    from datetime import UTC, datetime
    from uuid import UUID

    return Proposal(
        id=UUID("0192f0c1-7c1e-7000-8000-000000000003"),
        number=7,
        state="proven",
        reason=[],
        requested_at=datetime(2026, 11, 21, tzinfo=UTC),
        basis_seq=1,
        jurisdiction_code="420100",
        terms={},
        picks=[],
        deliveries=[],
        shortfalls=[shortfall("420111"), shortfall("420103")],
        difference={},
        timings_s={},
        ladder=[],
        outlook={},
        needs=[],
        data_age={},
        version=1,
    )


def test_the_city_sees_the_whole_proposal_and_a_county_what_concerns_it() -> None:
    assert len(proposal_out(proposal(), ["4201"]).shortfalls) == 2
    assert len(proposal_out(proposal(), ["420111"]).shortfalls) == 1


def test_a_county_that_nothing_concerns_does_not_see_the_proposal() -> None:
    assert concerns(proposal(), ["420103"])
    assert not concerns(proposal(), ["420116"])
    assert not concerns(proposal(), [])
