"""Sections that count: how it was evaluated, times kept, decisions, marks.

Everything said here is a fact of the score or of a sheet.
"""

from collections.abc import Iterable, Sequence

from app.documents.description import Block, Picture, Table
from app.evaluation import words
from app.evaluation.charts import marks_chart
from app.evaluation.facts import Evaluated
from app.papers.parts import table
from app.papers.words import Speaker
from exercises.schemas_injects import Wording
from exercises.schemas_score import Mark, QuestionRow, ScoreTotals, TimeRow

MOST_ROWS = 200


def nothing(_told: Evaluated, _say: Speaker) -> list[Block]:
    """Return no table: the text of the section is all there is."""
    return []


def method_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say how the exercise was evaluated: by whom, by what, up to which event."""
    assert told.staged is not None
    entries, seats = told.staged.entries, told.staged.exercise.seats
    observers = sorted({one.account_name for one in seats if one.role == "observer"})
    who = say.listed(observers) or say("未设评估人员", "nobody")
    rests = told.score.marks.criteria.title
    marked = say(rests.zh, rests.en or rests.zh)
    return [
        say(f"评估人员：{who}；评估记录 {len(entries)} 条。",
            f"Observers: {who}; {len(entries)} notes."),
        say(f"评估标准：{marked}。时限、决策和评估项由系统依据演练记录计算，可按同一记录重新核算；"
            f"计算截至第 {told.score.subject.until_seq} 号事件记录。",
            f"Criteria: {marked}. Times, decisions and marks are computed from the record and can "
            f"be computed again; up to event {told.score.subject.until_seq}."),
        say("评估内容参照《突发事件应急预案管理办法》（2013年）第二十三条："
            "演练的执行情况，预案的合理性与可操作性，"
            "指挥协调和应急联动情况，应急人员的处置情况，演练所用设备装备的适用性，"
            "对完善预案、应急准备、应急机制、应急措施等方面的意见和建议。",
            "What is evaluated follows art. 23 of the 2013 rules on plans: execution, plan, "
            "command, people, equipment, suggestions."),
    ]  # fmt: skip


def times_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say for each group how many times were kept."""
    found = []
    for one in told.score.totals.times:
        if one.counted == 0:
            continue
        judged = one.met + one.late + one.missed
        group = say.coded(words.GROUPS, one.group)
        if judged + one.unknown == 0:
            later = say(f"{group}：{one.not_due} 项均未到期。", f"{group}: none was due yet.")
            found.append(f"- {later}")
            continue
        tail = (
            say(f"，{one.unknown} 项无法判断", f", {one.unknown} not known") if one.unknown else ""
        )
        found.append(
            "- " + say(
                f"{group}：应完成 {judged} 项，按时 {one.met} 项，逾时完成 {one.late} 项，"
                f"未完成 {one.missed} 项{tail}。",
                f"{group}: of {judged} due {one.met} in time, {one.late} late, "
                f"{one.missed} not done{tail}.",
            )
        )  # fmt: skip
    return found or [say("没有到期的时限。", "No time fell due.")]


def times(told: Evaluated, say: Speaker) -> list[Block]:
    """Return every time with its limit, when it was kept and how late; teams' own in an annex."""
    return [_time_table([one for one in told.score.times if one.group != "field"], say)]


