"""Reads of how far an acceptance reaches: one's own area, and what others share with it now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import incidents.queries
from core.visibility import sees
from dispatch.models import Proposal
from resources.models import Depot, Lot, Team
from resources.queries_seen import seen_lots, seen_teams

Record = dict[str, Any]


@dataclass(frozen=True)
class Reach:
    """Whose records somebody may accept; ``shared`` are teams and lots of others, by their home."""

    prefixes: Sequence[str]
    shared: dict[str, str] = field(default_factory=dict)
    incidents: dict[str, str] = field(default_factory=dict)

    def outside(self, record: Record) -> list[str]:
        """Return the jurisdictions of a record that lie beyond the reach.

        A shared team or lot counts as one's own where it is newly sent to an incident of one's own;
        nobody takes it from another's incident.
        """
        codes = record["jurisdictions"]
        home = self.shared.get(record.get("team_id") or record.get("lot_id") or "")
        here = sees(self.prefixes, self.incidents.get(record.get("incident_id") or "", ""))
        if home is not None and here and record.get("status", "new") == "new":
            codes = [code for code in codes if code != home]
        return [code for code in codes if not sees(self.prefixes, code)]


def reach_of(session: Session, prefixes: Sequence[str], row: Proposal) -> Reach:
    """Return how far somebody's acceptance of a proposal reaches at this moment."""
    if sees(prefixes, row.jurisdiction_code):
        return Reach(prefixes)
    teams = _shared_teams(session, prefixes, (pick["team_id"] for pick in row.picks))
    lots = _shared_lots(session, prefixes, (one["lot_id"] for one in row.deliveries))
    named = {pick["incident_id"] for pick in row.picks if pick["incident_id"]}
    named |= {one["incident_id"] for one in row.deliveries}
    codes = incidents.queries.codes_of(session, [UUID(one) for one in named])
    return Reach(prefixes, teams | lots, {str(one): code for one, code in codes.items()})


def _shared_teams(session: Session, prefixes: Sequence[str], ids: Iterable[str]) -> dict[str, str]:
    query = select(Team.id, Team.jurisdiction_code).where(
        Team.id.in_([UUID(one) for one in ids]), seen_teams(session, prefixes)
    )
    return {str(one): code for one, code in session.execute(query)}


def _shared_lots(session: Session, prefixes: Sequence[str], ids: Iterable[str]) -> dict[str, str]:
    query = (
        select(Lot.id, Depot.jurisdiction_code)
        .join(Depot, Depot.id == Lot.depot_id)
        .where(Lot.id.in_([UUID(one) for one in ids]), seen_lots(session, prefixes))
    )
    return {str(one): code for one, code in session.execute(query)}
