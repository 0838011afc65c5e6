"""Every read of evaluation reports."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.evaluation import schemas
from app.evaluation.models import EvaluationReport, ReportPicture, ReportSection, ReportText
from app.evaluation.rows import NAMING, Edits, edit_of, keys_of, loose
from core.auth import Actor
from core.errors import NotFound
from core.visibility import visible
from core.wire import Page
from exercises.queries_improvement import plays_still

_NOTED = [name for name in schemas.EvaluationReportNote.model_fields if name != "edited"]


def seen_by(actor: Actor) -> Any:
    """Return which reports somebody reads: of their area, not of an exercise they still play."""
    own = visible(EvaluationReport.jurisdiction_code, actor.prefixes)
    return own & EvaluationReport.subject_id.not_in(plays_still(actor))


def reports(
    session: Session,
    actor: Actor,
    subject_id: UUID | None,
    offset: int,
    limit: int,
) -> Page[schemas.EvaluationReportNote]:
    """Return the reports somebody reads, the newest first."""
    conditions = [seen_by(actor)]
    if subject_id is not None:
        conditions.append(EvaluationReport.subject_id == subject_id)
    total = session.scalar(select(func.count(EvaluationReport.id)).where(*conditions)) or 0
    query = select(EvaluationReport).where(*conditions).order_by(EvaluationReport.made_at.desc())
    rows = list(session.scalars(query.offset(offset).limit(limit)))
    following = offset + len(rows)
    return Page(
        rows=notes(session, rows),
        total=total,
        next_offset=following if following < total else None,
    )


def report(
    session: Session, actor: Actor, report_id: UUID, *, for_update: bool = False
) -> EvaluationReport:
    """Return one report that somebody may read."""
    query = select(EvaluationReport).where(EvaluationReport.id == report_id, seen_by(actor))
    row = session.scalar(query.with_for_update() if for_update else query)
    if row is None:
        raise NotFound(noun="evaluation_report")
    return row


def sections(session: Session, report_id: UUID) -> list[ReportSection]:
    """Return the sections of a report in their order."""
    query = select(ReportSection).where(ReportSection.report_id == report_id)
    return list(session.scalars(query.order_by(ReportSection.position)))


def section(session: Session, report_id: UUID, key: str) -> ReportSection:
    """Return one section, locked."""
    row = session.get(ReportSection, (report_id, key), with_for_update=True)
    if row is None:
        raise NotFound(noun="report_section")
    return row


def notes(session: Session, rows: Sequence[EvaluationReport]) -> list[schemas.EvaluationReportNote]:
    """Return reports as lists and events tell of them."""
    query = (
        select(ReportSection.report_id, func.count())
        .where(
            ReportSection.report_id.in_([row.id for row in rows]),
            ReportSection.text != ReportSection.made_text,
        )
        .group_by(ReportSection.report_id)
    )
    edited = {row[0]: row[1] for row in session.execute(query)}
    return [
        schemas.EvaluationReportNote(
            **{name: getattr(row, name) for name in _NOTED}, edited=edited.get(row.id, 0)
        )
        for row in rows
    ]


def view(session: Session, row: EvaluationReport) -> schemas.EvaluationReportView:
    """Return a whole report as it travels; drawings are asked for by name."""
    query = select(ReportText.key, func.count()).where(ReportText.report_id == row.id)
    texts = {one[0]: one[1] for one in session.execute(query.group_by(ReportText.key))}
    return schemas.EvaluationReportView(
        report=notes(session, [row])[0],
        sections=[section_view(one, texts.get(one.key, 0)) for one in sections(session, row.id)],
    )


def section_view(row: ReportSection, texts: int) -> schemas.ReportSectionView:
    """Return a section as it travels."""
    names = ("key", "title", "annex", "text", "made_text", "changed_at", "changed_by_name",
             "version")  # fmt: skip
    return schemas.ReportSectionView(
        **{name: getattr(row, name) for name in names},
        is_edited=row.text != row.made_text,
        exhibits=[_exhibit(one, row.row_edits) for one in row.blocks],
        loose_remarks=loose(row.row_edits, list(named_rows(row))),
        texts=texts,
    )


def named_rows(row: ReportSection) -> dict[str, str]:
    """Return the rows of a section's tables by key, each with the cells that name it."""
    return {
        key: " · ".join(cells[:NAMING])
        for one in row.blocks
        if one["kind"] == "table"
        for key, cells in zip(keys_of(_heads(one), one["rows"]), one["rows"], strict=True)
    }


def _heads(told: Mapping[str, Any]) -> list[str]:
    return [one["head"] for one in told["columns"]]


def _exhibit(told: Mapping[str, Any], edits: Edits) -> schemas.ReportExhibit:
    table, picture, facts = None, None, None
    match told["kind"]:
        case "table":
            heads = _heads(told)
            done = [
                schemas.ReportRowEdit(key=key, **edit_of(edits, key)._asdict())
                for key in keys_of(heads, told["rows"])
            ]
            table = schemas.ReportTable(
                caption=told["caption"], columns=heads, rows=told["rows"], edits=done
            )
        case "picture":
            picture = schemas.ReportPictureNote(name=told["name"], caption=told["caption"])
        case "facts":
            facts = [schemas.ReportFact(name=one[0], value=one[1]) for one in told["pairs"]]
    return schemas.ReportExhibit(table=table, picture=picture, facts=facts)


def texts_of(session: Session, report_id: UUID, key: str) -> list[ReportText]:
    """Return the texts that a section had, the newest first."""
    query = select(ReportText).where(ReportText.report_id == report_id, ReportText.key == key)
    return list(session.scalars(query.order_by(ReportText.revision.desc())))


def drawings(session: Session, report_id: UUID) -> dict[str, str]:
    """Return the drawings of a report by name."""
    query = select(ReportPicture.name, ReportPicture.svg)
    found = session.execute(query.where(ReportPicture.report_id == report_id))
    return {row[0]: row[1] for row in found}


def drawing(session: Session, report_id: UUID, name: str) -> str:
    """Return one drawing."""
    row = session.get(ReportPicture, (report_id, name))
    if row is None:
        raise NotFound(noun="report_picture")
    return row.svg
