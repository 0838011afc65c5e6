"""Blocks that several papers share: marks, needs with coverage, orders, the course so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.documents.description import (
    Align,
    Block,
    Column,
    Document,
    Facts,
    Layout,
    Paragraph,
    Picture,
    Table,
)
from app.papers.schemas import Area, IncidentFile, Setting
from app.papers.words import ORDER_STATES, PEOPLE, SITREPS, SPILLS, Pair, Speaker
from core.local_time import BEIJING
from dispatch.lifecycle import UNDER_WAY_ORDER
from dispatch.schemas import Order
from incidents.schemas import Need

ENDED_UNFILLED = ("declined", "recalled", "turned_back", "redirected")


@dataclass(frozen=True)
class Line:
    """One thing that happened: when, what, and by whom."""

    at: datetime
    what: str
    by: str


def area_name(area: Area, say: Speaker) -> str:
    """Return the area's name in the paper's language."""
    return say(area.name, area.name_en)


def unit(area: Area, say: Speaker) -> str:
    """Return the office that issues the paper."""
    return say(f"{area.name}应急管理局", f"Emergency Management Bureau, {area.name_en}")


def paper(
    setting: Setting,
    say: Speaker,
    *,
    subject: str,
    title: str,
    number: str,
    blocks: Sequence[Block],
    subtitle: str = "",
    layout: Layout = "form",
    issued: Pair = ("填报单位", "Unit"),
) -> Document:
    """Return a paper with what stands on every one of them: unit, day, marks, offices."""
    issuer = unit(setting.area, say)
    named = Paragraph(issued[say.side] + say("：", ": ") + issuer, indent=False)
    shown = [say("演练", "EXERCISE")] * setting.is_exercise
    return Document(
        subject=subject,
        title=title,
        subtitle=subtitle,
        number=number,
        unit=issuer,
        written_on=say.at(setting.at)[:10],
        marks=shown + [say("演示数据", "DEMONSTRATION DATA")] * setting.is_demo,
        blocks=blocks if layout == "official" else [named, *blocks],
        layout=layout,
        language=say.language,
        offices=setting.area.offices,
        foot=foot(setting, say),
    )


def foot(setting: Setting, say: Speaker) -> str:
    """Return what stands at the foot of every page: as of when to the second, written by whom."""
    at = setting.at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
    return say(
        f"数据截至 {at}（北京时间）　制表：{setting.written_by}",
        f"As of {at} (Beijing time), by {setting.written_by}",
    )


def situation_map(file_map: str | None, say: Speaker, share: float = 1.0) -> list[Block]:
    """Return the map as a block, or nothing where there is none."""
    if file_map is None:
        return []
    caption = say("附图　力量分布与危险区示意", "Map: teams, ways, danger areas and closures")
    return [Picture(file_map, caption, share)]


def table(
    say: Speaker,
    columns: Sequence[tuple[Pair, float] | tuple[Pair, float, Align]],
    rows: Sequence[Sequence[str]],
    empty: Pair = ("无", "none"),
) -> Table:
    """Return a table whose heads are said in the paper's language."""
    heads = [Column(words[say.side], weight, *align) for words, weight, *align in columns]
    return Table(heads, rows, empty=empty[say.side])


def unit_of(file: IncidentFile, need: Need, say: Speaker) -> str:
    """Return what a need is counted in: teams' units, or the item's own unit."""
    if need.item_code is None:
        return say("个单元", "units")
    return file.units[need.item_code][say.side] if need.item_code in file.units else ""


def label_of(need: Need, say: Speaker) -> str:
    """Return what is needed, in words."""
    return say(need.label, need.label_en or need.label)


def missing(need: Need) -> int:
    """Return how much of an open need nobody is committed to yet."""
    return max(0, need.quantity - need.committed) if need.state == "open" else 0


def short_needs(file: IncidentFile) -> list[Need]:
    """Return the open needs that are not wholly covered, the earliest due first."""
    return sorted((one for one in file.needs if missing(one)), key=lambda one: one.latest_at)


def need_table(file: IncidentFile, say: Speaker) -> Table:
    """Return the needs of an incident with what is committed, arrived and still missing."""
    rows = [
        [
            str(position),
            label_of(need, say),
            f"{need.quantity:,}",
            unit_of(file, need, say),
            f"{need.committed:,}",
            f"{need.arrived:,}",
            f"{missing(need):,}" if need.state == "open" else "—",
            say.short_at(need.latest_at),
        ]
        for position, need in enumerate(_asked(file), 1)
    ]
    return table(say, _NEED_COLUMNS, rows, ("尚未提出需求", "no need was raised"))


_NEED_COLUMNS: Sequence[tuple[Pair, float] | tuple[Pair, float, Align]] = (
    (("序号", "No."), 0.6),
    (("需求", "Need"), 3.0),
    (("需要", "Asked"), 0.9, "right"),
    (("单位", "Unit"), 1.0),
    (("已派", "Ordered"), 0.9, "right"),
    (("已到", "Arrived"), 0.9, "right"),
    (("缺口", "Missing"), 0.9, "right"),
    (("最迟到位", "Due"), 1.4),
)


def _asked(file: IncidentFile) -> list[Need]:
    return [one for one in file.needs if one.state != "cancelled"]


def who(order: Order, say: Speaker) -> str:
    """Return who carries an order out: a team, or a depot with its lorry."""
    if order.team_name:
        return order.team_name
    parts = [text for text in (order.depot_name, order.truck_plate) if text]
    return " ".join(parts) or say.unknown


