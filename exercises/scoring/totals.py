"""The figures at the head of a score: sums of its lines, unknown where nothing is known."""

from collections.abc import Sequence
from typing import get_args

from exercises.criteria import TimeGroup
from exercises.schemas_score import (
    DecisionRow,
    QuestionRow,
    RefusalRow,
    ScoreTotals,
    TimeRow,
    TimesTotal,
)


def totals(
    times: Sequence[TimeRow],
    questions: Sequence[QuestionRow],
    decisions: Sequence[DecisionRow],
    refusals: Sequence[RefusalRow],
) -> ScoreTotals:
    """Return the figures at the head of a score."""
    lost = [max(0, one.lost_s) for one in questions if one.lost_s is not None]
    known = [one for one in questions if one.lost_s is not None]
    short = [one.unmet_provable for one in questions if one.unmet_provable is not None]
    excess = [one.cover_excess for one in decisions if one.cover_excess is not None]
    by_verdict = [one.verdict for one in questions]
    return ScoreTotals(
        times=[_group(group, times) for group in get_args(TimeGroup)],
        questions=len(questions),
        answered_as_good=by_verdict.count("as_good"),
        answered_later=by_verdict.count("later"),
        left_short=by_verdict.count("less") + by_verdict.count("unanswered"),
        unprovable=by_verdict.count("unprovable"),
        unknown=by_verdict.count("unknown"),
        lost_s=sum(lost) if lost else None,
        waited_s=sum(one.waited_s or 0 for one in known) if known else None,
        slower_s=sum(one.slower_s or 0 for one in known) if known else None,
        most_lost_s=max(lost) if lost else None,
        unmet_provable=sum(short) if short else None,
        cover_excess=sum(excess) if excess else None,
        cover_unknown=len(decisions) - len(excess),
        decisions=len(decisions),
        by_hand=sum(one.kind == "by_hand" for one in decisions),
        double_promises=len(refusals),
    )


def _group(group: TimeGroup, rows: Sequence[TimeRow]) -> TimesTotal:
    mine = [one for one in rows if one.group == group]
    verdicts = [one.verdict for one in mine if one.left_out is None]
    return TimesTotal(
        group=group,
        rows=len(mine),
        counted=len(verdicts),
        met=verdicts.count("met"),
        late=verdicts.count("late"),
        missed=verdicts.count("missed"),
        not_due=verdicts.count("not_due"),
        unknown=verdicts.count("unknown"),
    )
