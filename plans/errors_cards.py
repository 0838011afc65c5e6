"""What can be wrong with a run card, and with whoever writes one."""

from core.errors import Conflict, Forbidden, Invalid


class CardOfAnotherArea(Forbidden):
    """The plan {plan} belongs to {jurisdiction}, outside your area."""

    zh = "预案 {plan} 属于 {jurisdiction}，不在您的管辖范围内。"


class CardsOfTheLiveWorld(Conflict):
    """Run cards are written and checked in the live world; an exercise only uses them."""

    zh = "响应卡只能在实战环境中编写和校核，演练中只能使用。"


class CardOfVoidPlan(Conflict):
    """The plan {plan} is void; its run cards are not written any more."""

    zh = "预案 {plan} 已废止，不再编写其响应卡。"


class NoDraft(Conflict):
    """There is no draft of this run card to check or to throw away."""

    zh = "该响应卡没有可校核或放弃的草稿。"


class CodeUnknown(Invalid):
    """The catalogue has no {code}."""

    zh = "目录中没有 {code}。"


class UnitDoesNotFit(Invalid):
    """{code} is counted in {counted_in}; {unit} cannot be converted into it."""

    zh = "{code} 的计量单位是“{counted_in}”，无法由“{unit}”换算。"


class OnlyForTeams(Invalid):
    """{what} is for capabilities, not for goods."""

    zh = "“{what}”只用于能力需求，不用于物资。"


class TaskOrderUnknown(Invalid):
    """The task waits for {ref}, which no run card of this plan up to this level gives."""

    zh = "该任务须在“{ref}”之后，但本预案到本级为止没有该任务。"


class TaskOrderCircular(Invalid):
    """These tasks wait for each other in a circle: {refs}."""

    zh = "这些任务互为先后，形成循环：{refs}。"


class RefTwice(Invalid):
    """{ref} stands here twice."""

    zh = "{ref} 重复。"


class TextNameUnknown(Invalid):
    """The text names {names}, for which nothing can be filled in."""

    zh = "文本中的 {names} 无法填写。"


class NothingAsked(Invalid):
    """With these facts this asks for nothing."""

    zh = "按这些要素，此项不需要任何数量。"


class LeastTooMuch(Invalid):
    """The least useful amount ({least}) is more than the quantity ({quantity})."""

    zh = "最少有效数量（{least}）大于需求数量（{quantity}）。"


class FactUnknown(Invalid):
    """{name} is no fact of an incident, or {value} is no value for it."""

    zh = "{name} 不是事件要素，或 {value} 不是其取值。"


class TableHeading(Invalid):
    """The table lacks the column {column}; take the columns of an export."""

    zh = "表格缺少“{column}”列，请使用导出表格的列。"


class CellUnreadable(Invalid):
    """{value} cannot be read here; wanted is: {wanted}."""

    zh = "“{value}”无法识别，应为：{wanted}。"


class CardRowMissing(Invalid):
    """Level {level} has no row of the part "card"."""

    zh = "{level} 级缺少“卡片”行。"


class FileUnreadable(Invalid):
    """The file cannot be read as a table of run cards ({why})."""

    zh = "无法将该文件读作响应卡表格（{why}）。"
