"""What is refused when a scenario is made out of an incident, and why."""

from core.errors import Conflict


class StillGoingOn(Conflict):
    """{title} is not over: it becomes a scenario once it has been stood down."""

    zh = "“{title}”尚未结束：解除响应后才能生成演练脚本。"


class NotTold(Conflict):
    """The log does not tell how {title} began: no scenario can be made of it."""

    zh = "事件记录中没有“{title}”的接报经过，无法生成演练脚本。"
