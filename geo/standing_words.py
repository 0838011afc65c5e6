"""How a place lies to the roads, and why a way is missing, in the words of the reader."""

from __future__ import annotations

from geo.standing import PlaceOnRoads, Standing

_WORDS: dict[Standing, tuple[str, str]] = {
    Standing.OFF_ROAD: (
        "距最近道路 {metres} 米，这一段按便道缓行计时。",
        "{metres} m from the nearest road; that stretch is counted at crawling speed.",
    ),
    Standing.OFF_FAST_ROAD: (
        "距最近道路 {metres} 米，且为高速或快速路（可能是桥梁、高架），未必能就地上下。",
        "{metres} m from the nearest road, a motorway or trunk road (perhaps a bridge): it may not "
        "be possible to get on or off here.",
    ),
    Standing.BETWEEN_SIDES: (
        "该点位于阻隔带（江河、铁路或高速公路）附近：最近道路在 {metres} 米外，"
        "另一侧 {other} 米外也有道路，两侧之间{drive}。请确认应从哪一侧到达。",
        "The place lies by a barrier (river, railway or motorway): the nearest road is {metres} m "
        "off, another on the other side {other} m off, and {drive}. Check from which side it is "
        "to be reached.",
    ),
    Standing.CUT_OFF: (
        "附近 {cut} 米处有道路，但与主路网不连通（孤岛或封闭区域）；距可通达的道路 {metres} 米。",
        "There is a road {cut} m away, but it is not joined to the network (an island or a closed "
        "site); the nearest road that can be reached is {metres} m off.",
    ),
    Standing.FAR: (
        "附近没有道路：最近的道路在 {metres} 米外，无法给出行车时间，只有直线估算。",
        "There is no road near: the nearest is {metres} m away. There is no drive time, only an "
        "estimate along a straight line.",
    ),
    Standing.ACROSS_WATER: (
        "与最近道路（{metres} 米）之间隔着水面，本侧 500 米内没有道路，只有直线估算。",
        "Water lies between the place and the nearest road ({metres} m); there is no road within "
        "500 m on this side, only an estimate along a straight line.",
    ),
    Standing.IN_WATER: (
        "该点在水面上，最近的道路在 {metres} 米外。",
        "The place lies in water; the nearest road is {metres} m away.",
    ),
    Standing.UNKNOWN: (
        "没有路网，无法判断该点与道路的关系。",
        "There is no road network: how the place lies to the roads is not known.",
    ),
}

_DRIVE = ("行车需 {minutes} 分钟", "the drive between them takes {minutes} min")
_NO_DRIVE = ("无路可通", "no road leads from one to the other")
_NO_WAY = (
    "按当前道路和封路情况，该车型无路可达。",
    "On the roads as they are now there is no way for this class of vehicle.",
)
_NOT_AVOIDED = (
    "无法完全绕开所选区域：途经 {metres} 米，已取穿行最少的路线。",
    "The areas cannot be avoided altogether: {metres} m run through them, as little as there is.",
)
_ESTIMATED = (
    "端点没有可用的行车时间，路线为直线估算。",
    "One end has no drive time: the way is an estimate along a straight line.",
)


def place_words(place: PlaceOnRoads, locale: str) -> str | None:
    """What is unusual about a place, None where nothing is."""
    chosen = _WORDS.get(place.standing)
    if chosen is None:
        return None
    english = 0 if locale.startswith("zh") else 1
    other = place.other_side
    seconds = other.seconds if other is not None else None
    drive = (
        _NO_DRIVE[english] if seconds is None else _DRIVE[english].format(minutes=-(-seconds // 60))
    )
    return chosen[english].format(
        metres=place.off_road_m,
        cut=place.cut_off_m,
        other=other.metres if other is not None else None,
        drive=drive,
    )


def way_words(found: bool, estimated: bool, metres_inside: int, locale: str) -> str | None:
    """Why there is no way, or what it could not keep to; None where all is well."""
    language = 0 if locale.startswith("zh") else 1
    if not found:
        return _NO_WAY[language]
    if metres_inside > 0:
        return _NOT_AVOIDED[language].format(metres=metres_inside)
    return _ESTIMATED[language] if estimated else None
