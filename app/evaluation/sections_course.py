"""Sections on what was and what happened: basic facts, course with charts, timeline, maps."""

from collections.abc import Iterable
from datetime import datetime

from app.documents.description import Block, Facts, Picture
from app.evaluation.charts import forces_chart, orders_chart
from app.evaluation.facts import Evaluated, Staged
from app.evaluation.words import KINDS, PURPOSES, ROLES
from app.papers.parts import Line, area_name, course, order_table, people, table
from app.papers.schemas import IncidentFile
from app.papers.words import STATES, Speaker

MOST_LINES = 600


def basics_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say in running text what was rehearsed, or what happened."""
    if told.staged is None:
        return [_incident_sentence(told, say)]
    found = []
    if told.staged.summary is not None:
        found.append(say(told.staged.summary.zh, told.staged.summary.en or told.staged.summary.zh))
    if told.staged.objectives:
        found.append(say("演练目标：", "Objectives:"))
        found += [
            f"{n}) {say(one.zh, one.en or one.zh)}"
            for n, one in enumerate(told.staged.objectives, 1)
        ]
    return found


def _incident_sentence(told: Evaluated, say: Speaker) -> str:
    one = told.files[0].incident
    return say(
        f"{say.at(one.reported_at)}接报，{one.place_name}发生{one.title}"
        f"（{say.kind(one.kind)}），事件级别：{say.level(one.level, one.proposed_level.level)}。",
        f"Reported {say.at(one.reported_at)}: {one.title} ({say.kind(one.kind)}) at "
        f"{one.place_name}; level: {say.level(one.level, one.proposed_level.level)}.",
    )


def basics(told: Evaluated, say: Speaker) -> list[Block]:
    """Return the basic facts as a table."""
    staged = told.staged
    return [_exercise_facts(told, staged, say)] if staged else _incident_facts(told, say)


def _exercise_facts(told: Evaluated, staged: Staged, say: Speaker) -> Facts:
    one, subject = staged.exercise, told.score.subject
    by_system = say.listed([say.coded(ROLES, role) for role in one.played_by_system])
    lasted = (subject.until_at - told.begins_at).total_seconds()
    state = say("已结束", "over") if subject.is_over else say("仍在进行", "still going on")
    pairs = [
        (say("演练编号", "Number"), one.number),
        (say("演练名称", "Title"), one.title),
        (say("形式", "Form"), say.coded(KINDS, one.kind)),
        (say("目的", "Purpose"), say.coded(PURPOSES, one.purpose)),
        (say("演练区域", "Area"), area_name(told.setting.area, say)),
        (say("状态", "State"), state),
        (say("演练时钟", "Exercise's clock"), _span(told.begins_at, subject.until_at, say)),
        (say("演练历时", "Lasted"), say.span(lasted)),
        (say("实际开始", "Really began"), say.at(one.started_at)),
        (say("实际结束", "Really ended"), say.at(one.ended_at, say("未结束", "not yet"))),
        (say("时钟倍速", "Speed"), f"×{one.speed:g}"),
        (say("导调信息", "Injects"), _injects(staged, say)),
        (say("涉及预案", "Plans"), _plans(told, say)),
        (say("由系统扮演", "Played by the system"), by_system or say("无", "none")),
    ]
    return Facts([*pairs, *_seats(staged, say)])


def _injects(staged: Staged, say: Speaker) -> str:
    given = sum(one.state == "given" for one in staged.injects)
    return say(f"共 {len(staged.injects)} 条，已下达 {given} 条",
               f"{given} of {len(staged.injects)} given")  # fmt: skip


def _span(start: datetime, end: datetime, say: Speaker) -> str:
    return say(f"{say.at(start)} 至 {say.at(end)}", f"{say.at(start)} to {say.at(end)}")


def _plans(told: Evaluated, say: Speaker) -> str:
    named = [say(f"《{zh}》", en or zh) for zh, en in told.plan_titles]
    return say.listed(named) or say("未指定", "none named")


def _seats(staged: Staged, say: Speaker) -> list[tuple[str, str]]:
    """Return who sat where; people stand with the seat they were given."""
    found = []
    for role, words in ROLES.items():
        names = sorted({one.account_name for one in staged.exercise.seats if one.role == role})
        if names:
            found.append((words[say.side], say.listed(names)))
    return found


def _incident_facts(told: Evaluated, say: Speaker) -> list[Block]:
    file = told.files[0]
    one = file.incident
    pairs = [
        (say("事件编号", "Number"), one.number),
        (say("事件名称", "Title"), one.title),
        (say("事件类别", "Kind"), say.kind(one.kind)),
        (say("地点", "Place"), one.place_name),
        (say("辖区", "Area"), say(*file.district)),
        (say("事件级别", "Level"), say.level(one.level, one.proposed_level.level)),
        (say("发生时间", "Occurred"), say.at(one.occurred_at)),
        (say("接报时间", "Reported"), say.at(one.reported_at)),
        (say("响应终止", "Stood down"), say.at(one.stood_down_at)),
        (say("结案", "Closed"), say.at(one.closed_at, say("未结案", "not closed"))),
        (say("状态", "State"), say.coded(STATES, one.state)),
        (say("执行预案", "Plans in force"), _plans(told, say)),
    ]
    return [Facts(pairs), people(file, say)]


def course_text(told: Evaluated, say: Speaker) -> list[str]:
    """Tell the course in a few sentences: when it began, who came when, how it ended."""
    return [sentence for file in told.files for sentence in _course_of(file, say)]


def _course_of(file: IncidentFile, say: Speaker) -> list[str]:
    one = file.incident
    found = [
        say(
            f"{say.at(one.reported_at)}接报“{one.title}”（{one.place_name}）。",
            f"{say.at(one.reported_at)}: “{one.title}” ({one.place_name}) is reported.",
        )
    ]
    for act in sorted(file.activations, key=lambda each: each.started_at):
        after = say.span((act.started_at - one.reported_at).total_seconds())
        level = say.response(act.response_level)
        found.append(
            say(
                f"接报后{after}启动《{act.plan_title}》{level}。",
                f"{after} later {act.plan_title_en} is put in force, {level}.",
            )
        )
    return [*found, *_forces(file, say), *_end(file, say)]


def _forces(file: IncidentFile, say: Speaker) -> list[str]:
    """Say how many were sent and came, and when the first of them was there."""
    teams = [one for one in file.orders if one.kind == "team"]
    loads = [one for one in file.orders if one.kind == "delivery"]
    came = [one.arrived_at for one in teams if one.arrived_at is not None]
    brought = sum(one.arrived_at is not None for one in loads)
    if not teams and not loads:
        return [say("未下达调度指令。", "Nobody was sent.")]
    found = say(
        f"共下达队伍指令 {len(teams)} 条、物资运送指令 {len(loads)} 条，"
        f"{len(came)} 支队伍到场，{brought} 车物资送达。",
        f"Ordered: teams {len(teams)}, deliveries {len(loads)}. "
        f"Arrived: teams {len(came)}, deliveries {brought}.",
    )
    if not came:
        return [found]
    first = say.span((min(came) - file.incident.reported_at).total_seconds())
    return [
        found,
        say(
            f"首支队伍于接报后{first}到场。", f"The first team was there {first} after the report."
        ),
    ]


def _end(file: IncidentFile, say: Speaker) -> list[str]:
    one = file.incident
    at = one.stood_down_at or one.closed_at
    if at is None:
        return [say("截至本报告，处置尚未结束。", "The response had not ended by then.")]
    took = say.span((at - one.reported_at).total_seconds())
    return [
        say(
            f"{say.at(at)}终止响应，自接报起历时{took}，先后报送信息报告 {len(file.sitreps)} 期。",
            f"{say.at(at)}: stood down after {took}; reports sent: {len(file.sitreps)}.",
        )
    ]


def charts(told: Evaluated, say: Speaker) -> list[Block]:
    """Return the charts of the course, and who was ordered."""
    drawn = (
        (forces_chart(told, say), say("图　力量随时间的变化", "Chart: teams over time")),
        (orders_chart(told, say), say("图　各队行动时间", "Chart: what each team did when")),
    )
    found: list[Block] = [Picture(svg, caption) for svg, caption in drawn if svg is not None]
    return [*found, *(order_table(file, say) for file in told.files)]


def timeline_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say what the timeline rests on, and whether all of it is shown."""
    count = len(_lines(told, say))
    seq = told.score.subject.until_seq
    rests = say(
        f"时间线由系统记录生成，截至第 {seq} 号事件记录，共 {count} 条。",
        f"The timeline is made from the record up to event {seq}; lines: {count}.",
    )
    if count <= MOST_LINES:
        return [rests]
    shown = say(f"以下列出前 {MOST_LINES} 条。", f"The first {MOST_LINES} are shown.")
    return [rests, shown]


