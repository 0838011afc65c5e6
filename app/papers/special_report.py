"""The special report of one incident (信息专报, 续报): facts, course, response, needs, next."""

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
from app.papers.ahead import ahead_table
from app.papers.asks import asks
from app.papers.parts import (
    course,
    need_table,
    order_table,
    paper,
    people,
    release,
    short_needs,
    situation_map,
    table,
    unit,
)
from app.papers.schemas import IncidentFile
from app.papers.words import AID_STATES, SITREPS, STATES, VIA, Speaker


def special_report(file: IncidentFile, say: Speaker) -> Document:
    """Return the report that goes up next: the first, a follow-up, or the final one."""
    number = len(file.sitreps) + 1
    kind = say.coded(SITREPS, _kind(file))
    return paper(
        file.setting,
        say,
        subject="special-report",
        title=say("信息专报", "Special report"),
        subtitle=say(f"{file.incident.title}（{kind}）", f"{file.incident.title} ({kind})"),
        number=say(
            f"{file.incident.number} 第 {number} 期", f"{file.incident.number}, no. {number}"
        ),
        blocks=_blocks(file, say),
        layout="official",
    )


def _kind(file: IncidentFile) -> str:
    if file.incident.state in ("stood_down", "closed"):
        return "final"
    return "follow_up" if file.sitreps else "first"


def _blocks(file: IncidentFile, say: Speaker) -> list[Block]:
    setting = file.setting
    return [
        Heading(say("一、基本情况", "1. Facts")),
        Paragraph(file.incident.description or say("事件描述待核实。", "No description is known.")),
        _facts(file, say),
        Heading(say("二、伤亡和损失", "2. People and loss")),
        people(file, say),
        Heading(say("三、处置经过", "3. Course so far")),
        _course(file, say),
        Heading(say("四、响应和措施", "4. Response and measures")),
        *_response(file, say),
        Heading(say("五、需求和保障", "5. Needs and what covers them")),
        Paragraph(coverage(file, say)),
        need_table(file, say),
        Heading(say("六、调派力量和物资", "6. Teams and goods ordered")),
        order_table(file, say),
        *situation_map(file.map_svg, say),
        Heading(say("七、请求支援", "7. Help asked for")),
        _requests(file, say),
        Heading(say("八、下一步工作", "8. What comes next")),
        ahead_table(file, say),
        Heading(say("九、请示事项", "9. Decisions asked for")),
        *_asked(file, say),
        Imprint(unit(setting.area, say), say.day(setting.at)),
        _hands(file, say),
    ]


def _facts(file: IncidentFile, say: Speaker) -> Facts:
    one = file.incident
    pairs = [
        (say("事件类别", "Kind"), say.kind(one.kind)),
        (say("状态", "State"), say.coded(STATES, one.state)),
        (say("地点", "Place"), one.place_name),
        (
            say("坐标（WGS 84）", "Position (WGS 84)"),
            f"{one.position.lon:.5f}, {one.position.lat:.5f}",
        ),
        (say("发生时间", "Occurred"), say.at(one.occurred_at)),
        (say("接报时间", "Reported"), say.at(one.reported_at)),
        (say("接报方式", "Received by"), say.coded(VIA, one.received_via)),
        (say("事件级别", "Level"), say.level(one.level, one.proposed_level.level)),
        (say("应急响应", "Response"), say.response(one.response_level)),
        (say("事发单位概况", "Unit"), say.known(_profile(file))),
        (say("信息截至", "As of"), say.at(file.setting.at)),
    ]
    leak = release(file, say)
    return Facts([*pairs, (say("泄漏物质", "Release"), leak)] if leak else pairs)


def _profile(file: IncidentFile) -> str | None:
    told = file.incident.facts.get("unit_profile")
    return None if told is None else str(told)


def _course(file: IncidentFile, say: Speaker) -> Table:
    rows = [[say.short_at(line.at), line.what] for line in course(file, say, remarks=False)]
    return table(say, ((("时间", "Time"), 1.2), (("经过", "What happened"), 6.0)), rows)


def _response(file: IncidentFile, say: Speaker) -> list[Block]:
    in_force = [one for one in file.activations if one.ended_at is None]
    if not in_force:
        return [Paragraph(say("目前没有在执行的预案。", "No plan is in force."))]
    found: list[Block] = []
    for one in in_force:
        tasks = [task for task in file.tasks if task.activation_id == one.id]
        done = sum(task.state == "done" for task in tasks)
        level = say.response(one.response_level)
        found.append(
            Paragraph(
                say(
                    f"{say.at(one.started_at)}启动《{one.plan_title}》{level}，"
                    f"任务 {len(tasks)} 项，已完成 {done} 项。",
                    f"{one.plan_title_en}, {level}, since {say.at(one.started_at)}: "
                    f"{done} of {len(tasks)} tasks done.",
                )
            )
        )
    return found


def coverage(file: IncidentFile, say: Speaker) -> str:
    """Return in one sentence how far the open needs are covered."""
    wanted = [one for one in file.needs if one.state == "open"]
    if not wanted:
        return say("目前没有未完成的需求。", "No need is open.")
    short = len(short_needs(file))
    there = sum(one.arrived >= one.quantity for one in wanted)
    if not short:
        return say(
            f"{len(wanted)} 项需求均已安排，其中 {there} 项已全部到位。",
            f"All {len(wanted)} needs are covered; {there} have wholly arrived.",
        )
    return say(
        f"{len(wanted)} 项需求中 {short} 项尚有缺口，{there} 项已全部到位。",
        f"{short} of {len(wanted)} needs are not covered; {there} have wholly arrived.",
    )


def _requests(file: IncidentFile, say: Speaker) -> Table:
    rows = [
        [
            one.number,
            one.purpose,
            say.listed([ask.provider_name for ask in one.asks]) or "—",
            say.coded(AID_STATES, one.state),
            say.short_at(one.due_at),
            f"{one.percent} %",
        ]
        for one in file.requests
    ]
    columns = (
        (("编号", "No."), 1.5),
        (("事由", "Purpose"), 2.6),
        (("被请求单位", "Asked"), 2.2),
        (("状态", "State"), 1.0),
        (("要求到达", "Due"), 1.4),
        (("已承诺", "Given"), 0.9),
    )
    return table(say, columns, rows, ("未请求外部支援", "no help was asked for"))


def _asked(file: IncidentFile, say: Speaker) -> list[Block]:
    found = asks(file, say)
    if not found:
        return [Paragraph(say("目前无请示事项。", "No decision is asked for."))]
    return [Paragraph(f"{position}. {text}") for position, text in enumerate(found, 1)]


def _hands(file: IncidentFile, say: Speaker) -> Signatures:
    author = file.setting.written_by
    return Signatures(
        [
            say(f"拟稿：{author}", f"Drafted by: {author}"),
            say("核稿", "Checked by"),
            say("签发", "Signed by"),
        ]
    )
