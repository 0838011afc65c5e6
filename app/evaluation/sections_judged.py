"""Sections that judge: strengths and weaknesses, findings, recommendations, conclusion.

Everything said here is a fact of the score, of a sheet or of a finding; whoever signs the report
edits it into a judgement.
"""

from collections.abc import Iterable, Sequence

from app.documents.description import Block
from app.evaluation import words
from app.evaluation.facts import Evaluated
from app.evaluation.sections_counted import criteria_text, late_by, said
from app.papers.parts import table
from app.papers.words import Speaker
from exercises.schemas_score import QuestionRow, TimeRow

MOST_NAMED = 12
NEARLY_ALL = 0.9
"""From which share of times kept on a group counts as something that went well (judgement)."""
_GOOD, _BAD = ("P",), ("M", "U")


def strengths_text(told: Evaluated, say: Speaker) -> list[str]:
    """Name what went well: times kept, decisions as good as provable, good marks."""
    found = [*_kept_groups(told, say), *_good_answers(told, say), *_rated(told, _GOOD, say)]
    return [f"- {one}" for one in found] or [
        say("未形成可由记录证明的亮点，请评估组补充。",
            "The record proves nothing particular; add what was seen."),
    ]  # fmt: skip


def _kept_groups(told: Evaluated, say: Speaker) -> Iterable[str]:
    for one in told.score.totals.times:
        judged = one.met + one.late + one.missed
        if judged and one.met >= NEARLY_ALL * judged:
            group = say.coded(words.GROUPS, one.group)
            yield say(f"{group} {judged} 项中 {one.met} 项按时完成。",
                      f"{group}: {one.met} of {judged} kept.")  # fmt: skip


def _good_answers(told: Evaluated, say: Speaker) -> Iterable[str]:
    all_ = told.score.totals
    compared = all_.answered_as_good + all_.answered_later + all_.left_short
    if compared and all_.answered_as_good >= NEARLY_ALL * compared:
        yield say(
            f"{compared} 项可比较的需求中，{all_.answered_as_good} 项的调派不差于当时可证方案。",
            f"{all_.answered_as_good} of {compared} amounts were answered as well as was provable.",
        )


def _rated(told: Evaluated, letters: tuple[str, ...], say: Speaker) -> Iterable[str]:
    for one in told.score.marks.objectives:
        if one.rating in letters:
            points = (
                ""
                if one.points is None
                else say(f"得 {one.points:.0f} 分，", f"{one.points:.0f} points, ")
            )
            yield say(
                f"目标“{one.text.zh}”{points}等级 {one.rating}。",
                f"Objective “{said(one.text, say)}”: {points}{one.rating}.",
            )
    for entry in told.staged.entries if told.staged else []:
        if entry.rating in letters:
            title = say(entry.title, entry.title_en or entry.title)
            note = f"：{entry.note}" if entry.note else ""
            yield say(f"评估人员{entry.observer_name}评“{title}”为 {entry.rating}{note}。",
                      f"{entry.observer_name} rated “{title}” {entry.rating}{note}.")  # fmt: skip


def weaknesses_text(told: Evaluated, say: Speaker) -> list[str]:
    """Name what did not go well: times not kept, decisions that cost, poor marks."""
    found = [*_late_times(told, say), *_costly_needs(told, say), *_rated(told, _BAD, say)]
    return [f"- {one}" for one in found] or [
        say(
            "记录中没有逾时、少派或低分项，请评估组补充。",
            "The record shows nothing late, missing or poor; add what was seen.",
        ),
    ]


def _late_times(told: Evaluated, say: Speaker) -> Iterable[str]:
    """Name each time that was not kept; those of teams are counted, the annex has them."""
    late = [one for one in told.score.times if one.verdict in ("late", "missed")]
    counted = [one for one in late if one.left_out is None]
    own = [one for one in counted if one.group != "field"]
    yield from (_late_sentence(one, say) for one in own[:MOST_NAMED])
    if len(own) > MOST_NAMED:
        rest = len(own) - MOST_NAMED
        yield say(
            f"另有 {rest} 项时限未按时完成，见时限表。",
            f"Other times that were not kept: {rest}; see the table.",
        )
    of_teams = len(counted) - len(own)
    if of_teams:
        yield say(
            f"队伍受领、出动、到场的时限有 {of_teams} 项逾时或未完成，见附件。",
            f"Times of teams that were not kept: {of_teams}; see the annex.",
        )


def _costly_needs(told: Evaluated, say: Speaker) -> Iterable[str]:
    """Name needs that were answered later or with less than was provable, like ones together."""
    costly = [one for one in told.score.questions if one.verdict in ("later", "less", "unanswered")]
    alike: dict[tuple[object, ...], list[QuestionRow]] = {}
    for one in costly:
        key = (one.asked_at, one.verdict, one.lost_s, one.unmet_provable)
        alike.setdefault(key, []).append(one)
    yield from (_cost_sentence(group, say) for group in list(alike.values())[:MOST_NAMED])


def _late_sentence(one: TimeRow, say: Speaker) -> str:
    what, due = said(one.title, say), say.short_at(one.due_at)
    if one.verdict == "missed":
        return say(f"{what}：应于 {due} 前完成，未完成。", f"{what}: due {due}, not done.")
    done, late = say.short_at(one.done_at), late_by(one.late_s, say)
    return say(f"{what}：应于 {due} 前完成，实际 {done}，迟{late}。",
               f"{what}: due {due}, done {done}, {late} late.")  # fmt: skip