def timeline(told: Evaluated, say: Speaker) -> list[Block]:
    """Return what happened as a table, in order."""
    rows = [
        [str(number), say.short_at(line.at), line.what, line.by]
        for number, line in enumerate(_lines(told, say)[:MOST_LINES], 1)
    ]
    columns = (
        (("序号", "No."), 0.7),
        (("时间", "Time"), 1.5),
        (("经过", "What happened"), 5.5),
        (("记录人", "By"), 1.2),
    )
    return [table(say, columns, rows)]


def _lines(told: Evaluated, say: Speaker) -> list[Line]:
    """Return what happened, each thing once, with the name of its incident where there are many."""
    several = len(told.files) > 1
    found = []
    for file in told.files:
        head = f"【{file.incident.title}】" if several else ""
        found += [Line(one.at, head + one.what, one.by) for one in course(file, say)]
    found += _given(told.staged, say) if told.staged else []
    return sorted(found, key=lambda line: line.at)


def _given(staged: Staged, say: Speaker) -> Iterable[Line]:
    for one in staged.injects:
        if one.given_at is not None:
            name = say(one.title, one.title_en or one.title)
            yield Line(one.given_at, say("导调：", "Inject: ") + name, one.given_by_name or "")


def maps_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say of which moments there are maps."""
    if not told.maps:
        return [say("没有可绘制的态势。", "There is nothing to draw.")]
    named = [say(one.zh, one.en) for one in told.moments if one.key in told.maps]
    return [
        say(
            f"以下为{say.listed(named)}的态势，依据当时的系统记录绘制。",
            f"Drawn from the record of that time: {say.listed(named)}.",
        )
    ]


def maps(told: Evaluated, say: Speaker) -> list[Block]:
    """Return the maps of the key moments."""
    return [
        Picture(told.maps[one.key], f"{say(one.zh, one.en)}（{say.at(one.at)}）")
        for one in told.moments
        if one.key in told.maps
    ]
