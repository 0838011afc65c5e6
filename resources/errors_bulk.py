"""What can be refused about edits of many lots, each with its facts."""

from core.errors import Conflict, Forbidden, Invalid


class BulkRefused(Conflict):
    """{refused} of {asked} rows cannot be changed like this; nothing was written."""

    zh = "{asked} 行中有 {refused} 行不能这样修改，未写入任何内容。"


class LotNotThere(Conflict):
    """There is no such lot that you can see."""

    zh = "没有这个批次，或您无权查看。"


class LotChangedMeanwhile(Conflict):
    """Somebody changed this lot meanwhile: you saw version {seen}, it is now version {current}."""

    zh = "该批次已被他人修改：您看到的是第 {seen} 版，现在是第 {current} 版。"


class NothingFree(Conflict):
    """Nothing of this lot is free."""

    zh = "该批次没有可用数量。"


class SafetyToldTwice(Invalid):
    """Two rows ask for different safety stock of the same item in the same depot."""

    zh = "同一仓库同一物资在两行中填写了不同的安全库存。"


class BatchMissing(Invalid):
    """A lot has a batch; see the field {field}."""

    zh = "批次号不能为空，请检查字段 {field}。"


class DestinationMissing(Invalid):
    """Say which depot the goods go to; see the field {field}."""

    zh = "请填写调入仓库（{field}）。"


class NotYourEdit(Forbidden):
    """Only whoever made an edit can take it back: this one is by {by_name}."""

    zh = "只有修改人本人可以撤销：此次修改由 {by_name} 完成。"


class EditAlreadyUndone(Conflict):
    """This edit has already been taken back."""

    zh = "此次修改已撤销。"


class FieldChangedMeanwhile(Conflict):
    """The field {name} was changed again since: it is now {now}."""

    zh = "字段 {name} 之后又被修改过，现为 {now}。"


class GoodsArrived(Conflict):
    """The goods have already been taken in, or the transfer is over; return them by a transfer."""

    zh = "货物已被接收或调拨已结束，请另行调拨退回。"
