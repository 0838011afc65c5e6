"""What of a proposal an acceptance means: all of it, incidents, or single lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.visibility import sees
from dispatch import queries_reach
from dispatch.errors import BeyondYourJurisdiction, NothingToAccept
from dispatch.models import Assignment, Order, Proposal
from dispatch.schemas_acceptance import AcceptIn

Record = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """What of a proposal is accepted."""

    new: list[Record]
    redirected: list[Record]
    refilled: list[Record]
    recalled: list[Record]
    deliveries: list[Record]

    @property
    def incident_ids(self) -> set[UUID]:
        """The incidents that gain or lose something."""
        gaining = {row["incident_id"] for row in self._rows() if row.get("incident_id")}
        losing = {row["from_incident_id"] for row in (*self.redirected, *self.recalled)}
        return {UUID(one) for one in gaining | losing}

    @property
    def team_ids(self) -> list[UUID]:
        """The teams that get another place."""
        moved = (*self.new, *self.redirected, *self.recalled)
        return sorted({UUID(row["team_id"]) for row in moved})

    @property
    def truck_ids(self) -> list[UUID]:
        """The lorries that are sent."""
        return sorted({UUID(row["truck_id"]) for row in self.deliveries})

    @property
    def lot_ids(self) -> list[UUID]:
        """The lots that goods are taken from."""
        return sorted({UUID(row["lot_id"]) for row in self.deliveries})

    @property
    def ended_order_ids(self) -> list[UUID]:
        """The running orders that end or change."""
        rows = (*self.redirected, *self.refilled, *self.recalled)
        return sorted({UUID(row["order_id"]) for row in rows})

    @property
    def need_ids(self) -> set[UUID]:
        """The needs that are served."""
        served = {need for row in (*self.new, *self.redirected) for need in row["fills"]}
        return {UUID(one) for one in served | {row["need_id"] for row in self.deliveries}}

    def _rows(self) -> Iterable[Record]:
        return (*self.new, *self.redirected, *self.refilled, *self.deliveries)

    def is_empty(self) -> bool:
        """Say whether nothing would change."""
        return not (*self._rows(), *self.recalled)


def running_fills(session: Session, row: Proposal) -> dict[str, dict[str, int]]:
    """Return what the running orders of picked teams fill now, by order."""
    ids = [UUID(pick["order_id"]) for pick in row.picks if pick["order_id"] is not None]
    if not ids:
        return {}
    query = select(Order.id, Assignment.fills).join(Assignment).where(Order.id.in_(ids))
    return {str(order_id): fills for order_id, fills in session.execute(query)}


def choose(session: Session, row: Proposal, wanted: AcceptIn, prefixes: Sequence[str]) -> Chosen:
    """Return what is accepted; a county accepts only what lies wholly within its own reach."""
    reach = queries_reach.reach_of(session, prefixes, row)
    whole = sees(reach.prefixes, row.jurisdiction_code)
    named = Named.of(wanted)

    def meant(record: Record, incident_id: str | None) -> bool:
        return named.means(record, incident_id) and (
            named.names_anything or whole or not reach.outside(record)
        )

    picks = [pick for pick in row.picks if meant(pick, pick["incident_id"])]
    deliveries = [one for one in row.deliveries if meant(one, one["incident_id"])]
    if not whole:
        _require_within(reach, [*picks, *deliveries])
    leaving = row.difference.get("recalled", []) if whole else []
    running = running_fills(session, row)
    chosen = Chosen(
        new=[pick for pick in picks if pick["status"] == "new"],
        redirected=[pick for pick in picks if pick["status"] == "redirected"],
        refilled=[
            pick
            for pick in picks
            if pick["status"] == "kept" and running.get(pick["order_id"]) != pick["fills"]
        ],
        recalled=[one for one in leaving if named.means(one, one["from_incident_id"])],
        deliveries=deliveries,
    )
    nothing_meant = not whole or (named.names_anything and not picks)
    if nothing_meant and chosen.is_empty():
        raise NothingToAccept()
    return chosen


@dataclass(frozen=True)
class Named:
    """Which lines somebody named: of incidents, of teams, of trips; None: no such limit."""

    incidents: frozenset[str] | None
    teams: frozenset[str] | None
    trips: frozenset[tuple[str, int]] | None

    @classmethod
    def of(cls, wanted: AcceptIn) -> "Named":
        """Read what an acceptance names."""
        teams, trips = wanted.team_ids, wanted.trips
        by_line = teams is not None or trips is not None
        return cls(
            incidents=None
            if wanted.incident_ids is None
            else frozenset(str(one) for one in wanted.incident_ids),
            teams=frozenset(str(one) for one in teams or ()) if by_line else None,
            trips=frozenset((str(one.truck_id), one.trip) for one in trips or ())
            if by_line
            else None,
        )

    @property
    def names_anything(self) -> bool:
        """Say whether less than the whole was meant."""
        return self.incidents is not None or self.teams is not None

    def means(self, record: Record, incident_id: str | None) -> bool:
        """Say whether a line is among those named."""
        if self.incidents is not None and incident_id not in self.incidents:
            return False
        if "truck_id" in record:
            return self.trips is None or (record["truck_id"], record["trip"]) in self.trips
        return self.teams is None or record["team_id"] in self.teams


def _require_within(reach: queries_reach.Reach, records: Sequence[Record]) -> None:
    for record in records:
        outside = reach.outside(record)
        if outside:
            raise BeyondYourJurisdiction(jurisdiction=outside[0])


def trips_of(deliveries: Sequence[Record]) -> list[tuple[list[Record], int | None]]:
    """Return each trip's lines with the second at which the same lorry's next trip begins."""

    def of_trip(row: Record) -> tuple[str, int]:
        return row["truck_id"], row["trip"]

    ordered = sorted(deliveries, key=of_trip)
    trips = [list(rows) for _key, rows in groupby(ordered, key=of_trip)]
    found: list[tuple[list[Record], int | None]] = []
    for trip, following in zip_longest(trips, trips[1:]):
        same = following is not None and following[0]["truck_id"] == trip[0]["truck_id"]
        found.append((trip, following[0]["start_s"] if same and following else None))
    return found
