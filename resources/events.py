"""What happens to resources: teams and lots are entered and changed, depots change."""

from typing import Literal

from core.outbox import Happening
from resources.schemas import Depot, Lot, Team


class TeamEntered(Happening):
    """A team came into the inventory."""

    kind: Literal["team.entered"] = "team.entered"
    team: Team


class TeamChanged(Happening):
    """A team's data or state changed."""

    kind: Literal["team.changed"] = "team.changed"
    team: Team


class TeamRetired(Happening):
    """A team left the inventory; its past stays."""

    kind: Literal["team.retired"] = "team.retired"
    team: Team


class LotEntered(Happening):
    """A lot came into stock."""

    kind: Literal["lot.entered"] = "lot.entered"
    lot: Lot


class LotChanged(Happening):
    """A lot's balance or data changed."""

    kind: Literal["lot.changed"] = "lot.changed"
    lot: Lot


class DepotChanged(Happening):
    """A depot, its lorries or the number of its lots changed."""

    kind: Literal["depot.changed"] = "depot.changed"
    depot: Depot
