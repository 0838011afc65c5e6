"""What may be a finding: poor ratings, injects nobody answered, times and decisions that cost.

Nothing becomes a finding by itself; somebody looks at the list and takes what is one.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.evaluation import words
from app.evaluation.facts import Evaluated
from app.evaluation.sections_counted import late_by, said
from app.papers.words import Speaker
from exercises.schemas_evaluations import EvaluationView
from exercises.schemas_improvement import Aspect, FindingIn, FindingPrompt, Severity
from exercises.schemas_score import QuestionRow, TimeRow

FAIR_POINTS, POOR_POINTS = 80, 60
SHORTEST, LONGEST = 2, 380
_GRAVE: dict[str, Severity] = {"U": "critical", "M": "major", "S": "minor"}
_OF_GROUP: dict[str, Aspect] = {
    "statutory": "command",
    "plan": "plan",
    "need": "command",
    "field": "people",
    "expected": "execution",
}
Made = Mapping[tuple[str, str], UUID]


def prompts(told: Evaluated, made: Made, say: Speaker) -> list[FindingPrompt]:
    """Return what may be a finding, observers' words first."""
    noted = [
        found
        for entry in (told.staged.entries if told.staged else [])
        if (found := _of_entry(entry, made, say)) is not None
    ]
    return [*noted, *_of_times(told.score.times, made, say), *_of_needs(told, made, say)]


def finding_of(entry: EvaluationView, exercise_id: UUID, say: Speaker) -> FindingIn:
    """Return an observer's note as a finding: minor where the rating says nothing grave."""
    title = say(entry.title, entry.title_en or entry.title)
    rated = entry.rating or (None if entry.points is None else str(entry.points))
    told = say(f"{title}：评为 {rated}", f"{title}: rated {rated}") if rated else title
    aspect = entry.criterion.removeprefix("aspect:")
    return FindingIn(
        subject_kind="exercise",
        subject_id=exercise_id,
        origin="evaluation",
        origin_key=str(entry.id),
        criterion=title[:LONGEST],
        seen=entry.note
        if len(entry.note) >= SHORTEST
        else ": ".join(filter(None, (told, entry.note))),
        aspect=aspect if aspect in words.ASPECTS else None,
        severity=gravity(entry) or "minor",
    )


def _of_entry(entry: EvaluationView, made: Made, say: Speaker) -> FindingPrompt | None:
    if gravity(entry) is None:
        return None
    one = finding_of(entry, entry.id, say)
    return FindingPrompt(
        origin=one.origin,
        origin_key=str(entry.id),
        criterion=one.criterion or "",
        seen=one.seen,
        aspect=one.aspect,
        severity=one.severity,
        at=entry.at,
        by_name=entry.observer_name,
        finding_id=made.get(("evaluation", str(entry.id))),
    )


def gravity(entry: EvaluationView) -> Severity | None:
    """Return how grave a note may be; None where it says that something went well."""
    if entry.rating is not None:
        return _GRAVE.get(entry.rating)
    if entry.points is not None:
        if entry.points >= FAIR_POINTS:
            return None
        return "minor" if entry.points >= POOR_POINTS else "major"
    return "minor" if entry.note else None


def _of_times(rows: Iterable[TimeRow], made: Made, say: Speaker) -> Iterable[FindingPrompt]:
    for one in rows:
        if one.verdict not in ("late", "missed") or one.left_out is not None:
            continue
        origin = "inject" if one.group == "expected" else "score"
        yield FindingPrompt(
            origin=origin,
            origin_key=one.key[:120],
            criterion=f"{say.coded(words.GROUPS, one.group)}：{said(one.title, say)}"[:LONGEST],
            seen=_time_sentence(one, say),
            aspect=_OF_GROUP[one.group],
            severity="major" if one.verdict == "missed" else "minor",
            at=one.due_at,
            by_name=None,
            finding_id=made.get((origin, one.key[:120])),
        )


def _time_sentence(one: TimeRow, say: Speaker) -> str:
    what, due = said(one.title, say), say.short_at(one.due_at)
    if one.verdict == "missed":
        return say(f"{what}：应于 {due} 前完成，未完成。", f"{what}: due {due}, not done.")
    late = late_by(one.late_s, say)
    return say(f"{what}：应于 {due} 前完成，迟{late}。", f"{what}: due {due}, {late} late.")


def _of_needs(told: Evaluated, made: Made, say: Speaker) -> Iterable[FindingPrompt]:
    for one in told.score.questions:
        if one.verdict not in ("later", "less", "unanswered"):
            continue
        yield FindingPrompt(
            origin="score",
            origin_key=one.key[:120],
            criterion=said(one.label, say)[:LONGEST],
            seen=_need_sentence(one, say),
            aspect="command",
            severity="minor" if one.verdict == "later" else "major",
            at=one.asked_at,
            by_name=None,
            finding_id=made.get(("score", one.key[:120])),
        )


def _need_sentence(one: QuestionRow, say: Speaker) -> str:
    what, why = said(one.label, say), say.coded(words.ANSWERS, one.verdict)
    lost = late_by(one.lost_s, say)
    tail = say(f"，损失{lost}", f", {lost} lost") if one.lost_s and one.lost_s > 0 else ""
    return say(f"需求“{what}”：{why}{tail}。", f"Need “{what}”: {why}{tail}.")
