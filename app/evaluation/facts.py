"""What a report is written from: everything about one exercise or one incident, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.papers.schemas import IncidentFile, Setting
from exercises.schemas import ExerciseView
from exercises.schemas_evaluations import CriterionView, EvaluationView
from exercises.schemas_improvement import FindingView, ImprovementTaskView
from exercises.schemas_injects import InjectView, PlayerView, Wording
from exercises.schemas_score import Score


@dataclass(frozen=True)
class Staged:
    """What an exercise has and an incident has not: its script, its people, its observers."""

    exercise: ExerciseView
    objectives: Sequence[Wording] = ()
    summary: Wording | None = None
    injects: Sequence[InjectView] = ()
    players: Sequence[PlayerView] = ()
    entries: Sequence[EvaluationView] = ()
    criteria: Sequence[CriterionView] = ()


@dataclass(frozen=True)
class KeyMoment:
    """A moment worth a picture: what it is, by the clock of its world, and its event."""

    key: str
    zh: str
    en: str
    at: datetime
    seq: int


@dataclass(frozen=True)
class Evaluated:
    """An exercise or an incident as it is evaluated; ``maps`` are drawings by key moment."""

    setting: Setting
    number: str
    title: str
    files: Sequence[IncidentFile]
    score: Score
    staged: Staged | None = None
    plan_titles: Sequence[tuple[str, str]] = ()
    findings: Sequence[FindingView] = ()
    tasks: Sequence[ImprovementTaskView] = ()
    moments: Sequence[KeyMoment] = ()
    maps: Mapping[str, str] = field(default_factory=dict)

    @property
    def begins_at(self) -> datetime:
        """The first second that counts."""
        return self.score.subject.begins_at
