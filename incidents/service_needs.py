"""Every write of needs: raising, changing, cancelling, covering, and their end at stand-down."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import require_version
from core.outbox import Happening, record
from incidents import lifecycle, models, queries
from incidents.catalogue import labels_of
from incidents.errors import IncidentIsOver, LeastExceedsQuantity, NeedHasEnded
from incidents.events import NeedCancelled, NeedChanged, NeedClosed, NeedCovered, NeedRaised
from incidents.hearing import heard_by
from incidents.lifecycle import NeedState
from incidents.schemas import Need, NeedAsker, NeedIn, NeedPatch


def raise_need(
    session: Session,
    actor: Actor,
    incident_id: UUID,
    wanted: NeedIn,
    *,
    activation_id: UUID | None = None,
    label_en: str | None = None,
    explanation: str | None = None,
    asked_by: Sequence[NeedAsker] = (),
) -> Need:
    """Ask for a capability or an item on an incident that still runs; plans say why and which."""
    incident = queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    require_running(incident)
    name, name_en = labels_of(session, wanted.capability_code, wanted.item_code)
    now = clock.now(session)
    row = models.Need(
        incident_id=incident.id,
        activation_id=activation_id,
        capability_code=wanted.capability_code,
        grade=wanted.grade,
        item_code=wanted.item_code,
        label=wanted.label or name,
        label_en=label_en or wanted.label or name_en,
        quantity=wanted.quantity,
        least=wanted.least,
        latest_at=now + timedelta(seconds=wanted.within_s),
        work_s=wanted.work_s,
        state=NeedState.OPEN.value,
        origin="officer" if activation_id is None else "plan",
        explanation=explanation,
        asked_by=[one.model_dump(mode="json") for one in asked_by],
        raised_at=now,
        raised_by=actor.account_id,
    )
    session.add(row)
    session.flush()
    return _record(session, incident.jurisdiction_code, row, NeedRaised)


def change_need(
    session: Session, actor: Actor, need_id: UUID, seen: int | None, patch: NeedPatch
) -> Need:
    """Ask for another quantity, time from now or duration, or for nothing any more."""
    incident, row = queries.find_need(session, actor.prefixes, need_id)
    require_version(seen, row.version, queries.need_view(row).model_dump(mode="json"))
    require_running(incident)
    if row.state != NeedState.OPEN:
        raise NeedHasEnded(state=row.state, state_zh=lifecycle.NEED_STATES_ZH[NeedState(row.state)])
    if patch.cancelled:
        return _end(session, incident.jurisdiction_code, row, NeedState.CANCELLED)
    quantity = patch.quantity or row.quantity
    if row.least is not None and row.least > quantity:
        raise LeastExceedsQuantity(field="quantity", quantity=quantity, least=row.least)
    row.quantity = quantity
    if patch.within_s is not None:
        row.latest_at = clock.now(session) + timedelta(seconds=patch.within_s)
    if "work_s" in patch.model_fields_set:
        row.work_s = patch.work_s
    row.version += 1
    return _record(session, incident.jurisdiction_code, row, NeedChanged)


def cancel_need(session: Session, actor: Actor, need_id: UUID, seen: int | None) -> Need:
    """Ask for nothing any more; what is under way is recalled by its orders."""
    return change_need(session, actor, need_id, seen, NeedPatch(cancelled=True))


def cover_needs(session: Session, cover: Mapping[UUID, tuple[int, int]]) -> list[Need]:
    """Set how much of each need is (committed, arrived); records only what really changed.

    Dispatch calls it whenever assignments or deliveries change, also for needs that have ended.
    """
    rows = queries.locked_needs(session, list(cover))
    codes = queries.codes_of(session, [row.incident_id for row in rows])
    changed: list[Need] = []
    for row in rows:
        if (row.committed, row.arrived) == cover[row.id]:
            continue
        row.committed, row.arrived = cover[row.id]
        row.version += 1
        changed.append(_record(session, codes[row.incident_id], row, NeedCovered))
    return changed


def end_needs(
    session: Session, incident: models.Incident, activation_id: UUID | None = None
) -> None:
    """End the open needs of an incident, or of one response on it.

    A need is closed where something came of it, else cancelled.
    """
    ids = [
        row.id
        for row in queries.needs_of(session, incident.id, open_only=True)
        if activation_id is None or row.activation_id == activation_id
    ]
    for row in queries.locked_needs(session, ids):
        end = lifecycle.end_of_need(row.committed, row.arrived)
        _end(session, incident.jurisdiction_code, row, end)


def require_running(incident: models.Incident) -> None:
    """Refuse to ask for more on an incident that has been stood down or closed."""
    if lifecycle.is_over(incident.state):
        raise over(incident)


def over(incident: models.Incident) -> IncidentIsOver:
    """Return the error that says that an incident is over."""
    state_zh = lifecycle.STATES_ZH[lifecycle.IncidentState(incident.state)]
    return IncidentIsOver(number=incident.number, state=incident.state, state_zh=state_zh)


def _end(session: Session, code: str, row: models.Need, end: NeedState) -> Need:
    row.state = end.value
    row.version += 1
    closed = end is NeedState.CLOSED
    return _record(session, code, row, NeedClosed if closed else NeedCancelled)


def _record(
    session: Session,
    code: str,
    row: models.Need,
    happening: type[NeedRaised | NeedChanged | NeedCancelled | NeedCovered | NeedClosed],
) -> Need:
    need = queries.need_view(row)
    happened: Happening = happening(need=need)
    heard = heard_by(session, row.incident_id, code)
    record(session, happened, audience=heard, incident_id=row.incident_id)
    return need
