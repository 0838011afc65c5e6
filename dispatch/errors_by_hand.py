"""What can be refused when an officer sends a team by hand."""

from core.errors import Conflict, Invalid


class TeamCannotBeSent(Conflict):
    """{team} is {state} and cannot be given an order."""

    zh = "{team} 处于 {state} 状态，不能下达指令。"


class TeamThereAlready(Conflict):
    """{team} is on its way to this incident, or there, already."""

    zh = "{team} 已在前往该事件或已到场。"


class OrderToLeaveHasChanged(Conflict):
    """The order that {team} was to leave is no longer running; look again."""

    zh = "{team} 原来的指令已不在执行，请重新核对。"


class TeamServesNoSuchNeed(Invalid):
    """{team} cannot serve “{need}”."""

    zh = "{team} 不具备“{need}”所需的能力。"


class ReasonForOverriding(Invalid):
    """This order goes against the dispatcher or takes a team away: say why."""

    zh = "该指令与调度方案不一致，或将改派在途队伍，必须填写原因。"