def field_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say how many times of teams there are."""
    count = sum(one.group == "field" for one in told.score.times)
    return [say(f"各队受领、出动、到场的时限共 {count} 项。", f"{count} times of teams.")]


def field_times(told: Evaluated, say: Speaker) -> list[Block]:
    """Return when each team was to answer, leave and arrive, and when it did."""
    of_teams = [one for one in told.score.times if one.group == "field"]
    columns = (
        (("事项", "What"), 5.0),
        (("应完成", "Due"), 1.6),
        (("实际完成", "Done"), 1.6),
        (("结论", "Outcome"), 1.8),
        (("迟", "Late by"), 1.0),
    )
    rows = [_time_row(one, say)[1:6] for one in of_teams[:MOST_ROWS]]
    return [table(say, columns, rows, ("没有时限", "no times"))]


def _time_table(times: Sequence[TimeRow], say: Speaker) -> Table:
    rows = [_time_row(one, say) for one in times[:MOST_ROWS]]
    columns = (
        (("类别", "Group"), 1.5),
        (("事项", "What"), 3.2),
        (("应完成", "Due"), 1.75),
        (("实际完成", "Done"), 1.75),
        (("结论", "Outcome"), 1.6),
        (("迟", "Late by"), 1.2),
        (("依据", "Source"), 1.6),
    )
    return table(say, columns, rows, ("没有时限", "no times"))


def _time_row(one: TimeRow, say: Speaker) -> list[str]:
    out = f"（{say.coded(words.LEFT_OUT, one.left_out)}）" if one.left_out else ""
    return [
        say.coded(words.GROUPS, one.group),
        said(one.title, say),
        say.short_at(one.due_at),
        say.short_at(one.done_at),
        say.coded(words.VERDICTS, one.verdict) + out,
        late_by(one.late_s, say),
        one.source or "—",
    ]


def said(told: Wording, say: Speaker) -> str:
    """Return a wording in the report's language."""
    return say(told.zh, told.en or told.zh)


def late_by(seconds: int | None, say: Speaker) -> str:
    """Return how late something was, a minute at least; a dash where it was not."""
    return "—" if not seconds or seconds < 0 else say.span(max(seconds, 60))


def decisions_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say what decisions cost against what the dispatcher could prove at that moment."""
    all_ = told.score.totals
    found = [
        say(
            f"作出调派决定 {all_.decisions} 次，其中人工直接调派 {all_.by_hand} 次。",
            f"Acts of sending: {all_.decisions}, of them by hand: {all_.by_hand}.",
        )
    ]
    if all_.questions:
        found.append(
            say(
                f"需求的每次增加共 {all_.questions} 项，与当时系统已提出、已知情况相同的方案比较："
                f"{all_.answered_as_good} 项不差，{all_.answered_later} 项较迟，"
                f"{all_.left_short} 项少派或未派，{all_.unprovable} 项当时无可证方案，"
                f"{all_.unknown} 项无从比较。",
                f"Amounts asked for: {all_.questions}. Answered as well as was provable with the "
                f"same knowledge: {all_.answered_as_good}; later: {all_.answered_later}; in part "
                f"or not: {all_.left_short}; not provable then: {all_.unprovable}; not compared: "
                f"{all_.unknown}.",
            )
        )
    if all_.lost_s is not None:
        found.append(
            say(
                f"由决策造成的时间损失合计{say.span(all_.lost_s)}。",
                f"Decisions cost {say.span(all_.lost_s)} in all.",
            )
        )
    found += _left_open(all_, say)
    if all_.double_promises:
        found.append(
            say(
                f"系统拦截重复派遣 {all_.double_promises} 次。",
                f"Double promises refused by the system: {all_.double_promises}.",
            )
        )
    return found


def _left_open(all_: ScoreTotals, say: Speaker) -> Iterable[str]:
    """Say what was provable and not ordered, and the cover given up; what is not known is said."""
    if all_.unmet_provable is not None:
        yield say(
            f"当时可证明能满足而未安排的数量合计 {all_.unmet_provable}。",
            f"{all_.unmet_provable} in all was provable and was not ordered.",
        )
    if all_.cover_excess is not None:
        yield say(
            f"力量覆盖比当时方案额外损失 {all_.cover_excess} 个单位。",
            f"Cover given up beyond the answers on the table, in units: {all_.cover_excess}.",
        )
    if all_.cover_unknown:
        yield say(
            f"另有 {all_.cover_unknown} 次人工或部分下达对力量覆盖的影响无法推知，未计为零。",
            f"Orders by hand or in part whose cost in cover cannot be said: {all_.cover_unknown}; "
            "they are not counted as nothing.",
        )


def decisions(told: Evaluated, say: Speaker) -> list[Block]:
    """Return each amount asked for beside what was decided and what was provable."""
    rows = [_question_row(one, say) for one in told.score.questions[:MOST_ROWS]]
    columns = (
        (("需求", "Need"), 2.6),
        (("提出", "Asked"), 1.75),
        (("数量", "Amount"), 0.8, "right"),
        (("可证", "Provable"), 0.8, "right"),
        (("已派", "Ordered"), 0.8, "right"),
        (("结论", "Outcome"), 2.0),
        (("损失", "Lost"), 1.0),
    )
    return [table(say, columns, rows, ("没有需求", "no needs"))]  # type: ignore[arg-type]


def _question_row(one: QuestionRow, say: Speaker) -> list[str]:
    return [
        said(one.label, say),
        say.short_at(one.asked_at),
        f"{one.to_amount - one.from_amount:,}",
        "—" if one.reference is None else f"{one.reference.amount:,}",
        f"{one.ordered_amount:,}",
        say.coded(words.ANSWERS, one.verdict),
        late_by(one.lost_s, say),
    ]


def criteria_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say what the whole came to."""
    whole = told.score.marks
    share, least = round(100 * whole.judged_share), whole.criteria.least_judged_percent
    if whole.withheld:
        return [
            say(
                f"评定依据不足：可评定的权重仅占 {share} %（标准要求不低于 {least} %），"
                "不作综合评分和等级评定。",
                f"Not enough judged: {share} % of the weight, and the criteria ask for {least} %. "
                "No points and no letter are given.",
            )
        ]
    came: list[str] = []
    if whole.points is not None:
        points = f"{whole.points:.0f}"
        came.append(say(f"综合得分 {points} 分（百分制）", f"{points} points of 100"))
    if whole.rating is not None:
        rating = say.coded(words.RATINGS, whole.rating)
        came.append(say(f"综合等级 {rating}", rating))
    if not came:
        return [say("没有可评定的评估项。", "Nothing could be marked.")]
    judged = say(f"；已评定权重占 {share} %。", f"; {share} % of the weight was judged.")
    return [say("，", ", ").join(came) + judged]


