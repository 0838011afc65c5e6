"""Wire shapes of several words of the officer at once."""

from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from core.wire import Input, example
from dispatch.schemas import SteeringIn


class SteeringSeen(Input):
    """A pin or exclusion to be lifted, as it was seen."""

    id: UUID
    version: int = Field(ge=1, examples=[1])


class SteeringsIn(Input):
    """Pins and exclusions to be lifted and set together, such as one team in another's place."""

    model_config = example(
        set=[
            {
                "kind": "exclusion",
                "team_id": "0192f0c1-7c1e-7000-8000-000000000001",
                "incident_id": "0192f0c1-7c1e-7000-8000-000000000004",
                "reason": "换用熟悉现场的队伍",
            },
            {
                "kind": "pin",
                "team_id": "0192f0c1-7c1e-7000-8000-000000000002",
                "incident_id": "0192f0c1-7c1e-7000-8000-000000000004",
                "reason": "换用熟悉现场的队伍",
            },
        ]
    )

    lift: list[SteeringSeen] = Field(default=[], max_length=50)
    set: list[SteeringIn] = Field(default=[], max_length=50)

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.lift and not self.set:
            raise ValueError("nothing to lift and nothing to set")
        return self
