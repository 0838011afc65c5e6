"""The area's own resources in the survey report: teams, stock, depots and lorries, places."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from app.documents.description import Block, Heading, Paragraph, Table
from app.documents.description import Column as Head
from app.survey.report_words import (
    CLASSES,
    DEPOT_KINDS,
    FACILITIES,
    TEAM_KINDS,
    VEHICLES,
    Speaker,
)
from app.survey.schemas import Named, SurveyPicture, SurveyStock, SurveyTeam

STEPS_S = (900, 1800, 3600)


def own(picture: SurveyPicture, say: Speaker) -> list[Block]:
    """Return the section on what the area itself has."""
    teams = [team for team in picture.teams if team.through == "own"]
    return [
        Heading(say.section(3, "内部资源", "Own resources")),
        Heading(say.part(1, "应急救援队伍", "Teams"), 2),
        _by_kind(teams, say),
        _by_capability(picture, teams, say),
        Heading(say.part(2, "应急物资", "Materials"), 2),
        *_stock(picture, say),
        Heading(say.part(3, "物资库与运输车辆", "Depots and lorries"), 2),
        *_depots(picture, say),
        Heading(say.part(4, "避难安置场所与医疗机构", "Shelters and hospitals"), 2),
        *_facilities(picture, say),
    ]


def _by_kind(teams: Sequence[SurveyTeam], say: Speaker) -> Table:
    kinds = [kind for kind in TEAM_KINDS if any(team.kind == kind for team in teams)]
    rows = [
        _kind_row(say.of(TEAM_KINDS, kind), [t for t in teams if t.kind == kind]) for kind in kinds
    ]
    rows.append(_kind_row(say("合计", "Total"), teams))
    heads = (
        Head(say("队伍类别", "Kind of team"), 3),
        Head(say("队伍数", "Teams"), 1, "right"),
        Head(say("在编人数", "People"), 1, "right"),
        Head(say("停勤队伍", "Out of service"), 1, "right"),
    )
    return Table(heads, rows, caption=say("队伍构成", "Teams by kind"))


def _kind_row(name: str, teams: Sequence[SurveyTeam]) -> tuple[str, str, str, str]:
    people, out = sum(team.headcount for team in teams), sum(team.out for team in teams)
    return name, f"{len(teams):,}", f"{people:,}", f"{out:,}"


def _by_capability(picture: SurveyPicture, teams: Sequence[SurveyTeam], say: Speaker) -> Table:
    rows = []
    for named in picture.capabilities:
        able = [team for team in teams if named.code in team.capabilities]
        if not able:
            continue
        ready = [team for team in able if not team.out]
        units = [sum(team.capabilities[named.code] for team in _within(ready, s)) for s in STEPS_S]
        total = sum(team.capabilities[named.code] for team in ready)
        rows.append(
            (
                say(named.name, named.name_en),
                say(named.unit, named.unit_en),
                f"{len(able):,}",
                f"{total:,}",
                *(f"{one:,}" for one in units),
            )
        )
    heads = (
        Head(say("能力", "Capability"), 2.6),
        Head(say("单位", "Unit"), 1.2),
        Head(say("队伍数", "Teams"), 1, "right"),
        Head(say("可用数量", "In service"), 1.1, "right"),
        *(Head(say(f"{s // 60}分钟内", f"≤{s // 60} min"), 1.1, "right") for s in STEPS_S),
    )
    return Table(
        heads,
        rows,
        caption=say("救援能力与到达时间", "Capabilities and how soon they are there"),
        empty=say("没有登记任何队伍", "No team on record"),
    )


def _within(teams: Iterable[SurveyTeam], seconds: int) -> list[SurveyTeam]:
    return [
        team
        for team in teams
        if team.drive_s is not None and team.turnout_s + team.drive_s <= seconds
    ]


def _stock(picture: SurveyPicture, say: Speaker) -> list[Block]:
    depots = {depot.code for depot in picture.depots if depot.through == "own"}
    lines: dict[str, list[SurveyStock]] = defaultdict(list)
    for line in picture.stock:
        if line.depot_code in depots:
            lines[line.item_code].append(line)
    safety = {one.item_code: one.wanted for one in picture.safety}
    if not lines:
        return [Paragraph(say("没有登记任何物资。", "No stock on record."))]
    blocks: list[Block] = []
    for digit, names in CLASSES.items():
        items = [one for one in picture.items if one.code[0] == digit and one.code in lines]
        if items:
            blocks.append(_class_table(names[say.column], items, lines, safety, say))
    return blocks


def _class_table(
    name: str,
    items: Sequence[Named],
    lines: dict[str, list[SurveyStock]],
    safety: dict[str, int],
    say: Speaker,
) -> Table:
    rows = []
    for item in items:
        mine = lines[item.code]
        rows.append(
            (
                say(item.name, item.name_en),
                say(item.unit, item.unit_en),
                f"{sum(line.counted for line in mine):,}",
                f"{sum(line.expired for line in mine):,}",
                f"{sum(line.promised for line in mine):,}",
                f"{sum(line.relied_on for line in mine):,}",
                f"{safety[item.code]:,}" if item.code in safety else "—",
                f"{len(mine):,}",
            )
        )
    heads = (
        Head(say("物资", "Item"), 2.8),
        Head(say("单位", "Unit"), 0.9),
        Head(say("账面", "Counted"), 1.1, "right"),
        Head(say("过期", "Expired"), 1, "right"),
        Head(say("已承诺", "Promised"), 1, "right"),
        Head(say("可采信", "Relied on"), 1.1, "right"),
        Head(say("安全库存", "Safety"), 1.1, "right"),
        Head(say("库点", "Depots"), 0.8, "right"),
    )
    note = say("“—”表示未设安全库存。", "“—”: no safety stock is set.")
    return Table(heads, rows, caption=say(f"{name}", name), note=note)


def _depots(picture: SurveyPicture, say: Speaker) -> list[Block]:
    depots = [depot for depot in picture.depots if depot.through == "own"]
    kinds = Counter(depot.kind for depot in depots)
    told = [f"{say.of(DEPOT_KINDS, kind)} {count:,}" for kind, count in sorted(kinds.items())]
    sorts = Counter(truck.vehicle for truck in picture.trucks)
    rows = []
    for vehicle, count in sorted(sorts.items()):
        mine = [truck for truck in picture.trucks if truck.vehicle == vehicle]
        rows.append(
            (
                say.of(VEHICLES, vehicle),
                f"{count:,}",
                f"{sum(truck.payload_kg for truck in mine) / 1000:,.1f}",
                f"{sum(truck.hazardous_permit for truck in mine):,}",
                f"{sum(truck.state == 'unavailable' for truck in mine):,}",
            )
        )
    heads = (
        Head(say("车型", "Vehicle"), 2),
        Head(say("辆数", "Lorries"), 1, "right"),
        Head(say("载重合计（吨）", "Payload (t)"), 1.4, "right"),
        Head(say("可运危险品", "Hazmat permit"), 1.2, "right"),
        Head(say("停用", "Out of service"), 1, "right"),
    )
    words = say(
        f"物资库共 {len(depots):,} 座" + (f"：{'，'.join(told)}。" if told else "。"),
        f"{len(depots):,} depots" + (f": {', '.join(told)}." if told else "."),
    )
    empty = say("没有登记运输车辆", "No lorry on record")
    return [Paragraph(words), Table(heads, rows, say("运输车辆", "Lorries"), empty=empty)]


def _facilities(picture: SurveyPicture, say: Speaker) -> list[Block]:
    rows = []
    for kind in FACILITIES:
        mine = [one for one in picture.facilities if one.kind == kind]
        if not mine:
            continue
        known = [one.capacity for one in mine if one.capacity is not None]
        rows.append(
            (
                say.of(FACILITIES, kind),
                f"{len(mine):,}",
                say.number(sum(known) if known else None),
                f"{len(mine) - len(known):,}",
            )
        )
    heads = (
        Head(say("类别", "Kind"), 2),
        Head(say("数量", "Number"), 1, "right"),
        Head(say("已知容量（人/床）", "Known capacity"), 1.4, "right"),
        Head(say("容量未知", "Capacity unknown"), 1.2, "right"),
    )
    empty = say("没有登记场所", "None on record")
    return [Table(heads, rows, say("场所", "Places"), empty=empty)]
