"""What happens to alarms: one closed class per kind, each with the full read model."""

from typing import Literal

from alarms.schemas import Alarm, AlarmLimits
from core.outbox import Happening


class AlarmRaised(Happening):
    """Something must not be overlooked."""

    kind: Literal["alarm.raised"] = "alarm.raised"
    alarm: Alarm


class AlarmRepeated(Happening):
    """Nobody has acknowledged it yet: it calls again."""

    kind: Literal["alarm.repeated"] = "alarm.repeated"
    alarm: Alarm


class AlarmEscalated(Happening):
    """Nobody acknowledged it in time: the commander and the area above are called."""

    kind: Literal["alarm.escalated"] = "alarm.escalated"
    alarm: Alarm


class AlarmChanged(Happening):
    """What it is about changed, without a new call."""

    kind: Literal["alarm.changed"] = "alarm.changed"
    alarm: Alarm


class AlarmAcknowledged(Happening):
    """Somebody took it upon themselves, by name."""

    kind: Literal["alarm.acknowledged"] = "alarm.acknowledged"
    alarm: Alarm


class AlarmEnded(Happening):
    """Its cause is gone; it stays on record."""

    kind: Literal["alarm.ended"] = "alarm.ended"
    alarm: Alarm


class AlarmLimitChanged(Happening):
    """A site set the limits of a kind of alarm."""

    kind: Literal["alarm_limit.changed"] = "alarm_limit.changed"
    alarm_limit: AlarmLimits
