"""Wire shapes of rows that another system sends in bulk, and of what became of each."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from geo.types import Datum

MOST_ROWS = 5_000

BulkKind = Literal["teams", "depots", "trucks", "lots", "shelters", "hospitals", "experts"]
Outcome = Literal["created", "changed", "unchanged", "removed", "refused", "conflict"]
ExternalId = Annotated[str, Field(min_length=1, max_length=200)]
SourceName = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\s].*$")]
Given = str | int | float | bool | dict[str, int] | None


class BulkRow(Input):
    """One row: the other system's name for it, and its fields; a field left out stays as it is.

    The fields are those of the lists (`GET /api/import-kinds`); amounts are in the unit that the
    field's name says. A lot or a vehicle may name its depot by ``depot_external_id``. ``gone``
    takes the row out of the inventory.
    """

    external_id: ExternalId
    values: dict[str, Given] = Field(default_factory=dict, max_length=40)
    gone: bool = False


class BulkIn(Input):
    """Rows of one kind from one system."""

    model_config = example(
        source="county-wms",
        dry_run=True,
        rows=[
            {
                "external_id": "WMS-0001",
                "values": {"name": "示例物资库", "kind": "government", "lon": 114.40, "lat": 30.50},
            }
        ],
    )

    source: SourceName
    rows: Annotated[list[BulkRow], Field(min_length=1, max_length=MOST_ROWS)]
    office_code: str | None = Field(default=None, pattern=r"^\d{6}(\d{3})?$")
    datum: Datum = Datum.WGS84
    dry_run: bool = False
    atomic: bool = True
    force: bool = False


class BulkProblem(Output):
    """What is wrong with a row, or worth knowing about it, in words."""

    code: str
    field: str | None
    facts: dict[str, Any]
    warning: bool
    detail: str


class BulkChange(Output):
    """One field of a row: what stood there and what the other system says."""

    field: str
    old: Any
    new: Any


class BulkRowAnswer(Output):
    """What became of a row, or would in a dry run; ``row`` counts from zero."""

    row: int
    external_id: str
    outcome: Outcome
    id: UUID | None
    changes: list[BulkChange]
    problems: list[BulkProblem]


class BulkCounts(Output):
    """How many rows came to what."""

    created: int
    changed: int
    unchanged: int
    removed: int
    refused: int
    conflict: int


class BulkAnswer(Output):
    """What became of every row; ``import_id`` is the batch under which it can be undone."""

    applied: bool
    import_id: UUID | None
    counts: BulkCounts
    rows: list[BulkRowAnswer]


class ExternalName(Output):
    """A row of ours under another system's name."""

    external_id: str
    id: UUID
    sent: dict[str, Any]
    sent_at: datetime
    sent_by: str
