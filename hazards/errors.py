"""Why a hazard area cannot be drawn as it was asked for; each names the field."""

from core.errors import Conflict, Invalid


class UnknownContainer(Invalid):
    """The field {field} names an unknown container: {value}; known are {known}."""

    zh = "字段 {field}：没有“{value}”这种容器；可用：{known}。"


class AreaAlreadyWithdrawn(Conflict):
    """This hazard area was withdrawn already, at {withdrawn_at}."""

    zh = "该危险区已于 {withdrawn_at} 撤销。"


class AreaOfAnotherIncident(Invalid):
    """An area named in the field {field} does not stand for this incident."""

    zh = "字段 {field} 所列的危险区不属于本事件，或已撤销。"


class SubstanceMissing(Invalid):
    """Neither the field {field} nor the incident names a substance."""

    zh = "字段 {field} 与事件均未写明物质，无法按指南划定。"


class NoPublishedDistance(Invalid):
    """No distances are on file for UN {value} (field {field}); draw an area by hand."""

    zh = "UN {value} 没有已收录的防护距离（字段 {field}），请按距离或手工划定。"


class NoElevationGrid(Conflict):
    """This site has set up no grid of heights; draw the flooded ground by hand."""

    zh = "本系统未配置高程栅格（MUSTER_ELEVATION_RASTER），无法按水位推算，请手工绘制淹没范围。"


class ElevationGridRefused(Conflict):
    """The grid of heights cannot be used here ({problem}); draw the flooded ground by hand."""

    zh = "高程栅格在此处不可用（{problem}），请手工绘制淹没范围。"


class WaterBelowGround(Invalid):
    """The ground there lies at {ground_m} m, not below the level of {level_m} m (field {field})."""

    zh = "起点地面高程 {ground_m} 米，不低于水位 {level_m} 米（字段 {field}），请核对高程基准。"


class NoHeightThere(Invalid):
    """The grid of heights knows nothing about the places in the field {field}."""

    zh = "高程栅格中没有字段 {field} 所选位置的高程。"


class TooFewPoints(Invalid):
    """A {shape} needs more points than the field {field} has."""

    zh = "字段 {field} 的点太少，不能构成所选的形状（{shape}）。"


class AreaStands(Conflict):
    """This hazard area was not withdrawn."""

    zh = "该危险区未被撤销，无需恢复。"
