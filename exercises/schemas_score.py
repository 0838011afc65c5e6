"""Wire shapes of a score: times, decisions and marks, each with the events it came from.

Everything is read from the log up to ``until_seq``: the same log and the same criteria give the
same score, byte for byte. Unknown is null and never met.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.wire import Output
from exercises.criteria import CriteriaSet, Measure, Rating, TimeGroup
from exercises.schemas_injects import Wording

Verdict = Literal["met", "late", "missed", "not_due", "unknown"]
"""Done in time; done too late; not done and overdue; not done and not due yet; not known."""
TimeCode = Literal["report_step", "task", "need", "acknowledge", "turn_out", "arrival", "expected"]
QuestionVerdict = Literal[
    "as_good", "later", "less", "unanswered", "unprovable", "open", "called_off", "unknown"
]
"""A need's decision against what was proven: as good; later; less than could have been; nothing at
all though something could; nothing could be proven; still to be decided; no longer asked for
before anything was offered; nobody had proposed."""
MarkState = Literal["judged", "not_observed", "nothing_due", "unknown"]


class EventRef(Output):
    """An event of the log that a figure came from; ``seq`` is where a replay finds it."""

    seq: int
    at: datetime
    kind: str


class ScoreReason(Output):
    """A reason as a code with its facts; the text is made where it is shown."""

    code: str
    facts: dict[str, Any]


class TimeRow(Output):
    """Something that was to be done by a time, and whether it was.

    ``late_s`` is how late it was done, or how long overdue it stood at the end. ``left_out`` says
    why it does not count into the marks: it is counted with another row (``counted_with``), it is
    the duty of somebody who does not take part, it was called off before it was due, or only an
    observer can say it.
    """

    key: str
    group: TimeGroup
    code: TimeCode
    title: Wording
    who: Wording | None
    source: str | None
    subject_id: UUID | None
    incident_id: UUID | None
    incident_title: str | None
    began_at: datetime | None
    limit_s: int | None
    due_at: datetime | None
    done_at: datetime | None
    verdict: Verdict
    late_s: int | None
    left_out: Literal["counted_with", "duty_of_others", "called_off", "by_observers"] | None
    counted_with: str | None
    events: list[EventRef]


class Reference(Output):
    """The dispatcher's answer that a decision is compared with, as it stood then.

    ``amount`` is how much of what was asked it brings by ``eta_at``. ``gap`` is how far the best
    answer can be away; 0 where ``proven``.
    """

    proposal_id: UUID
    number: int
    seq: int
    offered_at: datetime
    proven: bool
    gap: float | None
    amount: int
    eta_at: datetime
    teams: list[str]


class QuestionRow(Output):
    """An amount that a need asked for at one moment, what was decided, and what was provable.

    ``lost_s`` = ``waited_s`` (from the offer to the last order that brought as much) + ``slower_s``
    (predicted journeys against the offered ones, below 0 where better). ``field_s`` is how much
    later than predicted it arrived, which no decision caused. ``unmet_provable`` is what could have
    been had and was not ordered. Null is unknown.
    """

    key: str
    need_id: UUID
    incident_id: UUID
    incident_title: str
    label: Wording
    unit: Literal["capability", "item"]
    code: str
    from_amount: int
    to_amount: int
    asked_at: datetime
    due_at: datetime
    reference: Reference | None
    compared_amount: int
    ordered_amount: int
    arrived_amount: int
    ordered_at: datetime | None
    predicted_at: datetime | None
    arrived_at: datetime | None
    waited_s: int | None
    slower_s: int | None
    lost_s: int | None
    field_s: int | None
    unmet_provable: int | None
    verdict: QuestionVerdict
    orders: list[int]
    events: list[EventRef]


class DecisionRow(Output):
    """One act of sending: a proposal accepted, or orders by hand, beside what was on the table.

    ``proven`` and ``gap`` are of what was accepted, when it was accepted; null by hand. ``newest``
    is the last answer on the table by then. ``beyond`` names who was sent though that answer did
    not send them there, ``left`` whom it sent and the decision did not. ``cover_lost`` and
    ``cover_least`` are the units of cover given up by what was accepted, and by the best answer
    that was offered for the same question.
    """

    key: str
    kind: Literal["proposal", "by_hand"]
    decided_at: datetime
    decided_by_name: str | None
    by_system: bool
    proposal_id: UUID | None
    number: int | None
    proven: bool | None
    gap: float | None
    newest: int | None
    waited_s: int | None
    incidents: list[str]
    orders: int
    beyond: list[str]
    left: list[str]
    cover_lost: int | None
    cover_least: int | None
    cover_excess: int | None
    why_unknown: Literal["no_proposal", "in_part", "by_hand"] | None
    events: list[EventRef]


class RefusalRow(Output):
    """A second promise of the same thing that the system refused."""

    key: str
    at: datetime
    by_name: str | None
    code: str
    resource: str | None
    incident: str | None
    events: list[EventRef]


class EntryRow(Output):
    """What an observer noted that was not corrected later."""

    id: UUID
    criterion: str
    title: Wording
    observer_name: str
    rating: Rating | None
    points: int | None
    note: str
    at: datetime
    events: list[EventRef]


class Mark(Output):
    """What one criterion came to.

    ``value`` is what was measured (a share, seconds, units), ``counted`` of how many. ``rows`` and
    ``entries`` name what it came from; ``unknown`` how many could not be judged and count for
    nothing; ``judged_share`` how much of the criterion's weight is judged because of that, 0 to 1.
    ``withheld``: too little for points and a letter, which are null then.
    """

    key: str
    text: Wording
    measure: Measure
    weight: int
    source: str | None
    state: MarkState
    value: float | None
    counted: int
    unknown: int
    judged_share: float
    withheld: bool
    points: float | None
    rating: Rating | None
    because: ScoreReason
    rows: list[str]
    entries: list[UUID]


class ObjectiveMark(Output):
    """What an objective came to: the weighed mean of the criteria that were judged.

    ``judged_share`` is how much of its weight that is, 0 to 1.
    """

    key: str
    text: Wording
    weight: int
    judged_share: float
    withheld: bool
    points: float | None
    rating: Rating | None
    marks: list[Mark]


class Marks(Output):
    """The whole of the marks by one set of criteria; ``origin`` says where the set comes from.

    ``withheld``: less was judged than the set asks for, so neither points nor letter are given.
    """

    origin: Literal["shipped", "site", "scenario", "exercise"]
    version: int
    criteria: CriteriaSet
    judged_share: float
    withheld: bool
    points: float | None
    rating: Rating | None
    objectives: list[ObjectiveMark]


class ScoreSubject(Output):
    """What was scored, and up to which event.

    ``is_over`` False: it still runs, so what is not due may yet be done.
    """

    kind: Literal["exercise", "incident"]
    id: UUID
    number: str
    title: str
    world: str
    begins_at: datetime
    until_at: datetime
    until_seq: int
    is_over: bool
    incident_ids: list[UUID]


class TimesTotal(Output):
    """How the times of one group stand; ``counted`` leaves out what is counted elsewhere."""

    group: TimeGroup
    rows: int
    counted: int
    met: int
    late: int
    missed: int
    not_due: int
    unknown: int


class ScoreTotals(Output):
    """The figures at the head. ``lost_s`` sums what is above 0; null where nothing is known.

    ``cover_unknown`` counts the decisions whose cost in cover nobody can say: orders by hand,
    answers accepted in part. ``double_promises`` is how many second promises the system refused.
    """

    times: list[TimesTotal]
    questions: int
    answered_as_good: int
    answered_later: int
    left_short: int
    unprovable: int
    unknown: int
    lost_s: int | None
    waited_s: int | None
    slower_s: int | None
    most_lost_s: int | None
    unmet_provable: int | None
    cover_excess: int | None
    cover_unknown: int
    decisions: int
    by_hand: int
    double_promises: int


class Score(Output):
    """The score of an exercise, or of a real incident, up to an event of the log."""

    format: Literal["muster-score/1"]
    subject: ScoreSubject
    totals: ScoreTotals
    times: list[TimeRow]
    questions: list[QuestionRow]
    decisions: list[DecisionRow]
    refusals: list[RefusalRow]
    entries: list[EntryRow]
    marks: Marks
