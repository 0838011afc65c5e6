"""What is shown of lists: batches, rows and faults in words, the kinds with their columns."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from core.wire import Page
from resources.importing import queries, schemas, writing
from resources.importing.fields import Kind, said
from resources.importing.kinds import KINDS
from resources.importing.matching import CAN_BE_WHOLE
from resources.importing.models import ImportBatch, ImportRow
from resources.importing.sentences import REASON, row_sentence, sentence
from resources.importing.templates import columns_of
from resources.importing.writing import Column, width_of

T = TypeVar("T")


def title(kind: Kind, locale: str) -> str:
    """Return what a kind of list is called."""
    return said(kind, locale)


def kinds() -> list[schemas.ImportKind]:
    """Return every kind with its columns, as the screens show them."""
    return [
        schemas.ImportKind(
            name=kind.name,
            title=kind.zh,
            title_en=kind.en,
            can_be_whole=kind.name in CAN_BE_WHOLE,
            fields=[
                schemas.ImportField(
                    name=one.name,
                    title=one.zh,
                    title_en=one.en,
                    shape=one.shape.value,
                    required=one.required,
                    catalogue=one.catalogue,
                    choices=[
                        schemas.ImportChoice(code=each.code, name=each.zh, name_en=each.en)
                        for each in one.choices
                    ],
                    note=one.note_zh,
                    note_en=one.note_en,
                )
                for one in kind.fields
            ],
        )
        for kind in KINDS.values()
    ]


def offered(session: Session, kind: Kind, office: str) -> dict[str, list[str]]:
    """Return the names that a template's drop-downs offer."""
    lists = queries.catalogues(session, kind, office)
    return {name: [entry[2] for entry in entries][:5000] for name, entries in lists.items()}


def batch(session: Session, one: ImportBatch, locale: str) -> schemas.ImportBatch:
    """Return a batch as it is shown."""
    job = queries.job_of(session, one.id)
    return schemas.ImportBatch(
        **{
            name: getattr(one, name)
            for name in (
                "id", "kind", "jurisdiction_code", "file_name", "state", "counts", "created_at",
                "created_by_name", "applied_at", "applied_by_name", "undone_at", "undone_by_name",
                "version",
            )
        },
        outline=_outline(one.outline),
        options=schemas.ImportOptions(**one.options),
        error=_error(one.error, locale),
        progress=None if job is None else schemas.ImportProgress.model_validate(job),
    )  # fmt: skip


def _outline(outline: Mapping[str, Any]) -> schemas.ImportOutline | None:
    if not outline.get("columns"):
        return None
    how = outline["how"]
    told = {name: value for name, value in outline.items() if name not in ("how", "asked")}
    return schemas.ImportOutline(format=how["format"], encoding=how.get("encoding"), **told)


def _error(error: Mapping[str, Any] | None, locale: str) -> schemas.ImportFailure | None:
    if error is None:
        return None
    detail = sentence(error["code"], error["facts"], locale)
    return schemas.ImportFailure(code=error["code"], facts=error["facts"], detail=detail)


def row(batch: ImportBatch, one: ImportRow, locale: str) -> schemas.ImportedRow:
    """Return a row of the preview with its changes and faults in words."""
    kind = KINDS[batch.kind]
    column_of = {name: int(column) for column, name in batch.options["mapping"].items()}
    return schemas.ImportedRow(
        number=one.number,
        outcome=one.outcome,
        label=one.label,
        target_id=one.target_id,
        cells=one.cells,
        changes=[
            schemas.RowChange(field=name, old=old, new=one.values.get(name))
            for name, old in one.old.items()
        ],
        problems=[_problem(kind, each, column_of, locale) for each in one.problems],
    )


def _problem(
    kind: Kind, problem: Mapping[str, Any], column_of: Mapping[str, int], locale: str
) -> schemas.RowProblem:
    field = problem["field"]
    column = column_of.get(field) if field else None
    if column is None and field in ("lon", "lat"):
        column = column_of.get("coordinates")
    return schemas.RowProblem(**problem, column=column, detail=row_sentence(kind, problem, locale))


def faulty_rows(session: Session, one: ImportBatch, locale: str) -> bytes:
    """Return a workbook of the faulty rows: what is wrong first, then the cells as they came."""
    kind = KINDS[one.kind]
    found, _total = queries.rows_of(session, one.id, outcome="error")
    names = [column["name"] for column in one.outline.get("columns", [])]
    names = names or [said(each, locale) for each in columns_of(kind)]
    language = "en" if locale.startswith("en") else "zh"
    columns = [Column(REASON[language], 40)]
    columns += [Column(name, width_of(name, ()), as_text=True) for name in names]
    rows: Sequence[Sequence[str]] = [
        [_reasons(kind, each, locale), *each.cells[: len(names)]] for each in found
    ]
    return writing.workbook_of(said(kind, locale), columns, rows)


def _reasons(kind: Kind, one: ImportRow, locale: str) -> str:
    faults = [each for each in one.problems if not each["warning"]]
    return "\n".join(row_sentence(kind, each, locale) for each in faults)


def page(rows: list[T], total: int, offset: int) -> Page[T]:
    """Return one page of a list."""
    after = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=after if after < total else None)
