"""What can be wrong with a wish about alarms."""

from core.errors import Conflict, Forbidden, Invalid


class AlarmOver(Conflict):
    """The alarm has ended; there is nothing left to acknowledge."""

    zh = "该告警已结束，无需再确认。"


class AlarmAcknowledged(Conflict):
    """{name} acknowledged this alarm already."""

    zh = "{name}已确认该告警。"


class LimitWrong(Invalid):
    """Only an alarm that comes before its moment has a negative limit, and it must have one."""

    zh = "只有提前告警的时限才为负值，且必须为负值。"


class NoticeHasNoLimits(Invalid):
    """A notice is told once a stage: it has no limits to be set."""

    zh = "期限提醒每个阶段只提示一次，没有可设置的时限。"


class NotYourAlarm(Forbidden):
    """This alarm calls the duty desk; you may take notices of drills, plans and tasks."""

    zh = "该告警由值班人员确认；您可确认演练、预案和整改的期限提醒。"


class LimitsOfTheWholeSite(Forbidden):
    """Limits hold for everybody at this site; whoever is over all of its desks sets them."""

    zh = "告警时限对全平台生效，须由负责全部值班岗位的上级设置。"
