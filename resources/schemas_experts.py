"""Wire shapes of experts."""

from datetime import datetime
from uuid import UUID

from core.wire import Output
from resources.schemas import ConfirmedHow


class Expert(Output):
    """Somebody who can be asked for advice; only what is needed to reach the right person."""

    id: UUID
    code: str
    name: str
    jurisdiction_code: str
    expertise: str
    organisation: str | None
    post: str | None
    phone: str | None
    confirmed_at: datetime
    confirmed_by: str | None
    confirmed_how: ConfirmedHow
    changed_at: datetime | None
    changed_by: str | None
    version: int


class ExpertNote(Output):
    """What everybody who follows the area hears of an expert: which row, and who vouched for it."""

    id: UUID
    code: str
    jurisdiction_code: str
    confirmed_at: datetime
    confirmed_how: ConfirmedHow
    version: int
