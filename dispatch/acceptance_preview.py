"""What an acceptance would send out, to whom, before anybody decides."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound
from dispatch import queries
from dispatch.choosing import Chosen, choose, trips_of
from dispatch.models import Proposal
from dispatch.schemas import Recipient
from dispatch.schemas_acceptance import AcceptancePreview, AcceptIn, GoodsToSend, OrderToIssue
from incidents.models import Incident
from resources import queries_readiness
from resources.models import Depot

Record = dict[str, Any]
_GOODS = ("need_id", "item_code", "item_name", "batch", "amount", "unit")


def preview(
    session: Session, actor: Actor, proposal_id: UUID, wanted: AcceptIn
) -> AcceptancePreview:
    """Return the orders that the same acceptance would give; nothing is written."""
    row = session.get(Proposal, proposal_id)
    if row is None or not queries.concerns(row, actor.prefixes):
        raise NotFound(noun="proposal")
    chosen = choose(session, row, wanted, actor.prefixes)
    whole = choose(session, row, AcceptIn(), actor.prefixes)
    orders = _Orders(session, chosen).all()
    return AcceptancePreview(
        proposal_id=row.id,
        version=row.version,
        orders=orders,
        left_out=_lines(whole) - _lines(chosen),
    )


def _lines(chosen: Chosen) -> int:
    teams = (*chosen.new, *chosen.redirected, *chosen.refilled, *chosen.recalled)
    return len(teams) + len(trips_of(chosen.deliveries))


class _Orders:
    """The orders of a choice, with names and with whom each goes to."""

    def __init__(self, session: Session, chosen: Chosen) -> None:
        self.chosen = chosen
        named = select(Incident.id, Incident.title).where(Incident.id.in_(chosen.incident_ids))
        self.titles: dict[str, str] = {str(row[0]): row[1] for row in session.execute(named)}
        self.teams = queries_readiness.recipients(session, _teams(chosen), clock.now(session))
        self.keepers = _keepers(session, chosen)

    def all(self) -> list[OrderToIssue]:
        """Return the orders: recalled and redirected first, for these take something away."""
        chosen = self.chosen
        return [
            *(self._team("recall", row) for row in chosen.recalled),
            *(self._team("redirect", row) for row in chosen.redirected),
            *(self._team("issue", row) for row in chosen.new),
            *(self._team("reshare", row) for row in chosen.refilled),
            *(self._trip(rows) for rows, _until in trips_of(chosen.deliveries)),
        ]

    def _team(self, change: Any, row: Record) -> OrderToIssue:
        goes_to = row.get("incident_id")
        return OrderToIssue(
            change=change,
            team_id=UUID(row["team_id"]),
            team_name=row["team_name"],
            depot_name=None,
            truck_id=None,
            truck_plate=None,
            trip=None,
            from_incident_title=self.titles.get(row.get("from_incident_id") or ""),
            incident_id=None if goes_to is None else UUID(goes_to),
            incident_title=self.titles.get(goes_to or ""),
            fills=row.get("fills", {}),
            goods=[],
            eta_s=row.get("eta_s"),
            later_s=row.get("readiness", {}).get("later_s", 0),
            recipients=_shown(self.teams.get(UUID(row["team_id"]), [])),
        )

    def _trip(self, rows: Sequence[Record]) -> OrderToIssue:
        head = rows[0]
        return OrderToIssue(
            change="issue",
            team_id=None,
            team_name=None,
            depot_name=head["depot_name"],
            truck_id=UUID(head["truck_id"]),
            truck_plate=head["truck_plate"],
            trip=head["trip"],
            from_incident_title=None,
            incident_id=UUID(head["incident_id"]),
            incident_title=self.titles.get(head["incident_id"]),
            fills={},
            goods=[GoodsToSend(**{name: row[name] for name in _GOODS}) for row in rows],
            eta_s=head["eta_s"],
            later_s=0,
            recipients=_shown(self.keepers.get(UUID(head["depot_id"]), [])),
        )


def _teams(chosen: Chosen) -> list[UUID]:
    rows = (*chosen.new, *chosen.redirected, *chosen.refilled, *chosen.recalled)
    return [UUID(row["team_id"]) for row in rows]


def _keepers(session: Session, chosen: Chosen) -> dict[UUID, list[queries_readiness.Recipient]]:
    ids = {UUID(row["depot_id"]) for row in chosen.deliveries}
    query = select(Depot.id, Depot.keeper_name, Depot.phone).where(Depot.id.in_(ids))
    found = session.execute(query)
    return {row[0]: [queries_readiness.Recipient("keeper", row[1], row[2], True)] for row in found}


def _shown(rows: Sequence[queries_readiness.Recipient]) -> list[Recipient]:
    return [Recipient(**one._asdict()) for one in rows if one.name or one.phone]
