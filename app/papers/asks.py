"""What is asked of the leader, one sentence a decision, out of what stands at one instant."""

from datetime import datetime

from app.papers.parts import label_of, missing, short_needs, unit_of, who
from app.papers.schemas import IncidentFile
from app.papers.words import SITREPS, TIERS, Speaker
from dispatch.lifecycle import NOT_ARRIVED_ORDER
from incidents.schemas import Need, ReportStep

LEAST_KNOWN_LEVEL = 4


def asks(file: IncidentFile, say: Speaker) -> list[str]:
    """Return the decisions an incident waits for; none is an empty list."""
    found = [*_reports(file, say), *_level(file, say), *_response(file, say)]
    found += _answer(file, say)
    return [*found, *_short(file, say), *_ways(file, say), *_declined(file, say), *_end(file, say)]


def severity(file: IncidentFile) -> tuple[int, int, int, datetime]:
    """Return the key that sorts the worst incident first.

    A level that is not known counts as the lowest known one, and priority decides then; a running
    over of a report clock comes before none.
    """
    one = file.incident
    level = one.level or one.proposed_level.level or LEAST_KNOWN_LEVEL
    return level, one.priority, -len(overdue_steps(file)), one.reported_at


def overdue_steps(file: IncidentFile) -> list[ReportStep]:
    """Return the hops of the report chain that are past their time and not made."""
    at = file.setting.at
    steps = file.incident.report_steps
    return [one for one in steps if one.sent_at is None and one.due_at <= at]


def open_steps(file: IncidentFile) -> list[ReportStep]:
    """Return the hops of the report chain that are still to be made."""
    return [one for one in file.incident.report_steps if one.sent_at is None]


def hop(step: ReportStep, say: Speaker) -> str:
    """Return from whom to whom a report goes."""
    start, end = say.coded(TIERS, step.from_level), say.coded(TIERS, step.to_level)
    return say(f"{start}报{end}", f"{start} to {end}")


def _reports(file: IncidentFile, say: Speaker) -> list[str]:
    found = []
    for step in overdue_steps(file):
        late = say.span((file.setting.at - step.due_at).total_seconds())
        found.append(
            say(
                f"请立即签发信息报告：{hop(step, say)}已逾期{late}。",
                f"Sign the report now: {hop(step, say)} is {late} overdue.",
            )
        )
    return found


def _level(file: IncidentFile, say: Speaker) -> list[str]:
    one = file.incident
    if one.level is not None or (one.state != "reported" and one.state != "responding"):
        return []
    if one.proposed_level.level is None:
        return [
            say(
                "请核实伤亡和损失并审定事件级别：现有信息不足以初判。",
                "Have casualties and loss verified and set the level: too little is known.",
            )
        ]
    level = say.level(one.proposed_level.level, None)
    return [
        say(
            f"请审定事件级别：系统初判为{level}。", f"Confirm the level: it is proposed as {level}."
        )
    ]


def _response(file: IncidentFile, say: Speaker) -> list[str]:
    one = file.incident
    if one.response_level is not None or one.state not in ("reported", "responding"):
        return []
    return [say("请决定是否启动应急响应：目前未启动。", "Decide on a response: none is in force.")]


def _short(file: IncidentFile, say: Speaker) -> list[str]:
    short = [one for one in short_needs(file) if _is_left(file, one)]
    if not short:
        return []
    amounts = [
        f"{label_of(one, say)} {missing(one):,} {unit_of(file, one, say)}".strip() for one in short
    ]
    late = sum(one.latest_at <= file.setting.at for one in short)
    tail = say(f"，其中 {late} 项已过最迟时间", f"; {late} of them past their time") if late else ""
    return [
        say(
            f"请决定增援、征用或请求支援：尚缺{say.listed(amounts)}{tail}。",
            f"Decide on reinforcement, requisition or help: missing {say.listed(amounts)}{tail}.",
        )
    ]


def _is_left(file: IncidentFile, need: Need) -> bool:
    """Say whether no answer on the table fills a gap."""
    return file.answer is None or need.id in file.answer.open_needs


def _answer(file: IncidentFile, say: Speaker) -> list[str]:
    """An answer that would fill gaps asks to be accepted."""
    filled = [one for one in short_needs(file) if not _is_left(file, one)]
    if file.answer is None or not filled:
        return []
    number, count = file.answer.number, len(filled)
    return [
        say(
            f"请决定采纳第 {number} 号调度方案：可补足 {count} 项缺口。",
            f"Accept proposal {number}; gaps it fills: {count}.",
        )
    ]


def _ways(file: IncidentFile, say: Speaker) -> list[str]:
    cut = [
        who(one, say)
        for one in file.orders
        if one.no_way_since is not None and one.state in NOT_ARRIVED_ORDER
    ]
    if not cut:
        return []
    names = say.listed(cut)
    return [
        say(
            f"请决定改派或抢通道路：{names}道路中断。",
            f"Redirect or clear the road: {names} cut off.",
        )
    ]


def _declined(file: IncidentFile, say: Speaker) -> list[str]:
    """A refusal asks for something only while its need is short."""
    short = {str(one.id) for one in short_needs(file)}
    names = [
        who(one, say)
        for one in file.orders
        if one.state == "declined" and short & {*one.fills, *(str(x.need_id) for x in one.lines)}
    ]
    if not names:
        return []
    named = say.listed(names)
    return [say(f"请协调：{named}未能受领指令。", f"Settle with {named}: the order was declined.")]


def _end(file: IncidentFile, say: Speaker) -> list[str]:
    if file.incident.state != "stood_down":
        return []
    if any(one.kind == "final" for one in file.sitreps):
        return [say("请决定结案。", "Decide on closing the incident.")]
    kind = say.coded(SITREPS, "final")
    return [say(f"请签发{kind}：响应已终止。", f"Sign the {kind}: the response has ended.")]
