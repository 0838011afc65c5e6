"""The course of help: which step may follow which, who takes it, and its EDXL-RM message.

The messages are those of OASIS EDXL-RM 1.0 (2009), by the standard's own names; the states between
them are ours, for the standard leaves them open.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class RequestState(StrEnum):
    """Where a request stands as a whole."""

    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class SupplyState(StrEnum):
    """Where one offered team, or one amount of one lot, stands."""

    OFFERED = "offered"
    ORDERED = "ordered"
    COMMITTED = "committed"
    SHIPPED = "shipped"
    RECEIVED = "received"
    RETURN_ASKED = "return_asked"
    RETURNING = "returning"
    RETURNED = "returned"
    USED_UP = "used_up"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    RELEASED = "released"
    LAPSED = "lapsed"


class MessageKind(StrEnum):
    """The sixteen messages of EDXL-RM, in the standard's order."""

    REQUEST_RESOURCE = "RequestResource"
    RESPONSE_TO_REQUEST_RESOURCE = "ResponseToRequestResource"
    REQUISITION_RESOURCE = "RequisitionResource"
    COMMIT_RESOURCE = "CommitResource"
    REQUEST_INFORMATION = "RequestInformation"
    RESPONSE_TO_REQUEST_INFORMATION = "ResponseToRequestInformation"
    OFFER_UNSOLICITED_RESOURCE = "OfferUnsolicitedResource"
    RELEASE_RESOURCE = "ReleaseResource"
    REQUEST_RETURN = "RequestReturn"
    RESPONSE_TO_REQUEST_RETURN = "ResponseToRequestReturn"
    REQUEST_QUOTE = "RequestQuote"
    RESPONSE_TO_REQUEST_QUOTE = "ResponseToRequestQuote"
    REQUEST_RESOURCE_DEPLOYMENT_STATUS = "RequestResourceDeploymentStatus"
    REPORT_RESOURCE_DEPLOYMENT_STATUS = "ReportResourceDeploymentStatus"
    REQUEST_EXTENDED_DEPLOYMENT_DURATION = "RequestExtendedDeploymentDuration"
    RESPONSE_TO_REQUEST_EXTENDED_DEPLOYMENT_DURATION = "ResponseToRequestExtendedDeploymentDuration"


class Step(StrEnum):
    """What somebody does with supplies that were offered."""

    TAKE = "take"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    COMMIT = "commit"
    RELEASE = "release"
    LAPSE = "lapse"
    SHIP = "ship"
    RECEIVE = "receive"
    ASK_BACK = "ask_back"
    SEND_BACK = "send_back"
    TAKE_BACK = "take_back"
    USE_UP = "use_up"


Side = Literal["receiver", "provider"]
S = SupplyState
M = MessageKind


@dataclass(frozen=True, slots=True)
class Rule:
    """From where to where a step leads, whose step it is, and what is sent to the other side."""

    begins: frozenset[SupplyState]
    ends: SupplyState
    side: Side
    message: MessageKind
    response: Literal["Accept", "Decline", "Provisional"] | None = None
    note_required: bool = False


RULES: dict[Step, Rule] = {
    Step.TAKE: Rule(frozenset({S.OFFERED}), S.ORDERED, "receiver", M.REQUISITION_RESOURCE),
    Step.DECLINE: Rule(
        frozenset({S.OFFERED, S.ORDERED}), S.DECLINED, "receiver", M.RELEASE_RESOURCE
    ),
    Step.WITHDRAW: Rule(
        frozenset({S.OFFERED, S.ORDERED}),
        S.WITHDRAWN,
        "provider",
        M.RESPONSE_TO_REQUEST_RESOURCE,
        "Decline",
        note_required=True,
    ),
    Step.COMMIT: Rule(frozenset({S.ORDERED}), S.COMMITTED, "provider", M.COMMIT_RESOURCE, "Accept"),
    Step.RELEASE: Rule(
        frozenset({S.COMMITTED}), S.RELEASED, "receiver", M.RELEASE_RESOURCE, note_required=True
    ),
    Step.LAPSE: Rule(
        frozenset({S.COMMITTED}), S.LAPSED, "provider", M.REPORT_RESOURCE_DEPLOYMENT_STATUS
    ),
    Step.SHIP: Rule(
        frozenset({S.COMMITTED}), S.SHIPPED, "provider", M.REPORT_RESOURCE_DEPLOYMENT_STATUS
    ),
    Step.RECEIVE: Rule(
        frozenset({S.SHIPPED}), S.RECEIVED, "receiver", M.REPORT_RESOURCE_DEPLOYMENT_STATUS
    ),
    Step.ASK_BACK: Rule(frozenset({S.RECEIVED}), S.RETURN_ASKED, "provider", M.REQUEST_RETURN),
    Step.SEND_BACK: Rule(
        frozenset({S.RECEIVED, S.RETURN_ASKED}), S.RETURNING, "receiver", M.RELEASE_RESOURCE
    ),
    Step.TAKE_BACK: Rule(
        frozenset({S.RETURNING}), S.RETURNED, "provider", M.REPORT_RESOURCE_DEPLOYMENT_STATUS
    ),
    Step.USE_UP: Rule(
        frozenset({S.RECEIVED, S.RETURN_ASKED}),
        S.USED_UP,
        "receiver",
        M.REPORT_RESOURCE_DEPLOYMENT_STATUS,
    ),
}

LIVE = frozenset(
    {
        S.OFFERED,
        S.ORDERED,
        S.COMMITTED,
        S.SHIPPED,
        S.RECEIVED,
        S.RETURN_ASKED,
        S.RETURNING,
        S.RETURNED,
        S.USED_UP,
    }
)
"""What counts as help offered: everything that was not turned down, taken back or let lapse."""

PROMISED = LIVE - {S.OFFERED, S.ORDERED}
"""What counts as help one can rely on, also after it has done its work."""

ARRIVED = frozenset({S.RECEIVED, S.RETURN_ASKED, S.RETURNING, S.RETURNED, S.USED_UP})
ENDED = frozenset({S.RETURNED, S.USED_UP, S.DECLINED, S.WITHDRAWN, S.RELEASED, S.LAPSED})
BOUND = LIVE - {S.OFFERED, S.ORDERED, S.RETURNED, S.USED_UP}
"""What still lies between the two sides: a request with any of it cannot be dropped."""


def may_take(step: Step, state: SupplyState) -> bool:
    """Say whether a step may be taken with a supply in this state."""
    return state in RULES[step].begins


def message_of(step: Step, state: SupplyState) -> MessageKind:
    """Return the message a step sends; sending back after being asked to is the answer to that."""
    if step is Step.SEND_BACK and state is S.RETURN_ASKED:
        return M.RESPONSE_TO_REQUEST_RETURN
    return RULES[step].message
