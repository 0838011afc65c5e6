"""What can be refused about labels, scanned boxes and holds, each with its facts."""

from core.errors import Conflict, Invalid


class HoldTooLong(Invalid):
    """Goods are set aside until a time to come, at most {days} days away; see the field {field}."""

    zh = "预留截止时间必须晚于现在，且不超过 {days} 天（{field}）。"


class HoldOver(Conflict):
    """These goods are not set aside any more: {state}."""

    zh = "该预留已结束（{state}）。"


class MoreThanHeld(Conflict):
    """{held} are set aside, {asked} were asked for."""

    zh = "预留 {held}，需要 {asked}。"


class BoxesExceedLot(Conflict):
    """Lot {lot} has {here}, of which {boxed} are in labelled boxes; {asked} more do not fit."""

    zh = "批次 {lot} 库存 {here}，已有标签的箱内共 {boxed}，不能再为 {asked} 打印标签。"


class TooManyLabels(Invalid):
    """At most {most} labels are issued at once; see the field {field}."""

    zh = "一次最多打印 {most} 个标签（{field}）。"


class BoxElsewhere(Conflict):
    """Box {box} is {state} (last: {by_name}, {at}); this cannot be done with it."""

    zh = "箱 {box} 当前状态为“{state}”（最近操作：{by_name} {at}），不能执行此操作。"


class BoxScannedSince(Conflict):
    """Box {box} was scanned again since, by {by_name} at {at}: take that back first."""

    zh = "箱 {box} 之后又由 {by_name} 于 {at} 扫码操作，请先撤销后一次操作。"


class ScanUndone(Conflict):
    """This was taken back already, by {by_name}."""

    zh = "该操作已由 {by_name} 撤销。"


class ScanNotUndoable(Conflict):
    """This is not taken back here ({act}): an order is recalled or closed, a look stays a look."""

    zh = "“{act}”不能在此撤销：指令请召回或结束，核实记录保留。"


class MoreThanBoxed(Conflict):
    """Box {box} holds {boxed}, {asked} were named."""

    zh = "箱 {box} 内有 {boxed}，填报 {asked}。"


class BoxesNotWhole(Conflict):
    """Box {box} travels whole: {boxed}, not {asked}."""

    zh = "箱 {box} 须整箱（{boxed}）发出，不能只发 {asked}。"


class BoxesOfOtherDepots(Conflict):
    """All boxes of one hand-over lie in one depot; box {box} lies in {depot}."""

    zh = "一次交接的箱须在同一物资库；箱 {box} 在 {depot}。"


class BoxNotOnOrder(Conflict):
    """Box {box} holds nothing that this order takes ({item})."""

    zh = "箱 {box}（{item}）不在该指令清单内。"


class BoxesExceedOrder(Conflict):
    """The order takes {asked} of lot {lot}; the boxes scanned hold {boxed}."""

    zh = "指令需要批次 {lot} {asked}，已扫箱内共 {boxed}。"


class BoxNotOut(Conflict):
    """Nothing of box {box} is expected back."""

    zh = "箱 {box} 没有待归还的物资。"


class TransferPartlyIn(Conflict):
    """{received} of this transfer have arrived; the rest is taken in or noted as lost."""

    zh = "该调拨已接收 {received}，其余请接收或登记短少，不能退回。"


class ReceiverRequired(Invalid):
    """Who takes the goods must be named; see the field {field}."""

    zh = "请填写接收人（{field}）。"


class DestinationRequired(Invalid):
    """The depot the goods are sent to must be named; see the field {field}."""

    zh = "请选择调入物资库（{field}）。"


class DifferenceUnexplained(Invalid):
    """Box {box} should hold {boxed}, {asked} were counted: say why (field {field})."""

    zh = "箱 {box} 应有 {boxed}，实点 {asked}，请说明原因（{field}）。"
