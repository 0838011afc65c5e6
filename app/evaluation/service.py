"""Every write of evaluation reports: made, read anew, edited; no text that stood is ever lost."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.evaluation import events, queries, schemas
from app.evaluation.facts import Evaluated
from app.evaluation.models import EvaluationReport, ReportPicture, ReportSection, ReportText
from app.evaluation.paper import head_of, kept_block
from app.evaluation.sections import Made, sections_of
from app.papers.words import Speaker
from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.ids import new_id
from core.visibility import audience
from exercises.lifecycle import OPEN
from exercises.models import Exercise
from exercises.service_improvement import Subject, next_number


def make(
    session: Session, actor: Actor, subject: Subject, told: Evaluated, say: Speaker
) -> EvaluationReport:
    """Keep a report with all its sections as the facts give them."""
    now = clock.now(session)
    number = next_number(session, "评", EvaluationReport.number)
    row = EvaluationReport(
        id=new_id(),
        number=number,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_number=subject.number,
        jurisdiction_code=subject.jurisdiction_code,
        title=subject.title,
        language=say.language,
        head=head_of(told, number, say),
        as_of=told.score.subject.until_at,
        until_seq=told.score.subject.until_seq,
        made_at=now,
        made_by_name=actor.name,
        refreshed_at=now,
        version=0,
    )
    session.add(row)
    session.flush()
    _lay_down(session, actor, row, sections_of(told, say), {})
    _tell(session, row, events.EvaluationReportMade)
    return row


def refresh(
    session: Session,
    actor: Actor,
    report_id: UUID,
    version: int | None,
    told: Evaluated,
) -> EvaluationReport:
    """Read a report anew: tables, charts and maps become those of now; what people wrote stays.

    A text that nobody changed becomes the one the facts give now.
    """
    row = held(session, actor, report_id, version)
    say = Speaker("en" if row.language == "en" else "zh-CN")
    former = {one.key: one for one in queries.sections(session, row.id)}
    session.execute(delete(ReportPicture).where(ReportPicture.report_id == row.id))
    row.head = head_of(told, row.number, say)
    row.as_of, row.until_seq = told.score.subject.until_at, told.score.subject.until_seq
    row.refreshed_at = clock.now(session)
    _lay_down(session, actor, row, sections_of(told, say), former)
    _tell(session, row, events.EvaluationReportRefreshed)
    return row


def _lay_down(
    session: Session,
    actor: Actor,
    row: EvaluationReport,
    made: Sequence[Made],
    former: dict[str, ReportSection],
) -> None:
    drawings: dict[str, tuple[str, str]] = {}
    for position, one in enumerate(made):
        blocks = [kept_block(block, one.key, n, drawings) for n, block in enumerate(one.blocks)]
        kept = former.get(one.key)
        if kept is None:
            kept = _new_section(row.id, one, position)
            session.add(kept)
            session.flush()
            _keep_text(session, actor, kept, "made")
        else:
            _take_over(session, actor, kept, one.text)
        kept.blocks = blocks
    session.flush()
    session.add_all(
        ReportPicture(report_id=row.id, name=name, caption=caption, svg=svg)
        for name, (caption, svg) in drawings.items()
    )
    session.flush()


def _new_section(report_id: UUID, made: Made, position: int) -> ReportSection:
    return ReportSection(
        report_id=report_id,
        key=made.key,
        position=position,
        title=made.title,
        annex=made.annex,
        blocks=[],
        row_edits={},
        made_text=made.text,
        text=made.text,
        version=1,
    )


def _take_over(session: Session, actor: Actor, kept: ReportSection, made: str) -> None:
    """Take what the facts give now; a text that somebody changed stands as it is."""
    untouched = kept.text == kept.made_text
    if kept.made_text == made:
        return
    kept.made_text = made
    kept.version += 1
    if untouched:
        kept.text = made
        _keep_text(session, actor, kept, "made")


def edit(
    session: Session,
    actor: Actor,
    report_id: UUID,
    key: str,
    version: int | None,
    text: str,
) -> schemas.ReportSectionView:
    """Change the text of a section; the one before stays to be looked at."""
    return _change(session, actor, report_id, key, version, text.strip("\n"), "edited")


def restore(
    session: Session,
    actor: Actor,
    report_id: UUID,
    key: str,
    version: int | None,
    revision: int,
) -> schemas.ReportSectionView:
    """Let an earlier text of a section stand again."""
    earlier = session.get(ReportText, (report_id, key, revision))
    if earlier is None:
        raise NotFound(noun="report_text")
    return _change(session, actor, report_id, key, version, earlier.text, "restored")


def regenerate(
    session: Session, actor: Actor, report_id: UUID, key: str, version: int | None
) -> schemas.ReportSectionView:
    """Let what the facts give stand in a section again; what was written stays to be looked at."""
    return _change(session, actor, report_id, key, version, None, "made")


def edit_row(
    session: Session,
    actor: Actor,
    report_id: UUID,
    key: str,
    version: int | None,
    wanted: schemas.RowEditIn,
) -> schemas.ReportSectionView:
    """Leave a row out of the paper or remark on it; what the row says stays the record's."""
    report, row = _to_change(session, actor, report_id, key, version)
    named = queries.named_rows(row)
    if wanted.row not in named:
        raise NotFound(noun="report_row")
    remark = wanted.remark.strip()
    told = {
        "left_out": wanted.left_out,
        "remark": remark,
        "row": named[wanted.row],
        "at": clock.now(session).isoformat(),
        "by_name": actor.name,
    }
    others = {name: one for name, one in row.row_edits.items() if name != wanted.row}
    row.row_edits = others | ({wanted.row: told} if remark or wanted.left_out else {})
    return _changed(session, actor, report, row)