def _cost_sentence(group: Sequence[QuestionRow], say: Speaker) -> str:
    one = group[0]
    what = say.listed([said(each.label, say) for each in group])
    why = say.coded(words.ANSWERS, one.verdict)
    lost = say(f"，各损失{late_by(one.lost_s, say)}", f", {late_by(one.lost_s, say)} lost each")
    short = say(f"，少派 {one.unmet_provable}", f", {one.unmet_provable} short")
    tail = (lost if one.lost_s and one.lost_s > 0 else "") + (short if one.unmet_provable else "")
    asked = say.short_at(one.asked_at)
    return say(
        f"{asked} 提出的需求 {len(group)} 项（{what}）：{why}{tail}。",
        f"{len(group)} needs asked at {asked} ({what}): {why}{tail}.",
    )


def findings_text(told: Evaluated, say: Speaker) -> list[str]:
    """Say how much was found and what becomes of it."""
    if not told.findings:
        return [say("尚未记录问题。", "Nothing was recorded as a finding.")]
    open_ = sum(one.state == "open" for one in told.tasks)
    plans = sum(len(one.plan_triggers) for one in told.findings)
    late = sum(one.due == "overdue" for one in told.tasks)
    return [
        say(
            f"共发现问题 {len(told.findings)} 项，下达整改任务 {len(told.tasks)} 项"
            f"（整改中 {open_} 项，其中逾期 {late} 项），提出预案修订建议 {plans} 项。",
            f"Findings: {len(told.findings)}; tasks: {len(told.tasks)} (open {open_}, of them "
            f"overdue {late}); revisions of plans asked for: {plans}.",
        )
    ]


def findings(told: Evaluated, say: Speaker) -> list[Block]:
    """Return what was found, and who mends it by when."""
    seen = [
        [
            one.number,
            one.seen,
            one.criterion or "—",
            say.coded(words.SEVERITIES, one.severity),
            say.listed([f"第{each.seq}号" for each in one.evidence]) or "—",
        ]
        for one in told.findings
    ]
    mended = [
        [
            one.number,
            one.finding_number,
            one.action,
            one.owner_name,
            one.due_on.isoformat(),
            say.coded(words.TASK_STATES, one.state),
        ]
        for one in told.tasks
    ]
    return [
        table(say, _FINDING_COLUMNS, seen, ("没有问题", "nothing was found")),
        table(say, _TASK_COLUMNS, mended, ("没有整改任务", "no tasks")),
    ]


_FINDING_COLUMNS = (
    (("编号", "No."), 1.3),
    (("发现问题", "Finding"), 4.0),
    (("对应评估项", "Against"), 2.0),
    (("程度", "Severity"), 0.8),
    (("记录依据", "Evidence"), 1.1),
)
_TASK_COLUMNS = (
    (("编号", "No."), 1.3),
    (("问题", "Finding"), 1.3),
    (("整改措施", "What is done"), 3.2),
    (("责任", "Owner"), 1.3),
    (("期限", "Due"), 1.2),
    (("状态", "State"), 1.2),
)


def advice_text(told: Evaluated, say: Speaker) -> list[str]:
    """Put findings, tasks and plans to revise as recommendations."""
    found = []
    for one in told.findings:
        tasks = [each for each in told.tasks if each.finding_id == one.id]
        for each in tasks:
            found.append(
                say(f"{each.action}（责任：{each.owner_name}，{each.due_on.isoformat()} 前；"
                    f"针对 {one.number}）。",
                    f"{each.action} ({each.owner_name}, by {each.due_on.isoformat()}; "
                    f"{one.number}).")
            )  # fmt: skip
        for raised in one.plan_triggers:
            found.append(say(f"修订《{raised.plan_title}》（针对 {one.number}）。",
                             f"Revise {raised.plan_title} ({one.number})."))  # fmt: skip
        if not tasks and not one.plan_triggers:
            found.append(say(f"明确 {one.number} 的整改责任和期限：{one.seen}",
                             f"Name an owner and a day for {one.number}: {one.seen}"))  # fmt: skip
    return [f"{n}) {text}" for n, text in enumerate(found, 1)] or [
        say("请评估组根据不足之处提出建议。", "Recommend what follows from the weaknesses."),
    ]


def conclusion_text(told: Evaluated, say: Speaker) -> list[str]:
    """State what the facts come to; the evaluators settle the conclusion."""
    counted = [one for one in told.score.totals.times if one.counted]
    judged = sum(one.met + one.late + one.missed for one in counted)
    met = sum(one.met for one in counted)
    subject = (
        say("本次演练", "In this exercise") if told.staged else say("本次处置", "In this response")
    )
    kept = say(f"{subject}到期时限 {judged} 项，按时完成 {met} 项",
               f"{subject} {met} of {judged} times were kept")  # fmt: skip
    found = say(f"；发现问题 {len(told.findings)} 项。", f"; {len(told.findings)} findings.")
    settles = say("以上为系统依据记录得出的事实，评估结论由评估组审定。",
                  "These are facts of the record; the evaluators settle the rest.")  # fmt: skip
    return [*criteria_text(told, say), kept + found, settles]
