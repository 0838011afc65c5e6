"""What happens to papers: one with personal data was taken away."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from core.outbox import Happening
from core.wire import Output


class PaperAccess(Output):
    """Which paper was taken away, when; its contents are not in it."""

    id: UUID
    subject: str
    title: str
    form: str
    taken_at: datetime


class PaperTaken(Happening):
    """Somebody took away a paper or a list that holds names and telephone numbers."""

    kind: Literal["paper.taken"] = "paper.taken"
    paper: PaperAccess
