"""What is kept of promises that were refused because the thing was promised already."""

from typing import Literal

from core.outbox import Happening
from dispatch.schemas_refusals import Refusal


class RefusalNoted(Happening):
    """Somebody tried to promise something twice and was refused."""

    kind: Literal["refusal.noted"] = "refusal.noted"
    refusal: Refusal