def criteria(told: Evaluated, say: Speaker) -> list[Block]:
    """Return the marks by objective as a chart and in a table, and what observers noted."""
    objectives = told.score.marks.objectives
    chart = marks_chart(objectives, say)
    caption = say("图　各评估目标得分", "Chart: points by objective")
    rows = [
        _mark_row(said(one.text, say) if n == 0 else "", mark, say)
        for one in objectives
        for n, mark in enumerate(one.marks)
    ]
    columns = (
        (("目标", "Objective"), 1.8),
        (("评估项", "Criterion"), 2.8),
        (("权重", "Weight"), 0.7, "right"),
        (("件数", "Counted"), 0.7, "right"),
        (("得分", "Points"), 0.8, "right"),
        (("等级", "Rating"), 1.6),
    )
    found: list[Block] = [Picture(chart, caption, 0.9)] if chart else []
    found.append(table(say, columns, rows))  # type: ignore[arg-type]
    return [*found, _entries(told, say)] if told.staged else found


def _mark_row(objective: str, one: Mark, say: Speaker) -> list[str]:
    rating = say("未评", "not judged")
    if one.withheld:
        rating = say("依据不足", "not enough judged")
    elif one.rating is not None:
        rating = say.coded(words.RATINGS, one.rating)
    elif one.points is not None:
        rating = "—"
    return [
        objective,
        said(one.text, say),
        str(one.weight),
        str(one.counted),
        "—" if one.points is None else f"{one.points:.0f}",
        rating,
    ]


def _entries(told: Evaluated, say: Speaker) -> Block:
    assert told.staged is not None
    rows = [
        [
            say(one.title, one.title_en or one.title),
            one.rating or ("—" if one.points is None else str(one.points)),
            one.note or "—",
            one.observer_name,
            say.short_at(one.at),
        ]
        for one in sorted(told.staged.entries, key=lambda each: each.at)
    ]
    columns = (
        (("评估项", "Criterion"), 2.4),
        (("评定", "Rated"), 0.7),
        (("观察记录", "What was seen"), 3.4),
        (("评估人员", "Observer"), 1.1),
        (("时间", "Time"), 1.1),
    )
    return table(say, columns, rows, ("没有评估记录", "no notes"))
