"""What can be wrong with a file of closures, or with one area in it."""

from core.errors import Conflict, Invalid


class FileTooLarge(Invalid):
    """The file has {bytes} bytes; at most {most} are read."""

    zh = "文件有 {bytes} 字节，超过上限 {most} 字节。"


class FileEmpty(Invalid):
    """The file is empty."""

    zh = "文件是空的。"


class FormatUnknown(Invalid):
    """The file is neither GeoJSON nor a CAP message."""

    zh = "文件既不是 GeoJSON，也不是 CAP 预警消息。"


class GeoJsonUnreadable(Invalid):
    """The GeoJSON cannot be read: {reason} (line {line}, column {column})."""

    zh = "GeoJSON 无法读取：第 {line} 行第 {column} 列有错误（{reason}）。"


class GeoJsonWithoutFeatures(Invalid):
    """The GeoJSON holds no feature (its type is {found})."""

    zh = "GeoJSON 中没有要素（类型为 {found}）。"


class CrsNotSupported(Invalid):
    """The file states the coordinate system {crs}; longitude and latitude in degrees are needed."""

    zh = "文件声明的坐标系为 {crs}；只能导入经纬度坐标（度）。"


class TooManyAreas(Invalid):
    """The file holds {count} areas; at most {most} are imported at once."""

    zh = "文件中有 {count} 个区域，一次最多导入 {most} 个。"


class XmlUnreadable(Invalid):
    """The XML is not well-formed: {reason} (line {line}, column {column})."""

    zh = "XML 格式不正确：第 {line} 行第 {column} 列（{reason}）。"


class XmlForbidden(Invalid):
    """The XML declares a document type or entities; such files are not read."""

    zh = "XML 中含有文档类型或实体声明，出于安全考虑不予读取。"


class NotACapMessage(Invalid):
    """The XML is no CAP message: it begins with {found}."""

    zh = "该 XML 不是 CAP 预警消息（根元素为 {found}）。"


class CapVersionNotSupported(Invalid):
    """The CAP version of {found} is not supported; 1.1 and 1.2 are."""

    zh = "不支持该 CAP 版本（{found}），仅支持 1.1 和 1.2。"


class CapElementMissing(Invalid):
    """The CAP message lacks the required element {element}."""

    zh = "CAP 消息缺少必填元素 {element}。"


class CapValueUnknown(Invalid):
    """The CAP element {element} has the value "{value}", which the standard does not know."""

    zh = "CAP 元素 {element} 的值“{value}”不在标准允许的范围内。"


class CapTimeUnreadable(Invalid):
    """The CAP element {element} holds "{value}", which is no instant with a time zone."""

    zh = "CAP 元素 {element} 的时间“{value}”无法识别，须带时区。"


class CapWithoutClosures(Invalid):
    """A CAP message of the type {type} announces no area."""

    zh = "{type} 类型的 CAP 消息不发布区域，无可导入内容。"


class CapNotActual(Conflict):
    """The message is marked "{status}", not "Actual": it must not close real roads."""

    zh = "该消息标注为“{status}”而不是“Actual”，不能用于真实封路。"


class CapSignatureNotVerified(Conflict):
    """The message is signed, and this system does not verify signatures: confirm its origin."""

    zh = "该消息带有数字签名，本系统不验证签名：请先与发布单位核实，再勾选确认。"


class CapAlreadyImported(Conflict):
    """This message was imported already and its closures are in force."""

    zh = "该消息已导入过，其封路仍在生效。"


class AreaNamedByCodeOnly(Invalid):
    """The area is named by a code only; it has neither polygon nor circle."""

    zh = "该区域只有代码，没有多边形或圆。"


class CircleUnreadable(Invalid):
    """The circle "{value}" is not "latitude,longitude radius in km"."""

    zh = "圆“{value}”的格式不是“纬度,经度 半径（公里）”。"


class CircleWithoutRadius(Invalid):
    """The circle has no radius: a point closes no road."""

    zh = "圆的半径为零，一个点不能封闭道路。"


class PolygonUnreadable(Invalid):
    """The polygon is not a list of "latitude,longitude": "{value}"."""

    zh = "多边形不是“纬度,经度”列表：“{value}”。"


class NeitherAreaNorLine(Invalid):
    """The feature is a {found}; areas and lines can be closed."""

    zh = "该要素是 {found}；只能封闭面或线。"


class LineUnreadable(Invalid):
    """The line is not a list of at least two positions."""

    zh = "线要素须由至少两个坐标点组成。"


class FeatureTimeUnreadable(Invalid):
    """The field {element} holds "{value}", which is no date and time."""

    zh = "字段 {element} 的时间“{value}”无法识别。"


class RowNotInFile(Invalid):
    """The file has no area with the number {row}."""

    zh = "文件中没有编号为 {row} 的区域。"


class NothingChosen(Invalid):
    """No area was chosen; see the field {field}."""

    zh = "没有选择任何区域，请检查字段 {field}。"


class LineMatchesNoRoad(Invalid):
    """The line runs along no road of the road network."""

    zh = "该线没有沿着路网中的任何道路。"
