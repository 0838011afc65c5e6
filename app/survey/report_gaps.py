"""Gaps against the plans in the survey report: how far each is met, what is short, what to do."""

from collections.abc import Sequence

from app.documents.description import Block, Heading, Paragraph, Table
from app.documents.description import Column as Head
from app.survey.report_words import Speaker
from app.survey.schemas import Fix, Gap, PlanCover, SurveyPicture, SurveySummary

MOST_ADVICE = 8
MOST_SAFETY = 60


def gaps(picture: SurveyPicture, numbers: SurveySummary, say: Speaker) -> list[Block]:
    """Return the section that holds the plans against what is there."""
    heading = Heading(say.section(6, "差距分析", "Gaps against the plans"))
    if not picture.plans:
        words = say(
            "没有覆盖本地区且正在施行的预案，无法比对。",
            "No plan in force covers this area: there is nothing to compare with.",
        )
        return [heading, Paragraph(words), *_safety(picture, numbers, say)]
    words = say(
        "以下按各预案、各响应级别在“情况不明”时的编成要求比对；数量取决于伤亡等具体情况的，列为未知。",
        "Compared with what each plan asks for at each level while nothing special is known;"
        " amounts that hang on facts of an incident are unknown.",
    )
    return [
        heading,
        Paragraph(words),
        _covers(numbers, say),
        _table(numbers.gaps, say),
        *_safety(picture, numbers, say),
    ]


def _covers(numbers: SurveySummary, say: Speaker) -> Table:
    """One row a plan, one column a level: met by own means, by help as well, of how many."""
    plans = {one.code: say(one.title, one.title_en) for one in numbers.covers}
    levels = sorted({one.response_level for one in numbers.covers})
    found = {(one.code, one.response_level): one for one in numbers.covers}
    rows = [
        (name, *(_cover(found.get((code, level)), say) for level in levels))
        for code, name in plans.items()
    ]
    heads = [Head(say("预案", "Plan"), 2.6)]
    heads += [Head(say(f"{say.level(n)}响应", f"Level {say.level(n)}"), 1.4) for n in levels]
    note = say(
        "格内为“自身满足＋协议满足／要求项”，其余为缺项和未知项数。",
        "Each cell: met by own means + with aid / asked for; then how many are short and unknown.",
    )
    return Table(heads, rows, say("各预案满足情况", "How far each plan is met"), note)


def _cover(one: PlanCover | None, say: Speaker) -> str:
    if one is None:
        return "—"
    parts = [f"{one.met_own}＋{one.met_with_aid}／{one.asks}"]
    if one.unmet:
        parts.append(say(f"缺 {one.unmet}", f"short {one.unmet}"))
    if one.unknown:
        parts.append(say(f"未知 {one.unknown}", f"unknown {one.unknown}"))
    return say("，", ", ").join(parts)


def _table(found: Sequence[Gap], say: Speaker) -> Table:
    rows = [
        (
            say(gap.name, gap.name_en),
            f"{say(gap.plan_title, gap.plan_title_en)} {say.level(gap.response_level)}",
            say.minutes(gap.within_s),
            f"{gap.wanted:,}",
            f"{gap.own:,}",
            f"{gap.aid:,}",
            f"{gap.missing:,}",
            say("；", "; ").join(_fix(fix, say) for fix in gap.fixes)
            or say("协议支援可补足", "met by aid"),
        )
        for gap in found
    ]
    heads = (
        Head(say("资源", "Thing"), 1.5),
        Head(say("要求最高的预案", "Most demanding plan"), 2.1),
        Head(say("时限", "Within"), 0.9),
        Head(say("要求", "Asked"), 1.1, "right"),
        Head(say("自身", "Own"), 1.1, "right"),
        Head(say("协议", "Aid"), 1.1, "right"),
        Head(say("缺口", "Missing"), 1.1, "right"),
        Head(say("补足途径（由易到难）", "Ways out, cheapest first"), 3.0),
    )
    return Table(
        heads,
        rows,
        say("主要差距（按严重程度）", "Gaps, the worst first"),
        empty=say("各项要求均能按时满足", "Everything asked for is there in time"),
    )


def _safety(picture: SurveyPicture, numbers: SurveySummary, say: Speaker) -> list[Block]:
    short = numbers.short_of_safety
    if not short:
        return []
    named = {one.code: one for one in picture.items}
    rows = []
    for one in short[:MOST_SAFETY]:
        item = named.get(one.item_code)
        name = say(item.name, item.name_en) if item else one.item_code
        unit = say(item.unit, item.unit_en) if item else ""
        rows.append((name, unit, f"{one.wanted:,}", f"{one.free:,}", f"{one.wanted - one.free:,}"))
    heads = (
        Head(say("物资", "Item"), 2.6),
        Head(say("单位", "Unit"), 1),
        Head(say("安全库存", "Safety stock"), 1.2, "right"),
        Head(say("现有可用", "Free"), 1.2, "right"),
        Head(say("不足", "Short by"), 1.1, "right"),
    )
    return [Table(heads, rows, say("低于安全库存的物资", "Below safety stock"))]


def advice(found: Sequence[Gap], say: Speaker) -> list[Block]:
    """Return the most pressing gaps as numbered sentences, each with its cheapest way out."""
    lines = []
    for n, gap in enumerate(found[:MOST_ADVICE], 1):
        ways = say("；", "; ").join(_fix(fix, say) for fix in gap.fixes)
        lines.append(
            Paragraph(
                say(
                    f"{n}. {gap.name}：{gap.plan_title}{say.level(gap.response_level)}响应要求"
                    f" {say.minutes(gap.within_s)}内 {gap.wanted:,} {gap.unit}，缺 {gap.missing:,}"
                    f" {gap.unit}。{ways or '协议支援可补足'}。",
                    f"{n}. {gap.name_en}: {gap.plan_title_en},"
                    f" level {say.level(gap.response_level)}, asks for {gap.wanted:,}"
                    f" {gap.unit_en} within {say.minutes(gap.within_s)};"
                    f" {gap.missing:,} missing. {ways or 'Met by aid'}.",
                )
            )
        )
    rest = len(found) - MOST_ADVICE
    if rest > 0:
        lines.append(
            Paragraph(say(f"其余 {rest} 项见差距表。", f"{rest} more are in the table of gaps."))
        )
    return list(lines)


def _fix(fix: Fix, say: Speaker) -> str:
    """Return one way out in words."""
    soon = say("时间未知", "time unknown")
    if fix.soonest_s is not None:
        soon = say(f"现需 {say.minutes(fix.soonest_s)}", f"now {say.minutes(fix.soonest_s)}")
    n, where = f"{fix.amount:,}", fix.where
    told = {
        "confirm": (f"核实{where}的数量，可恢复 {n}", f"confirm the counts in {where}: {n}"),
        "repair": (f"{where}恢复执勤，可增 {n}", f"put {where} back on duty: {n}"),
        "forward": (
            f"前置{where}（{soon}），可增 {n}",
            f"bring {where} nearer ({soon}): {n}",
        ),
        "agree": (f"与{where}签订支援协议，可增 {n}", f"agree with {where}: {n}"),
        "replace": (f"更换{where}的过期物资 {n}", f"replace expired goods in {where}: {n}"),
        "buy": (f"补充购置 {n}", f"buy {n}"),
        "build": (f"新建或签约 {n}", f"build up or contract {n}"),
    }
    return say(*told[fix.code])