def cargo(file: IncidentFile, order: Order, say: Speaker) -> str:
    """Return what an order brings: goods by line, or the needs its team fills."""
    if order.lines:
        return say.listed(
            [f"{one.item_name} {one.amount:,}{_space(say)}{one.unit}" for one in order.lines]
        )
    filled = [one for one in file.needs if str(one.id) in order.fills]
    return say.listed([label_of(one, say) for one in filled]) or "—"


def _space(say: Speaker) -> str:
    return say("", " ")


def expected(order: Order, say: Speaker) -> str:
    """Return when an order is expected, said as estimated or as having no way."""
    if order.state not in UNDER_WAY_ORDER or order.arrived_at is not None:
        return "—"
    if order.no_way_since is not None:
        return say("道路中断", "no way open")
    when = say.short_at(order.eta_at, say.unknown)
    return when + say("（估）", " (est.)") if order.estimated and order.eta_at else when


def order_table(file: IncidentFile, say: Speaker) -> Table:
    """Return the resources that were ordered, with state, expected and real arrival."""
    rows = [
        [
            f"#{order.number}",
            who(order, say),
            cargo(file, order, say),
            say.coded(ORDER_STATES, order.state),
            expected(order, say),
            say.short_at(order.arrived_at),
        ]
        for order in file.orders
    ]
    return table(say, _ORDER_COLUMNS, rows, ("尚未下达指令", "nothing was ordered"))


_ORDER_COLUMNS: Sequence[tuple[Pair, float] | tuple[Pair, float, Align]] = (
    (("指令", "Order"), 0.8),
    (("队伍／物资库", "Team or depot"), 2.8),
    (("任务／物资", "For"), 2.8),
    (("状态", "State"), 1.0),
    (("预计到达", "Expected"), 1.5),
    (("实际到达", "Arrived"), 1.4),
)


def people(file: IncidentFile, say: Speaker) -> Facts:
    """Return people and loss as known so far; what is not known is not 0."""
    incident = file.incident
    pairs = [
        (words[say.side], say.known(getattr(incident, name))) for name, words in PEOPLE.items()
    ]
    loss = None if incident.loss_yuan is None else f"{incident.loss_yuan:,}"
    return Facts([*pairs, (say("直接经济损失（元）", "Direct loss (yuan)"), say.known(loss))])


def release(file: IncidentFile, say: Speaker) -> str | None:
    """Return what leaks into which wind, or None where no substance is in play."""
    one = file.incident
    if one.substance_un is None and one.spill is None:
        return None
    spill = say.unknown if one.spill is None else say.coded(SPILLS, one.spill)
    wind = (
        say.unknown
        if one.wind_from_deg is None or one.wind_speed_ms is None
        else say(
            f"{one.wind_from_deg}°方向来风，{one.wind_speed_ms:g} 米/秒",
            f"from {one.wind_from_deg}°, {one.wind_speed_ms:g} m/s",
        )
    )
    number = say.known(one.substance_un)
    return say(f"UN {number}；{spill}；风：{wind}", f"UN {number}; {spill}; wind {wind}")


def course(file: IncidentFile, say: Speaker, *, remarks: bool = True) -> list[Line]:
    """Return what happened so far in order; each line rests on a recorded instant."""
    lines = [*_of_incident(file, say), *_of_responses(file, say), *_of_orders(file, say)]
    lines += [
        Line(
            one.at,
            say(f"报送第{one.number}期", f"report {one.number} sent, ")
            + say.coded(SITREPS, one.kind)
            + say(f"，报{one.addressed_to}", f", to {one.addressed_to}"),
            one.by_name,
        )
        for one in file.sitreps
    ]
    if remarks:
        lines += [Line(one.at, one.text, one.by_name) for one in file.log]
    return sorted(lines, key=lambda line: line.at)


def _of_incident(file: IncidentFile, say: Speaker) -> list[Line]:
    one = file.incident
    moments = (
        (one.occurred_at, say("事件发生", "incident occurred")),
        (one.reported_at, say(f"接报：{one.title}", f"reported: {one.title}")),
        (one.stood_down_at, say("终止应急响应", "response stood down")),
        (one.closed_at, say("结案", "incident closed")),
    )
    return [Line(at, what, "") for at, what in moments if at is not None]


def _of_responses(file: IncidentFile, say: Speaker) -> list[Line]:
    lines = []
    for one in file.activations:
        plan = say(f"《{one.plan_title}》", one.plan_title_en)
        level = say.response(one.response_level)
        started = say(f"启动{plan}{level}", f"{plan} in force, {level}")
        lines.append(Line(one.started_at, started, one.started_by_name))
        if one.ended_at is not None:
            lines.append(Line(one.ended_at, say(f"{plan}终止", f"{plan} ended"), ""))
    for task in file.tasks:
        if task.settled_at is not None and task.state == "done":
            done = say(f"任务完成：{task.title}", f"task done: {task.title_en}")
            lines.append(Line(task.settled_at, done, task.settled_by_name or ""))
    return lines


def _of_orders(file: IncidentFile, say: Speaker) -> list[Line]:
    lines = []
    for one in file.orders:
        name = f"#{one.number} {who(one, say)}"
        moments = (
            (one.issued_at, say("下达指令：", "ordered: "), one.issued_by_name),
            (one.acknowledged_at, say("收到指令：", "acknowledged: "), ""),
            (one.departed_at, say("出发：", "set out: "), ""),
            (one.arrived_at, say("到场：", "arrived: "), ""),
            (one.released_at, say("撤收：", "released: "), ""),
        )
        lines += [Line(at, what + name, by) for at, what, by in moments if at is not None]
    return lines
