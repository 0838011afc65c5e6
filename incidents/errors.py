"""What can be wrong with a report, a need, a sitrep or a step in an incident's life."""

from core.errors import Conflict, Invalid


class UnknownKind(Invalid):
    """The field {field} names an unknown incident kind: {value}."""

    zh = "字段 {field}：没有“{value}”这一突发事件类型。"


class UnknownCapability(Invalid):
    """The field {field} names an unknown capability: {value}."""

    zh = "字段 {field}：没有“{value}”这一能力编码。"


class UnknownItem(Invalid):
    """The field {field} names an unknown item: {value}."""

    zh = "字段 {field}：没有“{value}”这一物资编码。"


class InTheFuture(Invalid):
    """The field {field} lies in the future: {value}."""

    zh = "字段 {field}：时间 {value} 晚于当前时间。"


class MayNotBeEmpty(Invalid):
    """The field {field} must not be empty."""

    zh = "字段 {field} 不能为空。"


class LeastExceedsQuantity(Invalid):
    """The field {field}: the quantity {quantity} is below the least useful amount {least}."""

    zh = "字段 {field}：数量 {quantity} 小于最低有效数量 {least}。"


class IncidentIsOver(Conflict):
    """The incident {number} is {state}; this is no longer possible."""

    zh = "突发事件 {number} {state_zh}，不能再进行此操作。"


class NeedHasEnded(Conflict):
    """The need is {state} and can no longer be changed."""

    zh = "该需求{state_zh}，不能再修改。"


class NeedsStillOpen(Conflict):
    """The incident {number} still has {count} open needs and cannot be closed."""

    zh = "突发事件 {number} 还有 {count} 项未结束的需求，不能办结。"


class FirstReportMissing(Conflict):
    """The first report has not been sent; it comes before any other."""

    zh = "尚未报送初报，请先报送初报。"


class FirstReportAlreadySent(Conflict):
    """The first report was already sent; send a follow-up."""

    zh = "初报已经报送，请使用续报。"


class FinalBeforeStandDown(Conflict):
    """A final report is sent after the response has been stood down; the incident is {state}."""

    zh = "终报须在响应终止之后报送；事件当前为“{state_zh}”。"


class LaterHopMade(Conflict):
    """A later hop of the report chain was made on the strength of this one; correct that first."""

    zh = "其后的报送环节已完成，请先更正后面的环节。"


class CorrectsWhichReport(Invalid):
    """The field {field}: a corrected report, and no other, names the one that it corrects."""

    zh = "字段 {field}：更正报告须指明所更正的报告，其他报告不得填写。"


class StepAlreadySettled(Conflict):
    """This hop of the report chain was already settled at {sent_at}."""

    zh = "该报送环节已于 {sent_at} 完成。"
