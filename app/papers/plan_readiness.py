"""The test of all plans as a paper: one sentence, the table of plans by district, what to do."""

from dataclasses import dataclass

from app.documents.description import Block, Document, Heading, Paragraph, Table
from app.papers.parts import paper, table
from app.papers.schemas import Setting
from app.papers.words import Speaker
from plans.schemas_readiness import (
    ReadinessAction,
    ReadinessCell,
    ReadinessCounts,
    ReadinessOverview,
)

MOST_ACTIONS = 12
LEVELS = {1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ"}
_DO = {
    "confirm": ("核实", "confirm"),
    "renew": ("更换过期", "renew expired"),
    "duty": ("安排上班", "put on duty"),
    "shift": ("延长班次", "extend the shift"),
    "service": ("恢复可用", "bring back into service"),
    "agreement": ("签订协议", "agree on"),
    "stock": ("增储", "lay in"),
    "lorry": ("配车", "give a lorry for"),
    "team": ("增设队伍", "put new teams for"),
}


@dataclass(frozen=True)
class ReadinessFile:
    """What the paper says: the newest test as its reader sees it."""

    setting: Setting
    overview: ReadinessOverview


def plan_readiness(file: ReadinessFile, say: Speaker) -> Document:
    """Return the newest test of all plans on a few pages."""
    view, run = file.overview, file.overview.run
    number = "" if run is None else str(run.number)
    blocks: list[Block] = [
        Paragraph(_sentence(None if run is None else run.counts, say), indent=False),
        Heading(say("一、各预案今天可用到的响应级别", "1. Up to which level each plan holds"), 2),
        _matrix(view, say),
        Paragraph(
            say(
                "“×”为最低一级也有缺口，“？”为数量未知。",
                "×: not even the lowest; ?: amount unknown.",
            ),
            indent=False,
        ),
        Heading(say("二、先做什么", "2. What to do first"), 2),
        _actions(view.actions, say),
        Paragraph(
            say(
                "代价为粗略的相对单位（经验判断）。", "Costs are rough relative units (judgement)."
            ),
            indent=False,
        ),
    ]
    return paper(
        file.setting,
        say,
        subject="plan-readiness",
        title=say("预案就绪度检查", "Readiness of plans"),
        number=number,
        blocks=blocks,
    )


def _sentence(counts: ReadinessCounts | None, say: Speaker) -> str:
    if counts is None:
        return say("还没有检查过。", "Not tested yet.")
    met, open_ = counts.met + counts.empty, counts.unclear + counts.unknown
    return say(
        f"{counts.plans} 项预案共 {counts.cases} 种情形，今天 {met} 种能按时到位，"
        f"{counts.short} 种有缺口，{open_} 种未能判定；{counts.plans_whole} 项预案处处可用。",
        f"Plans tested: {counts.plans}, cases: {counts.cases}. Met in time today: {met}; "
        f"short: {counts.short}; not decided: {open_}. "
        f"Plans that hold everywhere: {counts.plans_whole}.",
    )


def _matrix(view: ReadinessOverview, say: Speaker) -> Table:
    """A line for each plan: the districts in which it holds up to each level."""
    names = {one.code: say(one.name, one.name_en or one.name) for one in view.areas}
    rows = []
    for plan in view.plans:
        held: dict[str, list[str]] = {}
        for cell in view.cells:
            if cell.plan_code == plan.plan_code:
                held.setdefault(_mark(cell), []).append(names[cell.jurisdiction_code])
        told = "；".join(f"{level}：{'、'.join(held[level])}" for level in ORDER if level in held)
        rows.append([say(plan.plan_title, plan.plan_title_en), f"{plan.met}/{plan.cases}", told])
    columns = (
        (("预案", "Plan"), 2.2),
        (("满足", "Met"), 0.8),
        (("可用到哪一级", "Holds up to"), 4.0),
    )
    return table(say, columns, rows)


ORDER = ("Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "×", "？")


def _mark(cell: ReadinessCell) -> str:
    """Return up to which level a plan holds as the paper writes it."""
    if cell.held_to is not None:
        return LEVELS[cell.held_to]
    return "？" if cell.standing == "open" else "×"


def _actions(actions: list[ReadinessAction], say: Speaker) -> Table:
    rows = [
        [
            say(*_DO[one.doing]),
            say(one.label, one.label_en),
            one.where_name or "—",
            f"{one.amount:,}",
            f"{one.cost:,.0f}",
            str(one.newly),
        ]
        for one in actions[:MOST_ACTIONS]
    ]
    columns = (
        (("做什么", "What"), 1.4),
        (("对象", "Of what"), 1.8),
        (("地点", "Where"), 1.8),
        (("数量", "How many"), 0.9),
        (("代价", "Cost"), 0.8),
        (("补上缺口", "Gaps closed"), 1.0),
    )
    return table(say, columns, rows)
