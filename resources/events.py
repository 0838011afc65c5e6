"""What happens to resources: teams and lots are entered and changed, depots change."""

from typing import Literal

from core.outbox import Happening
from resources.schemas import Depot, Facility, Lot, Team
from resources.schemas_experts import ExpertNote
from resources.schemas_stock import SafetyStock, StockLoan, StockTransfer


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


class DepotCounted(Happening):
    """Many lots of a depot were counted or corrected at once; read them again."""

    kind: Literal["depot.counted"] = "depot.counted"
    depot: Depot


class StockTransferSent(Happening):
    """Goods left one depot for another."""

    kind: Literal["stock_transfer.sent"] = "stock_transfer.sent"
    stock_transfer: StockTransfer


class StockTransferEnded(Happening):
    """A transfer arrived or was turned back."""

    kind: Literal["stock_transfer.ended"] = "stock_transfer.ended"
    stock_transfer: StockTransfer


class StockLoanChanged(Happening):
    """Reusable goods were handed out, came back or are lost."""

    kind: Literal["stock_loan.changed"] = "stock_loan.changed"
    stock_loan: StockLoan


class SafetyStockSet(Happening):
    """Somebody said how much of an item a depot must have free."""

    kind: Literal["safety_stock.set"] = "safety_stock.set"
    safety_stock: SafetyStock


class FacilityChanged(Happening):
    """A hospital's or shelter's data changed, or somebody vouched for it."""

    kind: Literal["facility.changed"] = "facility.changed"
    facility: Facility


class ExpertChanged(Happening):
    """An expert's data changed, or somebody vouched for it; personal data is not told."""

    kind: Literal["expert.changed"] = "expert.changed"
    expert: ExpertNote
