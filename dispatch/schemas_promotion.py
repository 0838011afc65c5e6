"""Wire shapes of making a study's change real."""

from typing import Literal
from uuid import UUID

from core.wire import Output
from dispatch.schemas import Steering


class PromotionStep(Output):
    """What one edit of a variant would do in the real world; `because` says why it cannot."""

    index: int
    edit: str
    does: (
        Literal[
            "pin",
            "exclude",
            "lift_word",
            "draw_closure",
            "lift_closure",
            "put_team_out",
            "raise_need",
            "change_need",
            "cancel_need",
        ]
        | None
    )
    because: (
        Literal[
            "not_permitted",
            "stands_already",
            "time_passes",
            "report_incident",
            "ask_outside",
            "team_reports",
            "count_stock",
            "change_policy",
        ]
        | None
    )


class Promotion(Output):
    """What of a variant can be made real, edit by edit."""

    study_id: UUID
    variant: int
    steps: list[PromotionStep]


class Promoted(Output):
    """What became real; a new proposal follows."""

    study_id: UUID
    steerings: list[Steering]
    done: list[PromotionStep]
