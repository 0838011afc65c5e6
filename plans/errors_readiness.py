"""What can go wrong with a test of plans."""

from typing import ClassVar

from core.errors import Conflict, Invalid


class ReadinessUnderWay(Conflict):
    """A test of all plans is under way already (number {number})."""

    zh: ClassVar[str] = "已有一次预案就绪度检查在进行（第 {number} 次）。"


class ReadinessOver(Conflict):
    """The test number {number} has ended ({state}); there is nothing to stop."""

    zh = "第 {number} 次检查已结束（{state}），无需停止。"


class PlaceOutsideArea(Invalid):
    """The place {name} lies outside the area of the plan {plan}."""

    zh = "地点“{name}”不在预案 {plan} 的适用范围内。"


class DesignFactUnknown(Invalid):
    """{fact} is not a fact of an incident, or its value is of the wrong type."""

    zh = "“{fact}”不是事件要素，或其值的类型不对。"
