"""The duty brief of a moment (值班快报): every open incident of an area, the worst first."""

from collections import Counter

from app.documents.description import (
    Block,
    Document,
    Facts,
    Heading,
    Imprint,
    Paragraph,
    Signatures,
    Table,
)
from app.papers.asks import asks, hop, overdue_steps, severity
from app.papers.parts import area_name, missing, paper, short_needs, situation_map, table, unit
from app.papers.schemas import DutyPicture, IncidentFile
from app.papers.special_report import coverage
from app.papers.words import PEOPLE, STATES, Speaker
from core.local_time import BEIJING
from dispatch.lifecycle import NOT_ARRIVED_ORDER

COMMITTED = ("assigned", "en_route", "on_scene")
READY = ("available", "standby")


def duty_brief(picture: DutyPicture, say: Speaker) -> Document:
    """Return the brief: what is asked of the leader first, then numbers, then each incident."""
    setting = picture.setting
    files = sorted(picture.files, key=severity)
    name = area_name(setting.area, say)
    blocks: list[Block] = [
        Paragraph(_opening(picture, say), strong=True),
        Heading(say("一、请领导决定", "1. Decisions asked for")),
        *_decisions(files, say),
        Heading(say("二、总体情况", "2. In numbers")),
        _numbers(picture, say),
        _incidents(files, say),
        Heading(say("三、逾期事项", "3. Overdue")),
        _overdue(files, say),
        Heading(say("四、各事件情况", "4. Incident by incident")),
        *_each(files, say),
        *situation_map(picture.map_svg, say),
        Imprint(unit(setting.area, say), say.day(setting.at)),
        Signatures(
            [
                say(f"值班员：{setting.written_by}", f"Duty officer: {setting.written_by}"),
                say("带班领导", "Leader on duty"),
                say("签发", "Signed by"),
            ]
        ),
    ]
    return paper(
        setting,
        say,
        subject="duty-brief",
        title=say("值班快报", "Duty brief"),
        subtitle=say(f"{name}　{say.at(setting.at)}", f"{name}, {say.at(setting.at)}"),
        number=setting.at.astimezone(BEIJING).strftime("%Y%m%d-%H%M"),
        blocks=blocks,
        layout="official",
    )


def _opening(picture: DutyPicture, say: Speaker) -> str:
    files = picture.files
    if not files:
        return say("目前没有未结事件。", "No incident is open.")
    waiting = sum(len(asks(one, say)) for one in files)
    late = sum(len(overdue_steps(one)) for one in files)
    short = sum(len(short_needs(one)) for one in files)
    return say(
        f"未结事件 {len(files)} 起，需领导决定 {waiting} 项，需求缺口 {short} 项，"
        f"信息报告逾期 {late} 项。",
        f"Open incidents: {len(files)}; decisions asked for: {waiting}; "
        f"needs not covered: {short}; reports overdue: {late}.",
    )


def _decisions(files: list[IncidentFile], say: Speaker) -> list[Block]:
    found = [(one.incident.title, text) for one in files for text in asks(one, say)]
    if not found:
        return [Paragraph(say("目前无需领导决定的事项。", "No decision is asked for."))]
    return [
        Paragraph(say(f"{position}. {title}：{text}", f"{position}. {title}: {text}"))
        for position, (title, text) in enumerate(found, 1)
    ]


def _numbers(picture: DutyPicture, say: Speaker) -> Facts:
    states: Counter[str] = Counter(team.state for team in picture.teams)
    ready = sum(states[state] for state in READY)
    busy = sum(states[state] for state in COMMITTED)
    orders = [one for file in picture.files for one in file.orders]
    needs = [one for file in picture.files for one in file.needs if one.state == "open"]
    return Facts(
        [
            (say("未结事件", "Open incidents"), str(len(picture.files))),
            (say("队伍总数", "Teams"), str(len(picture.teams))),
            (say("可用队伍", "Teams available"), str(ready)),
            (say("执行任务", "Teams committed"), str(busy)),
            (
                say("返回、补给、停用", "Teams not to be sent"),
                str(len(picture.teams) - ready - busy),
            ),
            (
                say("在途（队伍和物资）", "Under way"),
                str(sum(one.state in NOT_ARRIVED_ORDER for one in orders)),
            ),
            (
                say("到场队伍", "Teams on scene"),
                str(sum(one.state == "on_scene" for one in orders)),
            ),
            (say("未完成需求", "Open needs"), str(len(needs))),
            (say("有缺口的需求", "Needs not covered"), str(sum(missing(one) > 0 for one in needs))),
            (
                say("已全部到位的需求", "Needs wholly arrived"),
                str(sum(one.arrived >= one.quantity for one in needs)),
            ),
        ]
    )


