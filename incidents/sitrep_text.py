"""Writes the draft of a report upwards from what is known, and lists what is not known yet.

Contents are those of Order 493 art. 12: unit profile; time, place and scene; brief course;
casualties so far including missing, and first estimate of loss; measures taken; other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from incidents.kinds import label_of
from incidents.local_time import spoken
from incidents.schemas import Incident, Need

LEVELS = {1: "特别重大", 2: "重大", 3: "较大", 4: "一般"}
RESPONSES = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}
KINDS = {"first": "初报", "follow_up": "续报", "correction": "更正报告", "final": "终报"}
ADDRESSEES = {
    "county": "县（区）应急管理局",
    "city": "市应急管理局",
    "province": "省应急管理厅",
    "state_council": "应急管理部",
}
_PENDING = "待核实"
_CASUALTIES = (
    ("deaths", "死亡", "人"),
    ("missing", "失踪（下落不明）", "人"),
    ("serious_injuries", "重伤（含急性工业中毒）", "人"),
    ("minor_injuries", "轻伤", "人"),
    ("trapped", "被困", "人"),
)
_ORDER_STATES = {
    "issued": "已下达",
    "acknowledged": "已受领",
    "loaded": "已装载",
    "en_route": "途中",
    "on_scene": "到场",
    "delivered": "已送达",
    "released": "已撤离",
    "closed": "已完成",
    "declined": "未能受领",
    "recalled": "已召回",
    "turned_back": "已折返",
    "redirected": "改派他处",
}


@dataclass(frozen=True)
class Measures:
    """What was done: responses in the order in which they started, and orders by their state."""

    responses: tuple[tuple[datetime, str, int], ...] = ()
    orders: tuple[tuple[str, str], ...] = ()


@dataclass
class Draft:
    """A text under construction and what could not be filled in."""

    lines: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def known(self, name: str, value: Any) -> str:
        """Return a value as text; one that is not known is noted and reads as pending."""
        if value is None or value == "":
            self.missing.append(name)
            return _PENDING
        return str(value)


def measures_from(rows: Iterable[tuple[str, datetime, Mapping[str, Any]]]) -> Measures:
    """Fold events (kind, at, data) into the responses started and the last state of each order."""
    responses: list[tuple[datetime, str, int]] = []
    orders: dict[str, tuple[str, str]] = {}
    for kind, at, data in rows:
        if kind in ("activation.started", "activation.raised"):
            activation = data["activation"]
            responses.append((at, activation["plan_title"], activation["response_level"]))
        elif kind.startswith("order."):
            order = data["order"]
            who = order.get("team_name") or order.get("depot_name") or str(order["number"])
            orders[order["id"]] = (who, order["state"])
    return Measures(tuple(responses), tuple(orders.values()))


def draft(
    incident: Incident,
    needs: Sequence[Need],
    measures: Measures,
    *,
    kind: str,
    number: int,
    now: datetime,
) -> tuple[str, list[str]]:
    """Return the proposed text of the next report and the names of the contents still missing."""
    text = Draft()
    text.lines.append(f"【{KINDS[kind]}】{incident.title}（{incident.number}，第{number}期）")
    text.lines.append(f"报告时间：{spoken(now)}")
    _profile(text, incident)
    _scene(text, incident)
    _course(text, incident)
    _casualties(text, incident)
    _measures(text, incident, needs, measures)
    _other(text, incident)
    return "\n".join(text.lines), text.missing


def _profile(text: Draft, incident: Incident) -> None:
    unit = text.known("unit_profile", incident.facts.get("unit_profile"))
    text.lines.append(f"一、事发单位概况：{unit}。")


def _scene(text: Draft, incident: Incident) -> None:
    when = text.known("occurred_at", incident.occurred_at and spoken(incident.occurred_at))
    at = f"{incident.position.lon:.5f}，{incident.position.lat:.5f}"
    text.lines.append(
        f"二、时间、地点和现场情况：发生时间{when}；{spoken(incident.reported_at)}接报；"
        f"地点{incident.place_name}（东经、北纬 {at}）；类型为{label_of(incident.kind, 'zh')}。"
        f"{_release(incident)}"
    )


def _release(incident: Incident) -> str:
    if incident.substance_un is None:
        return ""
    size = {"small": "小量泄漏", "large": "大量泄漏", "fire": "着火"}.get(incident.spill or "")
    wind = "风向风速待核实"
    if incident.wind_from_deg is not None and incident.wind_speed_ms is not None:
        wind = f"来风方向{incident.wind_from_deg}度，风速{incident.wind_speed_ms:g}米/秒"
    return f"涉及物质联合国编号 UN{incident.substance_un}，{size or '泄漏量待核实'}，{wind}。"


def _course(text: Draft, incident: Incident) -> None:
    text.lines.append(f"三、简要经过：{text.known('course', incident.description)}")


def _casualties(text: Draft, incident: Incident) -> None:
    parts = []
    for name, label, unit in _CASUALTIES:
        value = text.known(name, getattr(incident, name))
        parts.append(label + (value if value == _PENDING else f"{value}{unit}"))
    loss = text.known("loss_yuan", _ten_thousands(incident.loss_yuan))
    parts.append(f"初步估计直接经济损失{loss}")
    proposed = incident.proposed_level.level
    level = incident.level or proposed
    grade = f"{LEVELS[level]}级" if level else "待定"
    basis = "" if incident.level else "（按现有信息初判）"
    text.lines.append(f"四、伤亡和损失：{'，'.join(parts)}。事件级别：{grade}{basis}。")


def _ten_thousands(yuan: int | None) -> str | None:
    return None if yuan is None else f"{yuan / 10_000:.15g}万元"


def _measures(text: Draft, incident: Incident, needs: Sequence[Need], measures: Measures) -> None:
    parts = [
        f"{spoken(at)}启动《{title}》{RESPONSES[level]}响应"
        for at, title, level in measures.responses
    ]
    if measures.orders:
        listed = "、".join(f"{who}（{_ORDER_STATES[state]}）" for who, state in measures.orders)
        parts.append(f"调派力量和物资共{len(measures.orders)}批：{listed}")
    short = [f"{one.label}尚缺{one.quantity - one.committed}" for one in needs if _is_short(one)]
    if short:
        parts.append("、".join(short))
    if not parts:
        text.missing.append("measures")
        parts.append(_PENDING)
    text.lines.append(f"五、已采取的措施：{'；'.join(parts)}。")


def _is_short(need: Need) -> bool:
    return need.state == "open" and need.committed < need.quantity


def _other(text: Draft, incident: Incident) -> None:
    ended = f"响应已于{spoken(incident.stood_down_at)}终止。" if incident.stood_down_at else ""
    other = incident.facts.get("other_remarks") or "无"
    text.lines.append(f"六、其他应当报告的情况：{ended}{other}。")
