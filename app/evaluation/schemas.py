"""Wire shapes of evaluation reports: the report, its sections, the texts they had."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example

SubjectKind = Literal["exercise", "incident"]
Language = Literal["zh-CN", "en"]
TextOrigin = Literal["made", "edited", "restored"]
LONGEST_TEXT = 40_000


class EvaluationReportNote(Output):
    """A report as lists and events tell of it.

    ``as_of`` is by the clock of the world it was read in, at event ``until_seq``. ``edited`` counts
    the sections whose text somebody changed.
    """

    id: UUID
    number: str
    subject_kind: SubjectKind
    subject_id: UUID
    subject_number: str
    jurisdiction_code: str
    title: str
    language: Language
    as_of: datetime
    until_seq: int
    made_at: datetime
    made_by_name: str
    refreshed_at: datetime
    edited: int
    version: int


class ReportRowEdit(Output):
    """What evaluators did to the row at the same place: left out of the paper, remarked on."""

    key: str
    left_out: bool
    remark: str


class ReportTable(Output):
    """A table that goes with a section; ``columns`` are its heads."""

    caption: str
    columns: list[str]
    rows: list[list[str]]
    edits: list[ReportRowEdit]


class ReportPictureNote(Output):
    """A drawing that goes with a section; it is asked for by its name."""

    name: str
    caption: str


class ReportFact(Output):
    """A label with what it stands for."""

    name: str
    value: str


class ReportExhibit(Output):
    """Something that goes with a section's text; what it is not is null."""

    table: ReportTable | None
    picture: ReportPictureNote | None
    facts: list[ReportFact] | None


class ReportSectionView(Output):
    """A section: its text as it stands, as the facts gave it, and what goes with it.

    ``texts`` counts the texts it had; ``is_edited`` says that somebody changed what was made.
    ``loose_remarks`` were written beside rows that are gone since the report was read anew.
    """

    key: str
    title: str
    annex: bool
    text: str
    made_text: str
    is_edited: bool
    exhibits: list[ReportExhibit]
    loose_remarks: list[str]
    texts: int
    changed_at: datetime | None
    changed_by_name: str | None
    version: int


class EvaluationReportView(Output):
    """A whole report."""

    report: EvaluationReportNote
    sections: list[ReportSectionView]


class ReportTextView(Output):
    """One text that a section had."""

    revision: int
    text: str
    origin: TextOrigin
    at: datetime
    by_name: str


class EvaluationReportIn(Input):
    """Of what a report is to be made, and in which language."""

    model_config = example(
        subject_kind="exercise", subject_id="00000000-0000-7000-8000-000000000001"
    )

    subject_kind: SubjectKind
    subject_id: UUID
    language: Language | None = None


class SectionTextIn(Input):
    """The text of a section: lines; ``- `` begins a list entry, ``| a | b |`` a table's row."""

    model_config = example(text="本次演练达到预期目标。")

    text: str = Field(max_length=LONGEST_TEXT)


class RowEditIn(Input):
    """What is done to a row of a section's tables, named by its key: left out, remarked on."""

    model_config = example(row="0123456789abcdef-1", remark="因通信中断，情况已核实")

    row: str = Field(pattern=r"^[0-9a-f]{16}-[0-9]{1,4}$")
    left_out: bool = False
    remark: str = Field(default="", max_length=400)


class RestoreIn(Input):
    """Which earlier text of a section stands again."""

    model_config = example(revision=1)

    revision: int = Field(ge=1, le=100_000)
