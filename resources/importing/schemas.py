"""Wire shapes of imports."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from geo.types import Datum

OpenKind = Literal["lots", "teams", "depots", "trucks", "shelters", "hospitals", "items", "classes"]
KindName = Literal[OpenKind, "experts"]
BatchState = Literal[
    "reading",
    "read",
    "previewing",
    "previewed",
    "applying",
    "applied",
    "undoing",
    "undone",
    "failed",
    "cancelled",
]
Outcome = Literal["added", "changed", "unchanged", "removed", "error"]
Words = Annotated[dict[str, str], Field(max_length=2000)]


class ImportChoice(Output):
    """One value of a closed column."""

    code: str
    name: str
    name_en: str


class ImportField(Output):
    """A column that a list of this kind may have."""

    name: str
    title: str
    title_en: str
    shape: str
    required: bool
    catalogue: str
    choices: list[ImportChoice]
    note: str
    note_en: str


class ImportKind(Output):
    """A kind of list with its columns; ``can_be_whole`` where what it leaves out can be removed."""

    name: KindName
    title: str
    title_en: str
    can_be_whole: bool
    fields: list[ImportField]


class ImportSheet(Output):
    """A sheet of the file."""

    name: str
    rows: int
    hidden: bool


class ImportColumn(Output):
    """A column of the file with its first cells."""

    name: str
    samples: list[str]


class ImportSuggestion(Output):
    """What a column of the file seems to be; ``sure`` from 0 to 1."""

    column: int
    field: str
    sure: float
    why: Literal["remembered", "known", "alike"]


class LeftOut(Output):
    """A row that is no entry: a total, a note, the heading once more."""

    row: int
    why: Literal["total", "note", "heading"]


class DatumDoubt(Output):
    """In which datum the list seems to be: so many known rows stand exactly where it puts them.

    Read as declared they would move by some ``off_m`` metres.
    """

    datum: Datum
    rows: int
    of: int
    off_m: int


class ImportOutline(Output):
    """What the file holds: sheets, heading, columns with samples, suggestions."""

    format: str
    encoding: str | None
    likely_kind: KindName | None
    sheets: list[ImportSheet]
    sheet: int
    header_row: int
    header_height: int
    head: list[list[str]]
    columns: list[ImportColumn]
    rows: int
    left_out: list[LeftOut]
    datum_doubt: DatumDoubt | None = None
    suggestions: list[ImportSuggestion]


class ImportOptions(Output):
    """How the file is to be read."""

    mapping: dict[int, str]
    datum: Datum
    whole: bool
    fill_down: list[str]
    words: dict[str, dict[str, str]]
    otherwise: dict[str, str]


class ImportProgress(Output):
    """Work under way: which, at which step, how far."""

    action: Literal["read", "outline", "preview", "apply", "undo"]
    step: str | None
    done: int
    total: int


class ImportFailure(Output):
    """Why the last work on the list came to nothing; ``detail`` is the sentence for people."""

    code: str
    facts: dict[str, Any]
    detail: str


class ImportBatch(Output):
    """A list brought in, without its rows."""

    id: UUID
    kind: KindName
    jurisdiction_code: str
    file_name: str
    state: BatchState
    outline: ImportOutline | None
    options: ImportOptions
    counts: dict[str, int]
    error: ImportFailure | None
    progress: ImportProgress | None
    created_at: datetime
    created_by_name: str
    applied_at: datetime | None
    applied_by_name: str | None
    undone_at: datetime | None
    undone_by_name: str | None
    version: int


class ImportNote(Output):
    """The part of a batch that everybody hears of when it is applied or undone."""

    id: UUID
    kind: KindName
    jurisdiction_code: str
    file_name: str
    state: BatchState
    counts: dict[str, int]
    version: int


class RowProblem(Output):
    """What is wrong with a row, with its cell where it has one, in words."""

    code: str
    field: str | None
    column: int | None
    warning: bool
    facts: dict[str, Any]
    detail: str


class RowChange(Output):
    """What a row would change: a field, its value now and then."""

    field: str
    old: Any
    new: Any


class ImportedRow(Output):
    """One row of the preview."""

    number: int
    outcome: Outcome
    label: str
    target_id: UUID | None
    cells: list[str]
    changes: list[RowChange]
    problems: list[RowProblem]


class OutlineIn(Input):
    """Another sheet or heading of the same file; rows count from zero."""

    model_config = example(sheet=0, header_row=2, header_height=1)

    sheet: int = Field(ge=0, le=100)
    header_row: int | None = Field(default=None, ge=0, le=1000)
    header_height: int | None = Field(default=None, ge=1, le=3)


class PreviewIn(Input):
    """How the file is to be read: which column is what, in which datum, whether it is all."""

    model_config = example(
        mapping={"0": "depot_id", "1": "item_code", "2": "quantity"}, datum="WGS84", whole=False
    )

    mapping: dict[int, str] = Field(max_length=200)
    datum: Datum = Datum.WGS84
    whole: bool = False
    fill_down: list[str] = Field(default=[], max_length=50)
    words: dict[str, Words] = Field(default={}, max_length=50)
    otherwise: dict[str, Annotated[str, Field(max_length=300)]] = Field(default={}, max_length=50)


class PasteIn(Input):
    """Rows copied from a spreadsheet: tab-separated text, the first line names the columns."""

    model_config = example(
        kind="lots", jurisdiction_code=None, text="物资库\t物资\t数量\n洪山库\t棉被\t120"
    )

    kind: KindName
    jurisdiction_code: str | None = Field(default=None, pattern=r"^\d{6}(\d{3})?$")
    text: str = Field(min_length=1, max_length=3_000_000)
