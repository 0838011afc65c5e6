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
    version: int
