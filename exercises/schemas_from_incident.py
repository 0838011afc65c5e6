"""Wire shapes of a scenario made out of a real incident."""

from typing import Literal

from core.wire import Output
from exercises.scenario import Scenario

Limit = Literal["unknown_names", "nicknames", "relations", "home_addresses", "unusual_facts"]


class ScenarioMade(Output):
    """The scenario; in how many places people were taken out; what could not be recognised."""

    scenario: Scenario
    removed: int
    not_detected: list[Limit]
