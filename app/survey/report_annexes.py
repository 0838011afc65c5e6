"""Lists behind the survey report: teams, depots, stock by depot, lorries, places."""

from collections.abc import Sequence

from app.documents.description import Block, Heading, PageBreak, Table
from app.documents.description import Column as Head
from app.survey.report_words import (
    DEPOT_KINDS,
    FACILITIES,
    TEAM_KINDS,
    TRUCK_STATES,
    VEHICLES,
    Speaker,
)
from app.survey.schemas import SurveyPicture, SurveyTeam

MOST_ROWS = 2_000
"""A longer list is cut, and says so: the whole of it is in the spreadsheets of the system."""


def annexes(picture: SurveyPicture, say: Speaker) -> list[Block]:
    """Return the lists, each under its own heading."""
    return [
        PageBreak(),
        Heading(say("附件 1　救援队伍名录", "Annex 1  Teams")),
        _teams(picture, say),
        Heading(say("附件 2　物资库名录", "Annex 2  Depots")),
        _depots(picture, say),
        Heading(say("附件 3　物资明细", "Annex 3  Stock by depot")),
        _stock(picture, say),
        Heading(say("附件 4　运输车辆", "Annex 4  Lorries")),
        _trucks(picture, say),
        Heading(say("附件 5　避难安置场所与医疗机构", "Annex 5  Places")),
        _facilities(picture, say),
    ]


def _list(heads: Sequence[Head], rows: Sequence[Sequence[str]], say: Speaker) -> Table:
    left = len(rows) - MOST_ROWS
    note = say(
        f"另有 {left:,} 行未列出，完整清单见系统导出的表格。",
        f"{left:,} more rows are not listed; the system's spreadsheets have all of them.",
    )
    return Table(
        heads,
        rows[:MOST_ROWS],
        note=note if left > 0 else "",
        empty=say("没有登记", "None on record"),
    )


def _teams(picture: SurveyPicture, say: Speaker) -> Table:
    named = {one.code: one for one in picture.capabilities}

    def able(team: SurveyTeam) -> str:
        told = []
        for code, units in team.capabilities.items():
            one = named.get(code)
            told.append(f"{say(one.name, one.name_en) if one else code}×{units}")
        return say("、", ", ").join(told) or "—"

    rows = [
        (
            str(n),
            team.name + (say("（停勤）", " (out)") if team.out else ""),
            say.of(TEAM_KINDS, team.kind),
            f"{team.headcount:,}",
            able(team),
            " ".join(text for text in (team.leader_name, team.phone) if text) or say.unknown,
            say.minutes(_after_s(team), team.estimated),
        )
        for n, team in enumerate((t for t in picture.teams if t.through == "own"), 1)
    ]
    heads = (
        Head(say("序号", "No."), 0.6, "right"),
        Head(say("名称", "Name"), 2.4),
        Head(say("类别", "Kind"), 1.6),
        Head(say("人数", "People"), 0.7, "right"),
        Head(say("能力", "Capabilities"), 2.4),
        Head(say("负责人及电话", "Leader"), 1.8),
        Head(say("到达时间", "There in"), 1.2, "right"),
    )
    return _list(heads, rows, say)


def _after_s(team: SurveyTeam) -> int | None:
    return None if team.drive_s is None else team.turnout_s + team.drive_s


def _depots(picture: SurveyPicture, say: Speaker) -> Table:
    own = [depot for depot in picture.depots if depot.through == "own"]
    rows = [
        (
            str(n),
            depot.name,
            say.of(DEPOT_KINDS, depot.kind),
            depot.address,
            " ".join(text for text in (depot.keeper_name, depot.phone) if text) or say.unknown,
            say.minutes(
                None if depot.drive_s is None else depot.load_s + depot.drive_s, depot.estimated
            ),
        )
        for n, depot in enumerate(own, 1)
    ]
    heads = (
        Head(say("序号", "No."), 0.6, "right"),
        Head(say("名称", "Name"), 2.4),
        Head(say("类别", "Kind"), 1.2),
        Head(say("地址", "Address"), 2.8),
        Head(say("保管员及电话", "Keeper"), 1.8),
        Head(say("送达时间", "There in"), 1.2, "right"),
    )
    return _list(heads, rows, say)


def _stock(picture: SurveyPicture, say: Speaker) -> Table:
    depots = {one.code: one for one in picture.depots if one.through == "own"}
    items = {one.code: one for one in picture.items}
    rows = []
    for line in picture.stock:
        depot, item = depots.get(line.depot_code), items.get(line.item_code)
        if depot is None:
            continue
        rows.append(
            (
                depot.name,
                say(item.name, item.name_en) if item else line.item_code,
                line.item_code,
                f"{line.counted:,}",
                f"{line.relied_on:,}",
                say(item.unit, item.unit_en) if item else "",
                line.expires_on.isoformat() if line.expires_on else "—",
                say(f"{line.age_days} 天前", f"{line.age_days} d ago"),
            )
        )
    heads = (
        Head(say("物资库", "Depot"), 2.4),
        Head(say("物资", "Item"), 2),
        Head(say("编码", "Code"), 1),
        Head(say("账面", "Counted"), 0.9, "right"),
        Head(say("可采信", "Relied on"), 0.9, "right"),
        Head(say("单位", "Unit"), 0.7),
        Head(say("最早有效期", "First expiry"), 1.2),
        Head(say("最早核实", "Oldest count"), 1.1, "right"),
    )
    return _list(heads, rows, say)


def _trucks(picture: SurveyPicture, say: Speaker) -> Table:
    depots = {one.code: one.name for one in picture.depots}
    rows = [
        (
            truck.plate,
            say.of(VEHICLES, truck.vehicle),
            f"{truck.payload_kg:,}",
            say("是", "yes") if truck.hazardous_permit else say("否", "no"),
            depots.get(truck.depot_code, truck.depot_code),
            say.of(TRUCK_STATES, truck.state),
        )
        for truck in picture.trucks
    ]
    heads = (
        Head(say("车牌号", "Plate"), 1.4),
        Head(say("车型", "Vehicle"), 1.3),
        Head(say("载重（千克）", "Payload (kg)"), 1.2, "right"),
        Head(say("可运危险品", "Hazmat"), 1),
        Head(say("驻点", "Depot"), 2.4),
        Head(say("状态", "State"), 1),
    )
    return _list(heads, rows, say)


def _facilities(picture: SurveyPicture, say: Speaker) -> Table:
    rows = [
        (
            one.name,
            say.of(FACILITIES, one.kind),
            one.address,
            say.number(one.capacity),
            one.phone or say.unknown,
            say.minutes(one.drive_s, one.estimated),
        )
        for one in picture.facilities
    ]
    heads = (
        Head(say("名称", "Name"), 2.4),
        Head(say("类别", "Kind"), 1.4),
        Head(say("地址", "Address"), 2.8),
        Head(say("容量", "Capacity"), 0.9, "right"),
        Head(say("电话", "Telephone"), 1.4),
        Head(say("车程", "Drive"), 1.1, "right"),
    )
    return _list(heads, rows, say)
