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
