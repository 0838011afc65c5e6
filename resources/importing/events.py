"""What happens to lists: one was applied, one was undone. Rows are not told of one by one."""

from typing import Literal

from core.outbox import Happening
from resources.importing.schemas import ImportNote


class ImportBatchApplied(Happening):
    """A list was taken over; what it changed is read again, not told row by row."""

    kind: Literal["import_batch.applied"] = "import_batch.applied"
    import_batch: ImportNote


class ImportBatchUndone(Happening):
    """A list was taken back as a whole."""

    kind: Literal["import_batch.undone"] = "import_batch.undone"
    import_batch: ImportNote
