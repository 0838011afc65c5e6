"""What can be refused about help from outside, each with its facts."""

from core.errors import Conflict, Forbidden, Invalid


class AsksItself(Invalid):
    """{value} lies within the area that asks; see the field {field}."""

    zh = "{value} 属于申请方辖区，不能作为受援请求对象（{field}）。"


class DueInThePast(Invalid):
    """The time in the field {field} has passed."""

    zh = "字段 {field} 的时间已过。"


class UnknownThing(Invalid):
    """{value} in the field {field} is not known, or not visible to you."""

    zh = "字段 {field} 中的 {value} 不存在或不可见。"


class NeedDoesNotFit(Invalid):
    """The need in the field {field} asks for something else, or belongs to another incident."""

    zh = "字段 {field} 所指的需求与所请求的内容或事件不符。"


class PlaceNeeded(Invalid):
    """Say where help is to come: a depot of your own or a place; see the field {field}."""

    zh = "请写明送达地点或本方物资库（{field}）。"


class RequestOver(Conflict):
    """This request is {state}."""

    zh = "该支援请求{state}。"


class StillBound(Conflict):
    """{count} supplies are promised or under way: release or return them first."""

    zh = "尚有 {count} 项已承诺或在途，请先解除或归还。"


class AskedAlready(Conflict):
    """{jurisdiction} has been asked already."""

    zh = "已向 {jurisdiction} 提出过请求。"


class NobodyAbove(Conflict):
    """Everybody above has been asked already."""

    zh = "上级均已请求，没有更上一级。"


class NotYourStep(Forbidden):
    """This step belongs to the other side."""

    zh = "此步骤应由对方办理。"


class WrongOffer(Invalid):
    """{name} cannot be offered for this line; see the field {field}."""

    zh = "{name} 不能用于此项请求，请检查字段 {field}。"


class OfferedAlready(Conflict):
    """{name} has been offered already."""

    zh = "{name} 已提供给其他请求。"


class NotEnoughToOffer(Conflict):
    """{name} has {free} free, {asked} were to be offered."""

    zh = "{name} 可用 {free}，拟提供 {asked}。"


class AlreadyOffering(Conflict):
    """Something is offered already; withdraw it before refusing."""

    zh = "已提供支援，请先撤回再拒绝。"


class CountTooHigh(Invalid):
    """{counted} cannot be counted where {sent} were sent; see the field {field}."""

    zh = "发出 {sent}，清点 {counted} 不符（{field}）。"


class CountNoteNeeded(Invalid):
    """Say why something is missing or damaged; see the field {field}."""

    zh = "短少或损坏须说明原因（{field}）。"


class SuppliesNotNamed(Invalid):
    """A supply is named twice or does not belong here; see the field {field}."""

    zh = "所列支援项重复或不属于本请求（{field}）。"


class TeamStillOut(Conflict):
    """{team} is {state} for an incident: release it first."""

    zh = "{team} 正在执行任务（{state}），请先撤收。"


class SideOfMerge(Invalid):
    """Only two open requests of one jurisdiction, or for one need, can be merged."""

    zh = "只能合并同一申请方或同一需求的两个未结请求（{field}）。"


class NotMerged(Conflict):
    """This request is not merged into another."""

    zh = "该请求未被合并。"


class MergeMovedOn(Conflict):
    """The merged request has been answered meanwhile: the merge cannot be undone."""

    zh = "合并后的请求已有新的答复，不能撤销合并。"


class NotAMessage(Invalid):
    """This is not an EDXL-RM RequestResource message that can be read: {why}."""

    zh = "无法读取为 EDXL-RM RequestResource 消息：{why}。"
