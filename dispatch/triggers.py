"""Which events call for a new proposal, and which for new ways of orders under way."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from core.models import Event
from dispatch.lifecycle import LIVE_ORDER
from dispatch.models import Order, Proposal
from dispatch.queries import OPEN_INCIDENT
from incidents.models import Incident, Need

SOLVE_ON = (
    "need.raised",
    "need.changed",
    "need.cancelled",
    "need.covered",
    "need.closed",
    "need.corrected",
    "closure.drawn",
    "closure.changed",
    "closure.begun",
    "closure.ended",
    "closure.lifted",
    "closure.restored",
    "road_condition.set",
    "road_condition.withdrawn",
    "speed_table.entered",
    "speed_table.set_aside",
    "speed_fit.activated",
    "speed_fit.deactivated",
    "steering.set",
    "steering.lifted",
    "steering.restored",
    "order.declined",
    "order.recalled",
    "order.turned_back",
    "order.corrected",
    "order.lapsed",
    "order.redirected",
    "order.released",
    "order.closed",
    "team.entered",
    "team.changed",
    "team.retired",
    "lot.entered",
    "lot.changed",
    "import_batch.applied",
    "import_batch.undone",
    "incident.corrected",
    "incident.stood_down",
    "incident.closed",
    "incident.reopened",
    "incident.reverted",
    "policy.changed",
    "policy.activated",
    "cover_standard.entered",
    "cover_standard.changed",
    "cover_standard.retired",
)
CLOSURE_TURNS = tuple(kind for kind in SOLVE_ON if kind.startswith("closure."))
SPEED_TURNS = tuple(
    kind for kind in SOLVE_ON if kind.startswith(("road_condition.", "speed_table.", "speed_fit."))
)
ALL_WAYS_ON = (*CLOSURE_TURNS, *SPEED_TURNS, "incident.corrected", "incident.reverted")
ONE_WAY_ON = ("order.issued", "order.departed")
_LIMIT = 2000
_SUBJECTS = (
    "need",
    "closure",
    "road_condition",
    "speed_table",
    "speed_fit",
    "steering",
    "order",
    "team",
    "lot",
    "import_batch",
    "incident",
    "policy",
    "cover_standard",
)


@dataclass(frozen=True)
class Trigger:
    """An event that calls for work."""

    seq: int
    kind: str
    subject_id: UUID

    @property
    def reason(self) -> dict[str, Any]:
        """What a proposal says about why it was made."""
        facts = {"seq": self.seq, "id": str(self.subject_id)}
        return {"code": self.kind, "facts": facts}


def after(session: Session, seq: int) -> list[Trigger]:
    """Return what happened after a sequence number that calls for a solve or for new ways."""
    subject = func.coalesce(*(Event.data[(noun, "id")].astext for noun in _SUBJECTS))
    query = (
        select(Event.seq, Event.kind, subject)
        .where(Event.seq > seq, Event.kind.in_((*SOLVE_ON, *ONE_WAY_ON)), _concerns_the_choice())
        .order_by(Event.seq)
        .limit(_LIMIT)
    )
    return [Trigger(number, kind, UUID(one)) for number, kind, one in session.execute(query)]


def solve_called_after(session: Session, seq: int) -> bool:
    """Say whether anything after a sequence number calls for another solve."""
    wanted = select(Event.seq).where(
        Event.seq > seq, Event.kind.in_(SOLVE_ON), _concerns_the_choice()
    )
    return bool(session.scalar(select(wanted.exists())))


def _concerns_the_choice() -> ColumnElement[bool]:
    """A policy that is not in force may be changed without a new solve."""
    return or_(Event.kind != "policy.changed", Event.data[("policy", "active")].astext == "true")


def anything_to_decide(session: Session) -> bool:
    """Say whether there is an open need, a team under orders, or an answer still on the table."""
    need = exists().where(
        Need.state == "open",
        Need.incident_id == Incident.id,
        Incident.state.in_(OPEN_INCIDENT),
    )
    order = exists().where(Order.kind == "team", Order.state.in_(LIVE_ORDER))
    answer = exists().where(Proposal.state.in_(("feasible", "proven")))
    return bool(session.scalar(select(or_(need, order, answer))))
