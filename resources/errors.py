"""What can be refused about teams and stock, each with its facts."""

from core.errors import Conflict, Forbidden, Invalid


class NotYourTeam(Forbidden):
    """A team leader may report for the own team only."""

    zh = "队长只能为本队上报。"


class UnknownJurisdiction(Invalid):
    """The jurisdiction {value} in the field {field} is not known."""

    zh = "字段 {field} 中的行政区划代码 {value} 不存在。"


class UnknownCapability(Invalid):
    """The capabilities {value} in the field {field} are not in the catalogue."""

    zh = "字段 {field} 中的能力 {value} 不在目录内。"


class UnknownItem(Invalid):
    """The item {value} in the field {field} is not in the catalogue."""

    zh = "字段 {field} 中的物资编码 {value} 不在目录内。"


class UnknownDepot(Invalid):
    """There is no depot {value} that you can see; check the field {field}."""

    zh = "您可见的仓库中没有 {value}，请检查字段 {field}。"


class NamedTwice(Invalid):
    """The field {field} names {value} more than once."""

    zh = "字段 {field} 重复填写了 {value}。"


class MadeAfterExpiry(Invalid):
    """The lot was made ({made_on}) after it expires ({expires_on}); see the field {field}."""

    zh = "生产日期 {made_on} 晚于有效期 {expires_on}，请检查字段 {field}。"


class NoteRequired(Invalid):
    """A correction of the quantity must say why; see the field {field}."""

    zh = "修正数量必须说明原因，请填写字段 {field}。"


class NothingToChange(Invalid):
    """The change names nothing that differs; see the field {field}."""

    zh = "没有需要修改的内容（{field}）。"


class TeamCodeTaken(Conflict):
    """There is a team with the code {value} already."""

    zh = "队伍编号 {value} 已存在。"


class TeamRetired(Conflict):
    """{team} is retired and cannot be changed."""

    zh = "{team} 已停用，不能修改。"


class TeamCommitted(Conflict):
    """{team} is {state} for an incident: {fields} cannot be changed until it is back."""

    zh = "{team} 正在执行任务（{state}），返回前不能修改 {fields}。"


class TruckCommitted(Conflict):
    """The lorry {plate} is under an order; end the order first."""

    zh = "货车 {plate} 正在执行指令，请先结束指令。"


class MoreFreeThanThereIs(Invalid):
    """{free} cannot be free of {capacity}; see the field {field}."""

    zh = "可用数 {free} 大于总数 {capacity}，请检查字段 {field}。"


class LotAlreadyEntered(Conflict):
    """This depot holds a lot of item {item_code} with batch {batch} already."""

    zh = "该仓库已有物资 {item_code} 批次 {batch}。"


class LotExpired(Conflict):
    """Lot {lot} expired on {expires_on}."""

    zh = "批次 {lot} 已于 {expires_on} 过期。"


class LotUnconfirmed(Conflict):
    """Lot {lot} was last confirmed at {confirmed_at}; count it before promising it."""

    zh = "批次 {lot} 最近一次核实为 {confirmed_at}，请先清点再分配。"


class StockNotFree(Conflict):
    """Lot {lot} has {free} free, {asked} were asked for."""

    zh = "批次 {lot} 可用 {free}，需要 {asked}。"


class QuantityBelowReserved(Conflict):
    """Lot {lot} has {reserved} promised; the quantity cannot be corrected to {asked}."""

    zh = "批次 {lot} 已预留 {reserved}，数量不能改为 {asked}。"


class NotReservedForOrder(Conflict):
    """Of lot {lot} only {held} are reserved for this order, {asked} were asked for."""

    zh = "批次 {lot} 为该指令预留 {held}，需要 {asked}。"


class NotLoadedForOrder(Conflict):
    """Of lot {lot} only {held} were loaded for this order, {asked} were named."""

    zh = "批次 {lot} 已为该指令装车 {held}，填报 {asked}。"


class CountRefused(Conflict):
    """The count has {faults} faulty rows; nothing of it was taken over."""

    zh = "清点表有 {faults} 处错误，未写入任何内容。"


class LoanSettled(Conflict):
    """Part of this loan has already come back, or it is settled."""

    zh = "该借出已结清或已有归还记录。"


class MoreThanLent(Conflict):
    """Only {outstanding} are still out, {asked} were named."""

    zh = "在外数量为 {outstanding}，填报 {asked}。"


class EarlierLotFirst(Conflict):
    """Lot {lot} expires earlier ({expires_on}) and has {free} free: it should go first."""

    zh = "批次 {lot}（有效期 {expires_on}，可用 {free}）更早到期，应先出库。"


class NotEnoughFree(Conflict):
    """This depot has {free} of item {item_code} free and in date, {asked} were asked for."""

    zh = "本库物资 {item_code} 未过期可用 {free}，需要 {asked}。"


class NotUndoable(Conflict):
    """A line of kind {kind} is not taken back by hand."""

    zh = "“{kind}”类流水不能手工撤销。"


class AlreadyUndone(Conflict):
    """This line has been taken back already."""

    zh = "该流水已撤销。"


class SameDepot(Conflict):
    """The goods lie in this depot already."""

    zh = "调出和调入不能是同一仓库。"


class TransferOver(Conflict):
    """This transfer has ended: {state}."""

    zh = "该调拨已结束（{state}）。"


class MoreThanSent(Conflict):
    """{sent} were sent, {asked} cannot arrive."""

    zh = "调出 {sent}，不能接收 {asked}。"


class OutUntilPast(Invalid):
    """{team} cannot be out of service until a time that has passed; see the field {field}."""

    zh = "{team} 的停勤截止时间已过，请检查字段 {field}。"


class ShiftEndsBeforeItBegins(Invalid):
    """A shift must end after it begins; see the field {field}."""

    zh = "班次结束时间必须晚于开始时间（{field}）。"


class ShiftsOverlap(Conflict):
    """A team would be on two shifts at once; see the field {field}."""

    zh = "同一队伍的班次不能重叠（{field}）。"


class TooShortARest(Conflict):
    """{team} would have less than {hours} hours of rest before the shift at {starts_at}."""

    zh = "{team} 在 {starts_at} 的班次前休息不足 {hours} 小时。"


class UnitNotConvertible(Invalid):
    """{given} cannot be turned into {kept_in}, the unit of this item; see the field {field}."""

    zh = "单位 {given} 不能换算为本物资的单位 {kept_in}（{field}）。"


class UnitNotWhole(Invalid):
    """This amount in {given} is no whole number of {kept_in}; see the field {field}."""

    zh = "按 {given} 换算后不是整数 {kept_in}，请检查字段 {field}。"
