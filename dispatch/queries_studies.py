"""Every read of studies."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.visibility import sees
from dispatch import schemas_studies as schemas
from dispatch.models_studies import Study

UNFINISHED_STUDY = ("requested", "solving")
MOST_LOOKED_AT = 1000
"""Among so many of the newest studies those that concern a reader are looked for."""


def anything_to_study(session: Session) -> bool:
    """Say whether a study waits for a worker, or was left by one."""
    return bool(session.scalar(select(exists().where(Study.state.in_(UNFINISHED_STUDY)))))


def study_out(row: Study, prefixes: Sequence[str] | None = None) -> schemas.Study:
    """Return a study as its reader may see it: whole, or what concerns the reader's area.

    None for ``prefixes`` means the whole, for the event log. The question is read where it was
    asked and by who sees the whole.
    """
    fields: dict[str, Any] = {
        name: getattr(row, name) for name in schemas.Study.model_fields if hasattr(row, name)
    }
    fields["answer"] = row.answer or None
    if prefixes is not None:
        fields = _reduced(fields, prefixes, row.jurisdiction_code, row.asked_in)
    return schemas.Study.model_validate(fields)


def part_for(study: dict[str, Any], prefixes: Sequence[str]) -> dict[str, Any]:
    """Return a study as it travels, reduced to what concerns the reader's area."""
    return _reduced(study, prefixes, study["jurisdiction_code"], study["asked_in"])


def _reduced(
    study: dict[str, Any], prefixes: Sequence[str], code: str, asked_in: Sequence[str]
) -> dict[str, Any]:
    if sees(prefixes, code):
        return study
    asked_here = any(sees(prefixes, one) for one in asked_in)
    question = study["question"] if asked_here else {"kind": study["kind"]}
    return {**study, "question": question, "answer": _concerning(study["answer"], prefixes)}


def _concerning(value: Any, prefixes: Sequence[str]) -> Any:
    """Leave out, in every list, the records that name jurisdictions and none of the reader's."""
    if isinstance(value, dict):
        return {name: _concerning(inner, prefixes) for name, inner in value.items()}
    if isinstance(value, list):
        return [_concerning(each, prefixes) for each in value if _concerns(each, prefixes)]
    return value


def _concerns(record: Any, prefixes: Sequence[str]) -> bool:
    if not isinstance(record, dict) or "jurisdictions" not in record:
        return True
    return any(sees(prefixes, code) for code in record["jurisdictions"])


def concerned(row: Study) -> set[str]:
    """Return the jurisdictions that hear of a study beside the one it was made for."""
    return {*row.asked_in, *_codes(row.answer)}


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value.get("jurisdictions", ())
        for inner in value.values():
            yield from _codes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _codes(inner)


def visible_to(row: Study, prefixes: Sequence[str]) -> bool:
    """Say whether a study, or anything in it, lies in the reader's area."""
    if sees(prefixes, row.jurisdiction_code):
        return True
    return any(sees(prefixes, code) for code in concerned(row))


def studies(
    session: Session, prefixes: Sequence[str], proposal_id: UUID | None, limit: int
) -> list[schemas.Study]:
    """Return the newest studies, of one proposal or of all, as far as they concern the reader."""
    query = select(Study).order_by(Study.number.desc()).limit(MOST_LOOKED_AT)
    if proposal_id is not None:
        query = query.where(Study.proposal_id == proposal_id)
    with closing(session.scalars(query.execution_options(yield_per=limit))) as rows:
        seen = (row for row in rows if visible_to(row, prefixes))
        return [study_out(row, prefixes) for row in islice(seen, limit)]


def find_study(
    session: Session, prefixes: Sequence[str], study_id: UUID, *, lock: bool = False
) -> Study:
    """Return one study; what does not concern the reader is not there."""
    row = session.get(Study, study_id, with_for_update=lock)
    if row is None or not visible_to(row, prefixes):
        raise NotFound(noun="study")
    return row


def study(session: Session, prefixes: Sequence[str], study_id: UUID) -> schemas.Study:
    """Return one study with its question and its answer."""
    return study_out(find_study(session, prefixes, study_id), prefixes)


def study_waits(session: Session) -> bool:
    """Say whether a study waits for a worker, or was left by one."""
    return bool(session.scalar(select(exists().where(Study.state.in_(UNFINISHED_STUDY)))))
