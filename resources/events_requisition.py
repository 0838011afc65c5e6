"""What happens to a requisition."""

from typing import Literal

from core.outbox import Happening
from resources.schemas_requisition import Requisition


class RequisitionDrafted(Happening):
    """A requisition was drafted."""

    kind: Literal["requisition.drafted"] = "requisition.drafted"
    requisition: Requisition


class RequisitionDecided(Happening):
    """The decision was served on the owner."""

    kind: Literal["requisition.decided"] = "requisition.decided"
    requisition: Requisition


class RequisitionHandedOver(Happening):
    """What is on the list was handed over for use."""

    kind: Literal["requisition.handed_over"] = "requisition.handed_over"
    requisition: Requisition


class RequisitionReturned(Happening):
    """What is on the list went back to the owner."""

    kind: Literal["requisition.returned"] = "requisition.returned"
    requisition: Requisition


class RequisitionSettled(Happening):
    """The owner was compensated."""

    kind: Literal["requisition.settled"] = "requisition.settled"
    requisition: Requisition


class RequisitionCancelled(Happening):
    """Nothing is taken after all."""

    kind: Literal["requisition.cancelled"] = "requisition.cancelled"
    requisition: Requisition


RequisitionHappening = (
    RequisitionDrafted
    | RequisitionDecided
    | RequisitionHandedOver
    | RequisitionReturned
    | RequisitionSettled
    | RequisitionCancelled
)
