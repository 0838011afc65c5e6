"""Wire shapes of closures out of files: preview, choice, what was applied."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Base64Bytes, Field

from core.wire import Input, Instant, Output, example
from geo.closure_files import MOST_ROWS
from geo.entered import DatumIn
from geo.schemas_closures import ClosedArea, ClosedTo, Closure, ClosureKind, MarkedRoad
from geo.types import Datum


class ClosureFileIn(Input):
    """A GeoJSON file or a CAP message, as it is, with the datum of its coordinates."""

    model_config = example(
        file="积水区域.geojson",
        content="eyJ0eXBlIjoiRmVhdHVyZUNvbGxlY3Rpb24iLCJmZWF0dXJlcyI6W119",
        datum="WGS84",
    )

    file: str = Field(min_length=1, max_length=200)
    content: Base64Bytes = Field(description="The bytes of the file, in base64.")
    datum: DatumIn = Datum.WGS84


class ChosenRow(Input):
    """One area that is to be closed; what is not stated is taken from the file."""

    model_config = example(row=1, kind="flood")

    row: int = Field(ge=1, le=MOST_ROWS)
    kind: ClosureKind | None = None
    reason: str | None = Field(default=None, min_length=1, max_length=500)
    closed_to: ClosedTo = Field(default=None, min_length=1)
    spares_bridges: bool | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None
    open_ended: bool = Field(default=False, description="Without end, whatever the file says.")


class ClosureImportIn(ClosureFileIn):
    """The file again, and which of its areas are to be closed."""

    model_config = example(
        file="积水区域.geojson",
        content="eyJ0eXBlIjoiRmVhdHVyZUNvbGxlY3Rpb24iLCJmZWF0dXJlcyI6W119",
        rows=[{"row": 1, "kind": "flood"}],
    )

    rows: list[ChosenRow] = Field(max_length=MOST_ROWS)
    incident_id: UUID | None = None
    origin_confirmed: bool = Field(
        default=False, description="A signed message was confirmed with its sender."
    )


class ImportProblem(Output):
    """Why an area, or the whole message, cannot be applied."""

    code: str
    message: str


class ImportRow(Output):
    """One area of the file; unknown counts are null, without a road network for example."""

    row: int
    name: str
    kind: ClosureKind | None
    area: ClosedArea | None
    roads: list[MarkedRoad]
    area_km2: float | None
    segments: int | None
    km: float | None
    valid_from: datetime | None
    valid_to: datetime | None
    is_over: bool
    problem: ImportProblem | None


class ReplacedClosure(Output):
    """A closure of an earlier message, which this message updates or cancels."""

    id: UUID
    reason: str


class ImportPreview(Output):
    """What a file holds, before anything is done."""

    format: Literal["geojson", "cap"]
    title: str
    message: str | None
    message_type: str | None
    status: str | None
    is_signed: bool
    refusal: ImportProblem | None
    replaces: list[ReplacedClosure]
    rows: list[ImportRow]


class ImportApplied(Output):
    """What an import did: the closures drawn, and those of an earlier message that were lifted."""

    import_id: UUID
    closures: list[Closure]
    lifted: list[Closure]
