"""Needs that plans ask for follow their plans: how much each asks for, and when none does."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from core.outbox import Happening, record
from incidents import lifecycle, models, queries
from incidents.events import NeedCancelled, NeedChanged, NeedClosed
from incidents.hearing import heard_by
from incidents.lifecycle import NeedState
from incidents.schemas import Need, NeedAsker


def allot_need(
    session: Session,
    incident: models.Incident,
    row: models.Need,
    quantity: int,
    askers: Sequence[NeedAsker],
) -> Need | None:
    """Let a locked need ask for as much as its plans still want; with nothing wanted it ends.

    What an officer asked for beyond the plans stays as long as a plan asks. What is under way
    beyond it goes on until somebody releases it. Returns None where nothing changes.
    """
    asked_by = [one.model_dump(mode="json") for one in askers]
    if row.asked_by == asked_by:
        return None
    before = max((one["quantity"] for one in row.asked_by), default=0)
    beyond = max(0, row.quantity - before)
    row.asked_by = asked_by
    row.version += 1
    if quantity == 0:
        end = lifecycle.end_of_need(row.committed, row.arrived)
        row.state = end.value
        ended = NeedClosed if end is NeedState.CLOSED else NeedCancelled
        return _record(session, incident, row, ended)
    if quantity < min(before, row.quantity):
        row.quantity = quantity + beyond
        row.least = None if row.least is None else min(row.least, row.quantity)
    return _record(session, incident, row, NeedChanged)


def _record(
    session: Session,
    incident: models.Incident,
    row: models.Need,
    happening: type[NeedChanged | NeedCancelled | NeedClosed],
) -> Need:
    session.flush()
    need = queries.need_view(row)
    happened: Happening = happening(need=need)
    heard = heard_by(session, incident.id, incident.jurisdiction_code)
    record(session, happened, audience=heard, incident_id=incident.id)
    return need
