"""The whole score from a log and a set of criteria: the same of both gives the same score."""

from exercises.criteria import CriteriaSet
from exercises.schemas_score import Score, ScoreSubject, TimeRow
from exercises.scoring.decisions import decision_rows
from exercises.scoring.log import Log
from exercises.scoring.marking import Origin, marks
from exercises.scoring.measures import Facts
from exercises.scoring.questions import question_rows
from exercises.scoring.refusals import entry_rows, refusal_rows
from exercises.scoring.times import need_rows, report_rows, task_rows
from exercises.scoring.times_expected import expected_rows, unjudged_keys
from exercises.scoring.times_field import order_rows
from exercises.scoring.totals import totals

ASPECTS = ("execution", "plan", "command", "people", "equipment", "suggestions")
"""The legal aspects of the observers' sheet; see ``exercises.queries_evaluations``."""


def score(
    log: Log, subject: ScoreSubject, criteria: CriteriaSet, origin: Origin, version: int
) -> Score:
    """Return the score of a log by a set of criteria."""
    times = _times(log)
    questions, decisions = question_rows(log), decision_rows(log)
    refusals, entries = refusal_rows(log), entry_rows(log)
    facts = Facts(times, questions, decisions, entries, _sheet(log))
    return Score(
        format="muster-score/1",
        subject=subject,
        totals=totals(times, questions, decisions, refusals),
        times=times,
        questions=questions,
        decisions=decisions,
        refusals=refusals,
        entries=entries,
        marks=marks(criteria, facts, origin, version),
    )


def _times(log: Log) -> list[TimeRow]:
    statutory = report_rows(log)
    expected = expected_rows(log, statutory)
    return [*statutory, *task_rows(log), *need_rows(log), *expected, *order_rows(log)]


def _sheet(log: Log) -> list[str]:
    """Return the keys that observers may rate and that the log does not judge itself."""
    if not log.has_sheet:
        return []
    objectives = [f"objective:{number}" for number in range(log.objectives)]
    return [*objectives, *unjudged_keys(log), *(f"aspect:{one}" for one in ASPECTS)]
