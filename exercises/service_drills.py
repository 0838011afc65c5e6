"""Every write about drill clocks: drills held earlier, and the notice that one falls due."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.ids import new_id
from core.local_time import BEIJING
from core.models import Jurisdiction
from core.visibility import EVERYWHERE, audience, require_visible
from exercises import queries_drills
from exercises.drill_clocks import Standing
from exercises.errors import NotHeldYet
from exercises.events import DrillDue, DrillEntered, DrillRemoved
from exercises.models import DrillNotice, DrillRecord
from exercises.schemas_drills import DrillClock, DrillRecordIn, DrillRecordView

_TOLD = (Standing.SOON, Standing.OVERDUE)


def enter(session: Session, actor: Actor, wanted: DrillRecordIn) -> DrillRecordView:
    """Enter a drill that was held elsewhere or before; it counts from the day it was held."""
    require_visible(actor.prefixes, wanted.jurisdiction_code, "jurisdiction")
    area = session.get(Jurisdiction, wanted.jurisdiction_code)
    if area is None:
        raise NotFound(noun="jurisdiction")
    now = clock.now(session)
    if wanted.held_on > now.astimezone(BEIJING).date():
        raise NotHeldYet(field="held_on")
    row = DrillRecord(
        id=new_id(), entered_at=now, entered_by_name=actor.name, version=1, **wanted.model_dump()
    )
    session.add(row)
    session.flush()
    told = queries_drills.record_view(row, area.name)
    outbox.record(session, DrillEntered(drill_record=told), audience=audience(area.code))
    return told


def remove(session: Session, actor: Actor, record_id: UUID, version: int | None) -> DrillRecordView:
    """Take back a drill that was entered by mistake."""
    row = queries_drills.drill_record(session, actor.prefixes, record_id)
    area = session.get_one(Jurisdiction, row.jurisdiction_code)
    told = queries_drills.record_view(row, area.name)
    require_version(version, row.version, told.model_dump(mode="json"))
    outbox.record(session, DrillRemoved(drill_record=told), audience=audience(area.code))
    session.delete(row)
    return told


def tell_due(session: Session) -> list[DrillClock]:
    """Tell of each drill that falls due within sixty days, or is overdue, once for each."""
    told = []
    for one in queries_drills.drill_clocks_of(session, EVERYWHERE):
        if one.due_on is None or Standing(one.standing) not in _TOLD:
            continue
        notice = insert(DrillNotice).values(
            subject=one.id, due_on=one.due_on, standing=one.standing, told_at=clock.now(session)
        )
        once = notice.on_conflict_do_nothing().returning(DrillNotice.subject)
        if session.scalar(once) is not None:
            outbox.record(
                session, DrillDue(drill_clock=one), audience=audience(one.jurisdiction_code)
            )
            told.append(one)
    return told
