"""Every write of reports upwards and of the duty log; both are only ever added to."""

from uuid import UUID

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Invalid, NotFound
from core.outbox import record
from incidents import models, queries, schemas
from incidents.errors import (
    CorrectsWhichReport,
    FinalBeforeStandDown,
    FirstReportAlreadySent,
    FirstReportMissing,
    StepAlreadySettled,
)
from incidents.events import IncidentCorrected, LogEntryWritten, SitrepSent
from incidents.hearing import heard_by
from incidents.lifecycle import STATES_ZH, IncidentState, is_over
from incidents.report_steps import lay_out
from incidents.reporting import next_open
from incidents.sitrep_text import ADDRESSEES, draft


def send_sitrep(
    session: Session, actor: Actor, incident_id: UUID, report: schemas.SitrepIn
) -> schemas.Sitrep:
    """Send a report upwards: the first once, then follow-ups, a final one after stand-down."""
    incident = queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    number = len(queries.sitreps_of(session, incident.id)) + 1
    _require_order(report.kind, number, incident.state)
    _require_corrected(session, incident.id, report)
    step = _open_step(session, incident, report.settles_step_id)
    facts = queries.incident_view(session, incident).model_dump(mode="json")
    row = models.Sitrep(
        incident_id=incident.id,
        number=number,
        kind=report.kind,
        at=clock.now(session),
        by=actor.account_id,
        by_name=actor.name,
        addressed_to=report.addressed_to,
        body={"incident": facts},
        text=report.text,
        corrects_id=report.corrects_id,
    )
    session.add(row)
    session.flush()
    sitrep = queries.sitrep_view(row)
    heard = heard_by(session, incident.id, incident.jurisdiction_code)
    record(session, SitrepSent(sitrep=sitrep), audience=heard, incident_id=incident.id)
    if step is not None:
        step.sitrep_id = row.id
        _settle(session, actor, incident, step)
    return sitrep


def make_hop(session: Session, actor: Actor, incident_id: UUID, step_id: UUID) -> schemas.Incident:
    """Note that a hop of the report chain was made, by telephone or otherwise."""
    incident = queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    step = _open_step(session, incident, step_id)
    if step is None:
        raise NotFound(noun="report_step")
    return _settle(session, actor, incident, step)


def write_log_entry(
    session: Session, actor: Actor, incident_id: UUID, entry: schemas.LogEntryIn
) -> schemas.LogEntry:
    """Write a remark into the duty log; a mistake is corrected by a further entry."""
    incident = queries.find_incident(session, actor.prefixes, incident_id)
    corrects = entry.corrects_id
    if corrects and queries.log_entry_of(session, incident.id, corrects) is None:
        raise Invalid(field="corrects_id", value=str(corrects))
    row = models.LogEntry(
        incident_id=incident.id,
        jurisdiction_code=incident.jurisdiction_code,
        at=clock.now(session),
        by=actor.account_id,
        by_name=actor.name,
        text=entry.text,
        corrects_id=corrects,
    )
    session.add(row)
    session.flush()
    written = queries.log_entry_view(row)
    heard = heard_by(session, incident.id, incident.jurisdiction_code)
    record(session, LogEntryWritten(log_entry=written), audience=heard, incident_id=incident.id)
    return written


def propose_sitrep(
    session: Session, actor: Actor, incident_id: UUID, kind: str | None
) -> schemas.SitrepDraft:
    """Write the draft of the next report from what is known; nothing is stored."""
    row = queries.find_incident(session, actor.prefixes, incident_id)
    number = len(queries.sitreps_of(session, row.id)) + 1
    chosen = kind or ("first" if number == 1 else "final" if is_over(row.state) else "follow_up")
    incident = queries.incident_view(session, row)
    text, missing = draft(
        incident,
        [queries.need_view(need) for need in queries.needs_of(session, row.id)],
        queries.measures_taken(session, row.id),
        kind=chosen,
        number=number,
        now=clock.now(session),
    )
    return schemas.SitrepDraft.model_validate(
        {
            "kind": chosen,
            "number": number,
            "addressed_to": _addressee(incident),
            "text": text,
            "missing": missing,
        }
    )


def _addressee(incident: schemas.Incident) -> str:
    """Return whom the receiving authority tells next, one tier up when nothing is open."""
    own = [step for step in incident.report_steps if step.from_level not in _below(incident)]
    position = next_open([(step.position, step.sent_at) for step in own])
    if position is None:
        return ADDRESSEES[_above(incident.received_by)]
    return next(ADDRESSEES[step.to_level] for step in own if step.position == position)


def _below(incident: schemas.Incident) -> tuple[str, ...]:
    tiers = ("unit", "county", "city", "province")
    return tiers[: tiers.index(incident.received_by)]


def _above(tier: str) -> str:
    return {"county": "city", "city": "province", "province": "state_council"}[tier]


def _require_order(kind: str, number: int, state: str) -> None:
    if kind == "first" and number > 1:
        raise FirstReportAlreadySent()
    if kind != "first" and number == 1:
        raise FirstReportMissing()
    if kind == "final" and not is_over(state):
        raise FinalBeforeStandDown(state=state, state_zh=STATES_ZH[IncidentState(state)])


def _require_corrected(session: Session, incident_id: UUID, report: schemas.SitrepIn) -> None:
    """A corrected report names one that was sent on the same incident; no other names one."""
    sent = {row.id for row in queries.sitreps_of(session, incident_id)}
    known = report.corrects_id in sent if report.corrects_id else report.kind != "correction"
    if not known or (report.corrects_id and report.kind != "correction"):
        raise CorrectsWhichReport(field="corrects_id")


def _open_step(
    session: Session, incident: models.Incident, step_id: UUID | None
) -> models.ReportStep | None:
    if step_id is None:
        return None
    steps = queries.steps_of(session, [incident.id])
    step = next((one for one in steps if one.id == step_id), None)
    if step is None:
        raise NotFound(noun="report_step")
    if step.sent_at is not None:
        raise StepAlreadySettled(sent_at=step.sent_at.isoformat(timespec="seconds"))
    return step


def _settle(
    session: Session, actor: Actor, incident: models.Incident, step: models.ReportStep
) -> schemas.Incident:
    step.sent_at = clock.now(session)
    step.sent_by = actor.account_id
    incident.version += 1
    lay_out(session, incident)
    corrected = queries.incident_view(session, incident)
    heard = heard_by(session, incident.id, incident.jurisdiction_code)
    record(session, IncidentCorrected(incident=corrected), audience=heard, incident_id=incident.id)
    return corrected
