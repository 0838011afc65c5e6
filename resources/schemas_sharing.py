"""Wire shapes of mutual-aid agreements."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Instant, Output, example
from resources.sharing import AgreementState, TermKind

Party = Annotated[str, Field(pattern=r"^\d{6}$", examples=["420111"])]


class TermIn(Input):
    """One kind of help: teams of a kind, teams with a capability, or an item."""

    kind: TermKind
    code: str = Field(min_length=1, max_length=40)
    most: int | None = Field(default=None, gt=0, le=1_000_000_000)


class AgreementIn(Input):
    """An agreement to be drafted; without terms it covers everything."""

    model_config = example(
        provider_code="420106",
        receiver_code="420111",
        valid_from="2026-11-21T00:00:00+08:00",
        valid_to="2027-11-21T00:00:00+08:00",
        terms=[{"kind": "capability", "code": "water_rescue", "most": 4}],
    )

    provider_code: Party
    receiver_code: Party
    valid_from: Instant
    valid_to: Instant
    terms: list[TermIn] = Field(default_factory=list, max_length=50)
    note: str | None = Field(default=None, max_length=500)

    @model_validator(mode="after")
    def _terms_once(self) -> "AgreementIn":
        named = [(term.kind, term.code) for term in self.terms]
        if len(set(named)) < len(named):
            raise PydanticCustomError("terms_twice", "a term is named twice", {"field": "terms"})
        return self


class EndAgreementIn(Input):
    """Why an agreement ends before its time, or is not made at all."""

    model_config = example(reason="本区险情紧张，暂停对外支援")

    reason: str = Field(min_length=1, max_length=500)


class AgreementTerm(Output):
    """One kind of help that an agreement covers."""

    kind: TermKind
    code: str
    most: int | None


class Agreement(Output):
    """A mutual-aid agreement and where it stands at the moment of reading."""

    id: UUID
    number: str
    provider_code: str
    provider_name: str
    receiver_code: str
    receiver_name: str
    terms: list[AgreementTerm]
    note: str | None
    valid_from: datetime
    valid_to: datetime
    drafted_at: datetime
    drafted_by_name: str | None
    provider_signed_at: datetime | None
    provider_signed_by_name: str | None
    receiver_signed_at: datetime | None
    receiver_signed_by_name: str | None
    ended_at: datetime | None
    ended_by_name: str | None
    end_reason: str | None
    state: AgreementState
    runs_out_soon: bool
    synthetic: bool
    version: int