def _change(
    session: Session,
    actor: Actor,
    report_id: UUID,
    key: str,
    version: int | None,
    text: str | None,
    origin: str,
) -> schemas.ReportSectionView:
    report, row = _to_change(session, actor, report_id, key, version)
    row.text = row.made_text if text is None else text
    _keep_text(session, actor, row, origin)
    return _changed(session, actor, report, row)


def _to_change(
    session: Session, actor: Actor, report_id: UUID, key: str, version: int | None
) -> tuple[EvaluationReport, ReportSection]:
    report = queries.report(session, actor, report_id, for_update=True)
    row = queries.section(session, report_id, key)
    told = queries.section_view(row, 0).model_dump(mode="json")
    require_version(version, row.version, told)
    return report, row


def _changed(
    session: Session, actor: Actor, report: EvaluationReport, row: ReportSection
) -> schemas.ReportSectionView:
    row.changed_at, row.changed_by_name = clock.now(session), actor.name
    row.version += 1
    session.flush()

    def edited(evaluation_report: schemas.EvaluationReportNote) -> events.EvaluationReportEdited:
        return events.EvaluationReportEdited(evaluation_report=evaluation_report, section=row.key)

    _tell(session, report, edited)
    return queries.section_view(row, len(queries.texts_of(session, report.id, row.key)))


def _keep_text(session: Session, actor: Actor, row: ReportSection, origin: str) -> None:
    """Put the text that stands now on record."""
    last = select(func.max(ReportText.revision)).where(
        ReportText.report_id == row.report_id, ReportText.key == row.key
    )
    revision = (session.scalar(last) or 0) + 1
    session.add(
        ReportText(
            report_id=row.report_id,
            key=row.key,
            revision=revision,
            text=row.text,
            origin=origin,
            at=clock.now(session),
            by_name=actor.name,
        )
    )
    session.flush()


def held(session: Session, actor: Actor, report_id: UUID, version: int | None) -> EvaluationReport:
    """Return a report to be changed, as it was seen."""
    row = queries.report(session, actor, report_id, for_update=True)
    require_version(version, row.version, queries.notes(session, [row])[0].model_dump(mode="json"))
    return row


def _tell(session: Session, row: EvaluationReport, kind: Callable[..., outbox.Happening]) -> None:
    row.version += 1
    session.flush()
    note = queries.notes(session, [row])[0]
    incident_id = row.subject_id if row.subject_kind == "incident" else None
    heard = [] if _goes_on(session, row) else audience(row.jurisdiction_code)
    outbox.record(session, kind(evaluation_report=note), audience=heard, incident_id=incident_id)


def _goes_on(session: Session, row: EvaluationReport) -> bool:
    """Say whether players are still at it: then nobody hears of its evaluation."""
    going = select(Exercise.id).where(
        Exercise.id == row.subject_id, Exercise.state.in_([one.value for one in OPEN])
    )
    return session.scalar(going) is not None
