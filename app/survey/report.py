"""Writes the survey report (应急资源调查报告): the same picture gives the same paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.documents.description import (
    Block,
    Document,
    Facts,
    Heading,
    Imprint,
    Language,
    Paragraph,
    Picture,
    Signatures,
    Table,
)
from app.documents.description import Column as Head
from app.survey import report_annexes, report_gaps, report_outside, report_own
from app.survey.gaps import summary
from app.survey.report_words import NOUNS, Speaker
from app.survey.schemas import SurveyPicture, SurveySummary


@dataclass(frozen=True)
class Issue:
    """What stands on the paper beside the picture: who issues which edition on which day."""

    unit: str
    edition: int
    dated_on: date
    prepared_by_name: str


def report_of(picture: SurveyPicture, issue: Issue, language: Language) -> Document:
    """Return the whole report of an area in a language."""
    say = Speaker(language)
    numbers = summary(picture)
    name = picture.area.name if language == "zh-CN" else picture.area.name_en or picture.area.name
    return Document(
        subject="survey",
        title=say(f"{name}应急资源调查报告", f"Survey of emergency resources: {name}"),
        written_on=issue.dated_on.isoformat(),
        unit=issue.unit,
        number=say(f"第 {issue.edition} 版", f"Edition {issue.edition}"),
        marks=_marks(picture, say),
        blocks=_numbered(
            say,
            *_purpose(say),
            *_area(picture, say),
            *report_own.own(picture, say),
            *report_outside.outside(picture, say),
            *_trust(picture, say),
            *report_gaps.gaps(picture, numbers, say),
            *_conclusion(picture, numbers, say),
            *_end(issue, say),
            *report_annexes.annexes(picture, say),
        ),
        language=language,
        offices=_offices(picture.area.code),
    )


def _numbered(say: Speaker, *blocks: Block) -> list[Block]:
    """Number the tables that have a caption, in their order."""
    made: list[Block] = []
    number = 0
    for block in blocks:
        if isinstance(block, Table) and block.caption:
            number += 1
            caption = say(f"表 {number}　{block.caption}", f"Table {number}  {block.caption}")
            made.append(replace(block, caption=caption))
        else:
            made.append(block)
    return made


def _marks(picture: SurveyPicture, say: Speaker) -> list[str]:
    exercise = [say("演练", "EXERCISE")] * picture.is_exercise
    return exercise + [say("演示数据", "DEMONSTRATION DATA")] * picture.is_demo


def _offices(code: str) -> list[str]:
    """The office itself, its city, its province."""
    return list(dict.fromkeys([code, f"{code[:4]}00", f"{code[:2]}0000"]))


_BASIS = (
    (
        ("突发事件应对法（2024年修订，2024年11月1日施行）", "Emergency Response Law (2024)"),
        ("第四十五条、第四十六条", "arts. 45, 46"),
        (
            "应急物资储备实行集中管理、统一调拨、平时服务、灾时应急；设区的市级以上人民政府和"
            "易发地县级人民政府建立储备制度，可与企业签订协议",
            "Reserves under central management; a reserve system; agreements with firms",
        ),
        True,
    ),
    (
        ("生产安全事故应急条例（国务院令第708号）", "State Council Order 708"),
        ("第十三条、第六条", "arts. 13, 6"),
        (
            "县级以上人民政府应储备必要的应急救援装备和物资并及时更新；重要应急资源发生重大变化时"
            "应及时修订预案",
            "Stock rescue equipment and renew it; revise plans when important resources change",
        ),
        True,
    ),
    (
        ("GB/T 29639-2020 生产经营单位生产安全事故应急预案编制导则", "GB/T 29639-2020"),
        ("编制程序、附录", "procedure, annex"),
        (
            "编制预案前开展应急资源调查：单位内部资源、外部资源、差距分析",
            "The survey precedes the plan: own resources, outside resources, gap analysis",
        ),
        False,
    ),
    (
        ("GB/T 38565-2020 应急物资分类及编码", "GB/T 38565-2020"),
        ("分类结构", "structure"),
        ("物资大类与编码结构", "classes and codes of materials"),
        True,
    ),
)
"""Law or standard, where in it, what it asks, and whether the text itself was read for this."""


def _purpose(say: Speaker) -> list[Block]:
    rows = [
        (
            say(*name),
            say(*place),
            say(*text),
            say("条文原文", "the text")
            if is_read
            else say("转述资料，请核对原文", "second-hand, check"),
        )
        for name, place, text, is_read in _BASIS
    ]
    return [
        Heading(say.section(1, "调查目的与依据", "Purpose and basis")),
        Paragraph(
            say(
                "为摸清本地区第一时间可调用的应急队伍、物资、装备和场所，以及可请求支援的外部资源，"
                "找出与现行应急预案要求之间的差距，为预案编制修订、物资储备和队伍建设提供依据，"
                "开展本次应急资源调查。",
                "This survey says which teams, materials, equipment and places this area can call"
                " at the first moment, what others can lend, and what is missing against the plans"
                " in force.",
            )
        ),
        Table(
            (
                Head(say("依据", "Basis"), 3),
                Head(say("条款", "Where"), 1.5),
                Head(say("内容", "Content"), 4.2),
                Head(say("摘录来源", "Taken from"), 1.5),
            ),
            rows,
            caption=say("调查依据", "Basis"),
        ),
    ]


def _area(picture: SurveyPicture, say: Speaker) -> list[Block]:
    area, point = picture.area, picture.point
    ground = None if area.ground_km2 is None else f"{area.ground_km2:,.0f} km²"
    pairs = [
        (say("行政区划代码", "Code"), area.code),
        (say("面积（按简化界线）", "Ground (simplified outline)"), ground or say.unknown),
        (say("下辖乡镇街道", "Townships"), say.number(area.townships)),
        (say("登记危险源", "Hazard sources"), say.number(area.hazard_sources)),
        (say("其中重大危险源", "of these major"), say.number(area.major_hazards)),
        (say("数据时间", "Data of"), say.at(picture.taken_at)),
    ]
    return [
        Heading(say.section(2, "区域概况与调查方法", "The area, and how it was counted")),
        Facts(pairs),
        *_method(picture, point.name if point else None, say),
        *_map(picture, say),
    ]


def _method(picture: SurveyPicture, point: str | None, say: Speaker) -> list[Block]:
    rule = picture.rule
    roads = (
        say("按现有路网、无封路的常态计算", "over the known roads without closures")
        if picture.roads
        else say("无路网，按直线距离估算", "estimated along straight lines")
    )
    place = (
        say(
            f"行车时间一律算到{point}中心，{roads}，并加上出动或装车时间。",
            f"Drive times lead to the middle of {point}, {roads}, with turnout or loading added.",
        )
        if point
        else say(
            "没有乡镇位置数据，无法计算行车时间，凡涉及时间的均为未知。",
            "No township is on record, so no drive time is known.",
        )
    )
    trust = say(
        f"物资只计可采信数量：扣除过期和已承诺的部分，{rule.full_days} 天内核实的按全数计，"
        f"此后逐日递减，{rule.floor_days} 天及以上按 {rule.floor_percent}% 计。",
        f"Of stock what may be relied on counts: not expired, not promised, in full for"
        f" {rule.full_days} days after a count, falling to {rule.floor_percent}% at"
        f" {rule.floor_days} days.",
    )
    teams = say(
        "停用、检修和申报停勤的队伍不计入可用力量；正在执行任务的队伍计入。各项资源逐项比对，"
        "同一队伍具备多种能力的分别计入，未考虑同时使用的冲突。",
        "Teams out of service do not count, teams on a task do. Each thing is compared by itself:"
        " a team with several capabilities counts for each of them.",
    )
    return [Paragraph(place + trust + teams if say.column == 0 else f"{place} {trust} {teams}")]


def _map(picture: SurveyPicture, say: Speaker) -> list[Block]:
    if picture.map_svg is None:
        return [Paragraph(say("没有行政区界线数据，未绘制分布图。", "No outline, so no map."))]
    legend = say(
        "图 1　应急资源分布（红圆 队伍，蓝方 物资库，绿三角 避难安置场所，紫十字 医院；"
        "线条为主要道路）",
        "Figure 1  Red circles teams, blue squares depots, green triangles shelters, violet crosses"
        " hospitals; lines are main roads",
    )
    return [Picture(picture.map_svg, legend, 0.92)]


def _trust(picture: SurveyPicture, say: Speaker) -> list[Block]:
    rows = [
        (
            say.of(NOUNS, one.noun),
            say.number(one.rows),
            say.number(one.fresh),
            say.number(one.stale),
            say.unknown if one.percent is None else f"{one.percent}%",
            say.at(one.oldest_at) if one.rows else "—",
        )
        for one in picture.trust
    ]
    heads = (
        Head(say("类别", "Kind"), 1.6),
        Head(say("条数", "Rows"), 1, "right"),
        Head(say(f"{picture.rule.full_days} 天内核实", "Fresh"), 1.3, "right"),
        Head(say(f"{picture.rule.floor_days} 天以上未核实", "Stale"), 1.5, "right"),
        Head(say("平均采信度", "Relied on"), 1.2, "right"),
        Head(say("最早一次核实", "Oldest"), 1.8),
    )
    lots = next((one for one in picture.trust if one.noun == "lot"), None)
    share = "" if not lots or not lots.rows else f"{100 * lots.fresh / lots.rows:.0f}%"
    return [
        Heading(say.section(5, "数据可信度", "How far the numbers can be trusted")),
        Paragraph(
            say(
                f"物资批次中 {share or say.unknown} 在 {picture.rule.full_days} 天内核实过。",
                f"{share or say.unknown} of the lots were confirmed within"
                f" {picture.rule.full_days} days.",
            )
        ),
        Table(heads, rows, caption=say("核实情况", "Confirmation")),
    ]


def _conclusion(picture: SurveyPicture, numbers: SurveySummary, say: Speaker) -> list[Block]:
    figures, gaps = numbers.figures, numbers.gaps
    open_gaps = [gap for gap in gaps if gap.missing > 0]
    people = say.number(figures.shelter_places)
    places = say(f"容量 {people} 人", f"places {people}")
    if figures.shelter_places is None:
        places = say("容量未知", "places unknown")
    own = say(
        f"{picture.area.name}现有救援队伍 {figures.teams:,} 支、{figures.people:,} 人"
        f"（停勤 {figures.teams_out:,} 支），物资库 {figures.depots:,} 座、"
        f"物资 {figures.items:,} 种、运输车辆 {figures.trucks:,} 辆，"
        f"避难安置场所 {figures.shelters:,} 处"
        f"（{places}），医院 {figures.hospitals:,} 家；"
        f"有效支援协议 {figures.agreements:,} 份。",
        f"On record: teams {figures.teams:,} (people {figures.people:,}, out of service"
        f" {figures.teams_out:,}), depots {figures.depots:,}, sorts of goods {figures.items:,},"
        f" lorries {figures.trucks:,}, shelters {figures.shelters:,} ({places}), hospitals"
        f" {figures.hospitals:,}, agreements in force {figures.agreements:,}.",
    )
    short = say(
        f"对照现行预案，{len(gaps)} 类资源本地区自身不足，其中 {len(open_gaps)} 类在计入协议支援后"
        f"仍有缺口；{figures.items_below_safety} 种物资低于安全库存。"
        if gaps
        else "对照现行预案，各项资源均能按时满足。",
        f"Against the plans in force: short of its own means {len(gaps)}, still short with help by"
        f" agreement {len(open_gaps)}, items below safety stock {figures.items_below_safety}."
        if gaps
        else "Everything that the plans in force ask for is there in time.",
    )
    advice = report_gaps.advice(open_gaps or gaps, say)
    return [
        Heading(say.section(7, "调查结论与建议", "Conclusion and advice")),
        Paragraph(own),
        Paragraph(short),
        *advice,
    ]


def _end(issue: Issue, say: Speaker) -> Sequence[Block]:
    return (
        Paragraph(
            say(
                f"系统编制人：{issue.prepared_by_name}",
                f"Prepared with the system by {issue.prepared_by_name}",
            ),
            small=True,
        ),
        Signatures(
            [
                say("编制人（签字）", "Prepared by"),
                say("审核人（签字）", "Reviewed by"),
                say("批准人（签字）", "Approved by"),
            ]
        ),
        Imprint(issue.unit, say.day(issue.dated_on)),
    )
