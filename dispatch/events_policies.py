"""What happens to policies and cover standards."""

from typing import Literal

from core.outbox import Happening
from dispatch.schemas_policies import CoverStandard, Policy


class PolicyEntered(Happening):
    """A policy was written down; it is not in force yet."""

    kind: Literal["policy.entered"] = "policy.entered"
    policy: Policy


class PolicyChanged(Happening):
    """A policy was changed, or is no longer in force."""

    kind: Literal["policy.changed"] = "policy.changed"
    policy: Policy


class PolicyActivated(Happening):
    """A policy was put in force in the place of another."""

    kind: Literal["policy.activated"] = "policy.activated"
    policy: Policy


class CoverStandardEntered(Happening):
    """A cover standard was written down."""

    kind: Literal["cover_standard.entered"] = "cover_standard.entered"
    cover_standard: CoverStandard


class CoverStandardChanged(Happening):
    """A cover standard was changed."""

    kind: Literal["cover_standard.changed"] = "cover_standard.changed"
    cover_standard: CoverStandard


class CoverStandardRetired(Happening):
    """A cover standard holds no more."""

    kind: Literal["cover_standard.retired"] = "cover_standard.retired"
    cover_standard: CoverStandard
