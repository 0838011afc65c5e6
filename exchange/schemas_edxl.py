"""Wire shapes of EDXL-RM messages from outside, as they are looked at before anything is done."""

from datetime import datetime

from pydantic import Field

from core.wire import Input, Output, example

LARGEST_CHARACTERS = 500_000


class MessageIn(Input):
    """An EDXL-RM document as text."""

    model_config = example(
        xml='<RequestResource xmlns="urn:oasis:names:tc:emergency:EDXL:RM:1.0:msg"/>'
    )

    xml: str = Field(min_length=1, max_length=LARGEST_CHARACTERS)


class PreviewedLine(Output):
    """One thing that a message from outside asks for, and what it was taken for."""

    name: str
    amount: int | None
    capability_code: str | None
    item_code: str | None
    fault: str | None


class AidPreview(Output):
    """What a message from outside would become; nothing is written."""

    message_id: str
    kind: str
    sent_at: str
    description: str
    incident: str | None
    contact: str | None
    due_at: datetime | None
    place: str
    lines: list[PreviewedLine]
    faults: list[str]
