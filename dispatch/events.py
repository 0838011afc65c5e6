"""What happens in dispatch: one closed class per kind, each with the full read model."""

from typing import Literal

from core.correcting import Correction
from core.outbox import Happening
from dispatch.schemas import CaseAccess, Order, Proposal, Steering


class ProposalRequested(Happening):
    """A proposal was asked for, by a person or by a change."""

    kind: Literal["proposal.requested"] = "proposal.requested"
    proposal: Proposal


class ProposalSolving(Happening):
    """A worker took a proposal on."""

    kind: Literal["proposal.solving"] = "proposal.solving"
    proposal: Proposal


class ProposalImproved(Happening):
    """A usable answer, or a better one, is there; it is not yet proven."""

    kind: Literal["proposal.improved"] = "proposal.improved"
    proposal: Proposal


class ProposalProven(Happening):
    """No better answer exists."""

    kind: Literal["proposal.proven"] = "proposal.proven"
    proposal: Proposal


class ProposalSettled(Happening):
    """An officer said that the best answer so far is enough; the search ends."""

    kind: Literal["proposal.settled"] = "proposal.settled"
    proposal: Proposal


class ProposalAccepted(Happening):
    """A person accepted the proposal, whole or in part."""

    kind: Literal["proposal.accepted"] = "proposal.accepted"
    proposal: Proposal


class ProposalSuperseded(Happening):
    """A newer proposal took its place."""

    kind: Literal["proposal.superseded"] = "proposal.superseded"
    proposal: Proposal


class ProposalFailed(Happening):
    """No answer could be published; the error says why."""

    kind: Literal["proposal.failed"] = "proposal.failed"
    proposal: Proposal


class CaseRead(Happening):
    """Somebody took the case files of a proposal away."""

    kind: Literal["case.read"] = "case.read"
    case: CaseAccess


class SteeringSet(Happening):
    """An officer pinned or excluded a team."""

    kind: Literal["steering.set"] = "steering.set"
    steering: Steering


class SteeringRestored(Happening):
    """A pin or exclusion that was lifted by mistake holds again."""

    kind: Literal["steering.restored"] = "steering.restored"
    steering: Steering


class SteeringLifted(Happening):
    """A pin or exclusion was lifted."""

    kind: Literal["steering.lifted"] = "steering.lifted"
    steering: Steering


class OrderIssued(Happening):
    """A team or a lorry was told to go."""

    kind: Literal["order.issued"] = "order.issued"
    order: Order


class OrderAcknowledged(Happening):
    """The order was received."""

    kind: Literal["order.acknowledged"] = "order.acknowledged"
    order: Order


class OrderLoaded(Happening):
    """The goods are on the lorry and out of stock."""

    kind: Literal["order.loaded"] = "order.loaded"
    order: Order


class OrderDeparted(Happening):
    """Under way."""

    kind: Literal["order.departed"] = "order.departed"
    order: Order


class OrderArrived(Happening):
    """On scene."""

    kind: Literal["order.arrived"] = "order.arrived"
    order: Order


class OrderDelivered(Happening):
    """The goods were handed over."""

    kind: Literal["order.delivered"] = "order.delivered"
    order: Order


class OrderReleased(Happening):
    """Released from the scene, on the way back."""

    kind: Literal["order.released"] = "order.released"
    order: Order


class OrderLapsed(Happening):
    """A promise of goods ran out before anything was loaded; the order ended by itself."""

    kind: Literal["order.lapsed"] = "order.lapsed"
    order: Order


class OrderClosed(Happening):
    """Back and free."""

    kind: Literal["order.closed"] = "order.closed"
    order: Order


class OrderDeclined(Happening):
    """Refused, with a reason."""

    kind: Literal["order.declined"] = "order.declined"
    order: Order


class OrderRecalled(Happening):
    """Called back, with a reason."""

    kind: Literal["order.recalled"] = "order.recalled"
    order: Order


class OrderTurnedBack(Happening):
    """Could not get through and turned round, with a reason."""

    kind: Literal["order.turned_back"] = "order.turned_back"
    order: Order


class OrderCorrected(Happening):
    """A step that was reported by mistake was taken back; the entry says which and why."""

    kind: Literal["order.corrected"] = "order.corrected"
    order: Order
    correction: Correction


class OrderRedirected(Happening):
    """Replaced by an order to another incident."""

    kind: Literal["order.redirected"] = "order.redirected"
    order: Order


class OrderEtaChanged(Happening):
    """The way, the expected arrival or the share in the needs changed."""

    kind: Literal["order.eta_changed"] = "order.eta_changed"
    order: Order
