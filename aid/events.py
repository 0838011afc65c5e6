"""What happens to a request for help; every event carries the whole request."""

from typing import Literal

from aid.schemas import AidRequest
from core.outbox import Happening


class AidAsked(Happening):
    """Help was asked for, or somebody further was asked."""

    kind: Literal["aid_request.asked"] = "aid_request.asked"
    aid_request: AidRequest


class AidAnswered(Happening):
    """An asked jurisdiction offered something, took an offer back, or refused."""

    kind: Literal["aid_request.answered"] = "aid_request.answered"
    aid_request: AidRequest


class AidOrdered(Happening):
    """What was offered was taken, or turned down."""

    kind: Literal["aid_request.ordered"] = "aid_request.ordered"
    aid_request: AidRequest


class AidCommitted(Happening):
    """What was ordered was committed: stock is promised, teams are lent."""

    kind: Literal["aid_request.committed"] = "aid_request.committed"
    aid_request: AidRequest


class AidReleased(Happening):
    """What was committed is not needed any more."""

    kind: Literal["aid_request.released"] = "aid_request.released"
    aid_request: AidRequest


class AidLapsed(Happening):
    """What was committed was not sent in time and is free again."""

    kind: Literal["aid_request.lapsed"] = "aid_request.lapsed"
    aid_request: AidRequest


class AidShipped(Happening):
    """What was committed is on its way."""

    kind: Literal["aid_request.shipped"] = "aid_request.shipped"
    aid_request: AidRequest


class AidReceived(Happening):
    """What was sent arrived and was counted."""

    kind: Literal["aid_request.received"] = "aid_request.received"
    aid_request: AidRequest


class AidReturnAsked(Happening):
    """The provider asked for what it sent."""

    kind: Literal["aid_request.return_asked"] = "aid_request.return_asked"
    aid_request: AidRequest


class AidSentBack(Happening):
    """What was received goes back, or is used up."""

    kind: Literal["aid_request.sent_back"] = "aid_request.sent_back"
    aid_request: AidRequest


class AidReturned(Happening):
    """What went back was counted by its owner."""

    kind: Literal["aid_request.returned"] = "aid_request.returned"
    aid_request: AidRequest


class AidMerged(Happening):
    """Two requests for the same became one, or were parted again."""

    kind: Literal["aid_request.merged"] = "aid_request.merged"
    aid_request: AidRequest


class AidEnded(Happening):
    """A request was closed or withdrawn."""

    kind: Literal["aid_request.ended"] = "aid_request.ended"
    aid_request: AidRequest


AidHappening = (
    AidAsked
    | AidAnswered
    | AidOrdered
    | AidCommitted
    | AidReleased
    | AidLapsed
    | AidShipped
    | AidReceived
    | AidReturnAsked
    | AidSentBack
    | AidReturned
    | AidMerged
    | AidEnded
)
