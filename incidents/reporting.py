"""The statutory report chain: who must be told by whom, by when, and how late it was.

Order 493 arts. 9 to 11: the unit tells the county within one hour of receiving the report, each
authority tells the next within two hours of its own receipt; 一般 must reach the city, 较大 the
province, 重大 and 特别重大 the State Council department. An authority that was told directly (越级)
starts its own clock at once; the duty of those below it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from incidents.kinds import LABELS, IncidentClass, IncidentKind

ORDER_493 = "国务院令第493号第九至十一条"
BY_ANALOGY = "《突发事件应对法》（2024）第十七条；时限参照国务院令第493号第九至十一条"


class Tier(StrEnum):
    """Who holds the report: the unit where it happened, then the authorities upwards."""

    UNIT = "unit"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"
    STATE_COUNCIL = "state_council"


TIERS = tuple(Tier)
LIMIT = {
    Tier.UNIT: timedelta(hours=1),
    Tier.COUNTY: timedelta(hours=2),
    Tier.CITY: timedelta(hours=2),
    Tier.PROVINCE: timedelta(hours=2),
}
_MUST_REACH = {4: Tier.CITY, 3: Tier.PROVINCE, 2: Tier.STATE_COUNCIL, 1: Tier.STATE_COUNCIL}


@dataclass(frozen=True)
class Hop:
    """One hop of the chain; before the hop below was made its clock is the latest allowed one."""

    position: int
    from_tier: Tier
    to_tier: Tier
    started_at: datetime
    due_at: datetime
    source: str


def must_reach(level: int | None) -> Tier:
    """Return whom a level must reach at least; while the level is unknown it is the city."""
    return Tier.CITY if level is None else _MUST_REACH[level]


def worse(level: int | None, proposed: int | None) -> int | None:
    """Return the graver of two levels, so that an old decision never shortens the chain."""
    return min((one for one in (level, proposed) if one is not None), default=None)


def tier_of(jurisdiction_level: str) -> Tier:
    """Return the authority that a jurisdiction's level stands for; a township reports as county."""
    return Tier.COUNTY if jurisdiction_level == "township" else Tier(jurisdiction_level)


def chain(
    kind: IncidentKind,
    level: int | None,
    received_by: Tier,
    received_at: datetime,
    sent: Mapping[int, datetime],
) -> list[Hop]:
    """Return the hops up to whom the level must reach, each clock started by its own receipt.

    ``sent`` holds the instants at which hops were made, by position.
    """
    hops: list[Hop] = []
    top = max(TIERS.index(must_reach(level)), max(sent, default=0))
    accident = LABELS[kind].incident_class is IncidentClass.ACCIDENT_DISASTER
    receipt = received_at
    for position in range(1, top + 1):
        from_tier = TIERS[position - 1]
        started_at = received_at if from_tier is received_by else receipt
        due_at = started_at + LIMIT[from_tier]
        source = ORDER_493 if accident else BY_ANALOGY
        hops.append(Hop(position, from_tier, TIERS[position], started_at, due_at, source))
        receipt = sent.get(position, due_at)
    return hops


def late_s(due_at: datetime, sent_at: datetime | None, now: datetime) -> int | None:
    """Return by how many seconds a hop was or is late; None when it was, or still is, in time."""
    over = ((sent_at or now) - due_at).total_seconds()
    return int(over) if over > 0 else None


def next_open(hops: Sequence[tuple[int, datetime | None]]) -> int | None:
    """Return the position of the first hop that was not made, from (position, sent at) pairs."""
    return next((position for position, sent_at in sorted(hops) if sent_at is None), None)
