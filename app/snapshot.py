"""The whole picture at one instant, for one person: what the live push then keeps up to date."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

import alarms.queries
import dispatch.queries
import dispatch.queries_orders
import geo.queries_closures
import hazards.queries
import incidents.queries
import plans.queries
import resources.queries
from app.schemas import Snapshot
from app.worlds import world_view
from core import outbox
from core.auth import Actor


def take(session: Session, actor: Actor, at: datetime) -> Snapshot:
    """Return everything the actor may see, and the sequence number it was read at.

    The session must be a repeatable-read picture, so that all of it belongs together. Beside the
    actor's own area it holds the incidents that own teams or stock are committed to.
    """
    prefixes = actor.prefixes
    orders = dispatch.queries_orders.snapshot_orders(session, prefixes, actor.team_id)
    committed = sorted({order.incident_id for order in orders})
    own_teams = [actor.team_id] if actor.team_id else None
    return Snapshot(
        seq=outbox.last_seq(session),
        at=at,
        world=world_view(session, actor.world),
        orders=orders,
        teams=resources.queries.snapshot_teams(session, prefixes, team_ids=own_teams, shared=True),
        depots=resources.queries.snapshot_depots(session, prefixes),
        facilities=resources.queries.snapshot_facilities(session, prefixes),
        positions=resources.queries.positions(session, prefixes, team_ids=own_teams, shared=True),
        capabilities=resources.queries.capabilities(session),
        items=resources.queries.items(session),
        hazard_sources=hazards.queries.snapshot_hazard_sources(session, prefixes),
        closures=geo.queries_closures.snapshot_closures(session, prefixes),
        proposals=dispatch.queries.snapshot_proposals(session, prefixes),
        alarms=alarms.queries.snapshot_alarms(session, prefixes),
        steerings=dispatch.queries.snapshot_steerings(session, prefixes),
        **_of_incidents(session, prefixes, committed),
    )


def _of_incidents(session: Session, prefixes: list[str], committed: list[UUID]) -> dict[str, Any]:
    """Return what belongs to the visible incidents, collection by collection."""
    readers: dict[str, Callable[..., Iterable[object]]] = {
        "incidents": incidents.queries.snapshot_incidents,
        "needs": incidents.queries.snapshot_needs,
        "sitreps": incidents.queries.snapshot_sitreps,
        "log_entries": incidents.queries.snapshot_log_entries,
        "activations": plans.queries.snapshot_activations,
        "tasks": plans.queries.snapshot_tasks,
        "hazard_areas": hazards.queries.snapshot_hazard_areas,
    }
    return {name: list(read(session, prefixes, committed)) for name, read in readers.items()}