def _incidents(files: list[IncidentFile], say: Speaker) -> Table:
    rows = []
    for position, file in enumerate(files, 1):
        one = file.incident
        wanted = [need for need in file.needs if need.state == "open"]
        rows.append(
            [
                str(position),
                one.title,
                say.level(one.level, one.proposed_level.level),
                say.response(one.response_level),
                say.short_at(one.reported_at),
                say(f"{len(wanted)} 项", str(len(wanted))),
                say(f"{len(short_needs(file))} 项", str(len(short_needs(file)))),
            ]
        )
    columns = (
        (("序号", "No."), 0.7),
        (("事件", "Incident"), 2.8),
        (("级别", "Level"), 1.5),
        (("响应", "Response"), 1.2),
        (("接报", "Reported"), 1.3),
        (("需求", "Needs"), 0.8),
        (("缺口", "Missing"), 0.8),
    )
    return table(say, columns, rows, ("没有未结事件", "no incident is open"))


def _overdue(files: list[IncidentFile], say: Speaker) -> Table:
    late: list[tuple[str, str, str, float]] = []
    for file in files:
        at, title = file.setting.at, file.incident.title
        for step in overdue_steps(file):
            what = say("信息报告：", "Report: ") + hop(step, say)
            over_s = (at - step.due_at).total_seconds()
            late.append((title, what, say.short_at(step.due_at), over_s))
        for task in file.tasks:
            if task.state == "open" and task.due_at <= at:
                what = say("任务：", "Task: ") + say(task.title, task.title_en)
                over_s = (at - task.due_at).total_seconds()
                late.append((title, what, say.short_at(task.due_at), over_s))
    late.sort(key=lambda one: -one[3])
    columns = (
        (("事件", "Incident"), 2.4),
        (("事项", "What"), 3.6),
        (("时限", "Due"), 1.3),
        (("逾期", "Overdue by"), 1.4),
    )
    rows = [[title, what, due, say.span(over_s)] for title, what, due, over_s in late]
    return table(say, columns, rows, ("无逾期事项", "nothing is overdue"))


def _each(files: list[IncidentFile], say: Speaker) -> list[Block]:
    found: list[Block] = []
    for position, file in enumerate(files, 1):
        one = file.incident
        found.append(Heading(say(f"（{position}）{one.title}", f"({position}) {one.title}"), 2))
        found.append(Paragraph(_sentence(file, say)))
        found.append(Paragraph(coverage(file, say)))
    return found


def _sentence(file: IncidentFile, say: Speaker) -> str:
    one = file.incident
    known = [
        f"{words[say.side]}{say('', ' ')}{getattr(one, name)}{say('人', '')}"
        for name, words in PEOPLE.items()
        if getattr(one, name) is not None
    ]
    hurt = say.listed(known) or say("伤亡情况待核实", "casualties not known")
    there = sum(order.state == "on_scene" for order in file.orders)
    coming = sum(order.state in NOT_ARRIVED_ORDER for order in file.orders)
    state = say.coded(STATES, one.state)
    return say(
        f"{say.at(one.reported_at)}接报，{one.place_name}，{say.kind(one.kind)}，{state}。{hurt}。"
        f"到场队伍 {there} 支，在途 {coming} 批。",
        f"Reported {say.at(one.reported_at)}, {one.place_name}, {say.kind(one.kind)}, {state}. "
        f"{hurt}. Teams on scene: {there}; orders under way: {coming}.",
    )
