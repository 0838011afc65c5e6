"""What can be refused about agreements and lending, each with its facts."""

from core.errors import Conflict, Forbidden, Invalid


class SameParty(Invalid):
    """An agreement needs two different jurisdictions; see the field {field}."""

    zh = "协议双方不能相同，请检查字段 {field}。"


class AgreementEndsBeforeItBegins(Invalid):
    """An agreement must end after it begins, and not in the past; see the field {field}."""

    zh = "协议结束时间必须晚于开始时间且未过，请检查字段 {field}。"


class UnknownTerm(Invalid):
    """{value} in the field {field} is not in the catalogue."""

    zh = "字段 {field} 中的 {value} 不在目录内。"


class NotYourSide(Forbidden):
    """Only a commander of {jurisdiction} itself may sign for {jurisdiction}."""

    zh = "只有 {jurisdiction} 本级指挥长才能代表该方签署。"


class AlreadySigned(Conflict):
    """This side has signed already."""

    zh = "该方已签署。"


class AgreementOver(Conflict):
    """This agreement is over."""

    zh = "该协议已终止或到期。"


class TeamLent(Conflict):
    """{team} has been lent to another jurisdiction already."""

    zh = "{team} 已支援其他地区。"
