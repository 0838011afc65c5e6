"""Wire shapes of changes to lorries, hospitals, shelters and experts."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, example
from resources.schemas import ConfirmedHow, Name, Vehicle

Words = Annotated[str | None, Field(max_length=300)]
Phone = Annotated[str | None, Field(max_length=100)]


class TruckPatch(Input):
    """What may be changed on a lorry; a field left out stays as it is."""

    model_config = example(payload_kg=8000, state="unavailable")

    vehicle: Vehicle | None = None
    payload_kg: int | None = Field(default=None, gt=0, le=500_000)
    hazardous_permit: bool | None = None
    depot_id: UUID | None = None
    state: Literal["available", "unavailable"] | None = None
    confirmed: Literal[True] | None = None
    how: ConfirmedHow = "seen"


class FacilityPatch(Input):
    """What may be changed on a hospital or shelter; a field left out stays as it is."""

    model_config = example(free=25, confirmed=True)

    name: Name | None = None
    address: Words = None
    capacity: int | None = Field(default=None, ge=0, le=1_000_000)
    free: int | None = Field(default=None, ge=0, le=1_000_000)
    phone: Phone = None
    confirmed: Literal[True] | None = None
    how: ConfirmedHow = "phone"


class ExpertPatch(Input):
    """What may be changed on an expert; a field left out stays as it is."""

    model_config = example(phone="027-00000000", confirmed=True)

    name: Name | None = None
    expertise: Name | None = None
    organisation: Words = None
    post: Words = None
    phone: Phone = None
    confirmed: Literal[True] | None = None
    how: ConfirmedHow = "phone"
