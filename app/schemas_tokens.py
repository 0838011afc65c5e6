"""Wire shapes of programs' keys: what is asked for, how a key is listed, what was done with it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example


class TokenIn(Input):
    """A key for a program, limited to some permissions, an area, a time and a number of calls."""

    model_config = example(
        name="省平台对接", scopes=["picture.read", "lots.write"], area_code="420111", days=365
    )

    name: str = Field(min_length=1, max_length=100)
    scopes: list[str] = Field(min_length=1, max_length=50, examples=[["picture.read"]])
    area_code: str | None = Field(default=None, max_length=20, examples=["420111"])
    days: int = Field(gt=0, le=730)
    calls_per_min: int = Field(default=600, ge=1, le=6000)


class RotationIn(Input):
    """How long the old secret still works beside the new one; not at all by default."""

    model_config = example(overlap_min=60)

    overlap_min: int = Field(default=0, ge=0, le=1440)


class Token(Output):
    """A key as it is listed: never its secret."""

    id: UUID
    name: str
    scopes: list[str]
    area_code: str
    area_name: str
    calls_per_min: int
    owner_name: str
    mine: bool
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewToken(Token):
    """A key just made, with its secret, shown this once."""

    secret: str


class TokenRecord(Output):
    """What somebody did with a program's key."""

    at: datetime
    action: Literal["made", "rotated", "revoked"]
    token_id: UUID
    token_name: str
    owner_name: str
    area_code: str
    scopes: list[str]
    by_name: str
    address: str | None
