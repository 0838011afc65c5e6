"""What can happen to run cards on their way into use; each carries the card as it stands."""

from typing import Literal

from core.outbox import Happening
from plans.schemas_cards import CardState


class RunCardDrafted(Happening):
    """A run card was written or changed: a draft beside the one in use."""

    kind: Literal["run_card.drafted"] = "run_card.drafted"
    run_card: CardState


class RunCardDiscarded(Happening):
    """The draft of a run card was thrown away."""

    kind: Literal["run_card.discarded"] = "run_card.discarded"
    run_card: CardState


class RunCardChecked(Happening):
    """A run card was checked by dry runs and came into use."""

    kind: Literal["run_card.checked"] = "run_card.checked"
    run_card: CardState
