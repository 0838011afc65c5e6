"""What can be refused about imports, each with its facts."""

from core.errors import Conflict, Forbidden, Invalid


class ImportUnderWay(Conflict):
    """This list is being worked on; wait for it or cancel."""

    zh = "该清单正在处理，请等待完成或取消。"


class ImportNotReady(Conflict):
    """A list in state {state} cannot be {wanted}."""

    zh = "清单当前状态（{state}）不能进行此操作（{wanted}）。"


class ImportTooLarge(Invalid):
    """The file is larger than {most_mb} MB."""

    zh = "文件超过 {most_mb} MB。"


class UnknownImportField(Invalid):
    """A list of {kind} has no column {value}; see the field {field}."""

    zh = "{kind} 清单没有“{value}”这一列，请检查字段 {field}。"


class FieldMappedTwice(Invalid):
    """The column {value} is mapped more than once; see the field {field}."""

    zh = "“{value}”被对应了两次，请检查字段 {field}。"


class NothingMapped(Invalid):
    """Say which column names the entries; see the field {field}."""

    zh = "请至少对应能识别条目的列（{value}），请检查字段 {field}。"


class CannotBeWhole(Invalid):
    """Lists of {kind} cannot be declared whole; see the field {field}."""

    zh = "{kind} 清单不能声明为完整清单，请检查字段 {field}。"


class NothingToApply(Conflict):
    """No row of this list can be taken over."""

    zh = "该清单没有可以写入的行。"


class NotYourOffice(Forbidden):
    """{jurisdiction} is not one of your offices."""

    zh = "{jurisdiction} 不是您的单位。"


class NotYourKindOfList(Forbidden):
    """You may not bring in lists of {kind}."""

    zh = "您没有导入 {kind} 清单的权限。"


class CatalogueOfTheCity(Forbidden):
    """The catalogue is kept by the city or above, outside exercises; {jurisdiction} cannot."""

    zh = "物资目录由市级及以上单位在正式环境维护，{jurisdiction} 不能导入。"
