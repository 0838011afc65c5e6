"""What is refused about exercises, and why."""

from core.errors import Conflict, Invalid, NotFound


class NotPossibleNow(Conflict):
    """{act} is not possible while the exercise is {state}."""

    zh = "演练处于“{state}”状态，不能执行“{act}”。"


class ClockGoesBack(Invalid):
    """The exercise's clock shows {shown}: it is set forward only, by a day at most."""

    zh = "演练时钟现为 {shown}，只能向前拨，且一次不超过 24 小时。"


class UnknownTeamSeat(Invalid):
    """A team leader's seat names a team of the exercise's area."""

    zh = "队长席位须指明演练区域内的一支队伍。"


class NoScenario(Conflict):
    """This exercise is played without a scenario: there is nothing to keep as a template."""

    zh = "本次演练没有脚本，无法存为模板。"


class PictureNotThere(Invalid):
    """The picture {picture} comes neither with the file nor the product; see the field {field}."""

    zh = "文件和本系统都没有图片 {picture}，请检查字段 {field}。"


class PicturesTooLarge(Invalid):
    """The pictures of a scenario take at most {most_kb} KB together; see the field {field}."""

    zh = "脚本自带的图片合计不超过 {most_kb} KB，请检查字段 {field}。"


class NotHeldYet(Invalid):
    """A drill is entered after it was held; see the field {field}."""

    zh = "演练日期不能晚于今天，请检查字段 {field}。"


class SeatTaken(Conflict):
    """{name} has this seat already."""

    zh = "{name} 已在该席位。"


class MomentBeforeLog(Invalid):
    """The log begins at {begins_at}: a branch begins there or later; see the field {field}."""

    zh = "记录自 {begins_at} 开始，推演只能从那时或之后的一刻开始，请检查字段 {field}。"


class MomentNotInLog(Invalid):
    """The log reaches to event {seq}, {ends_at}: no branch begins later; see the field {field}."""

    zh = "记录到第 {seq} 条、{ends_at} 为止，推演不能从更晚的一刻开始，请检查字段 {field}。"


class MomentBeforeEvent(Invalid):
    """Event {seq} happened at {happened_at}, after the moment named; see the field {field}."""

    zh = "第 {seq} 条记录发生在 {happened_at}，晚于所选的一刻，请检查字段 {field}。"


class BranchElsewhere(Invalid):
    """A branch of an exercise is held in that exercise's area, {area}; see the field {field}."""

    zh = "由演练派生的推演须在原演练区域 {area} 内进行，请检查字段 {field}。"


class TooManyExercises(Conflict):
    """{most} exercises are open already; end or remove one first."""

    zh = "已有 {most} 场演练未结束，请先结束或删除一场。"


class StillOpen(Conflict):
    """An exercise is removed after it has ended."""

    zh = "演练结束后才能删除。"


class OnlyInAnExercise(NotFound):
    """This belongs to an exercise; the live world has none."""

    zh = "此功能只在演练中使用。"


class NotYetReported(Conflict):
    """The incident “{incident}” of the scenario is not yet reported."""

    zh = "脚本中的事件“{incident}”尚未上报。"


class UnknownIncidentRef(Invalid):
    """No inject reports an incident {incident}; see the field {field}."""

    zh = "没有导调信息上报过事件 {incident}，请检查字段 {field}。"


class UnknownPredecessor(Invalid):
    """There is no inject {inject}, or it waits for this one; see the field {field}."""

    zh = "没有导调信息 {inject}，或者它正等待本条，请检查字段 {field}。"


class NoSuchTeamFree(Conflict):
    """No team with the capability “{capability_en}” is free to drop out."""

    zh = "没有具备“{capability}”能力的空闲队伍可退出。"


class NoSuchStock(Conflict):
    """Nothing of “{item_en}” lies unpromised in any depot."""

    zh = "各库均无未承诺的物资“{item}”。"


class InjectPassed(Conflict):
    """The inject “{inject_en}” is {state} already."""

    zh = "导调信息“{inject}”已处于“{state}”状态。"


class NotYourEntry(Conflict):
    """An entry is corrected by its own observer, once: it must be the latest of its line."""

    zh = "评估记录只能由本人更正，且只能更正最新的一条。"


class UnknownCriterion(Invalid):
    """The sheet has no criterion {criterion}; see the field {field}."""

    zh = "评估表中没有评估项 {criterion}，请检查字段 {field}。"


class ScenarioElsewhere(Invalid):
    """The scenario needs {count} places that do not lie in this exercise's area: {places}."""

    zh = "该脚本所需的 {count} 处地点不在本次演练区域内：{places}。"
