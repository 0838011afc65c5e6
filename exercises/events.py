"""What happens to exercises, as the live world keeps it: one closed class per kind."""

from typing import Literal

from core.outbox import Happening
from exercises.schemas import ClockView, ExerciseView
from exercises.schemas_drills import DrillClock, DrillRecordView
from exercises.schemas_templates import TemplateView


class ExercisePlanned(Happening):
    """Somebody plans an exercise; its world is being prepared."""

    kind: Literal["exercise.planned"] = "exercise.planned"
    exercise: ExerciseView


class ExercisePrepared(Happening):
    """Its world is there, and it can be started."""

    kind: Literal["exercise.prepared"] = "exercise.prepared"
    exercise: ExerciseView


class ExerciseFailed(Happening):
    """Its world could not be prepared."""

    kind: Literal["exercise.failed"] = "exercise.failed"
    exercise: ExerciseView


class ExerciseStarted(Happening):
    """Its clock goes."""

    kind: Literal["exercise.started"] = "exercise.started"
    exercise: ExerciseView


class ExercisePaused(Happening):
    """Its clock stands."""

    kind: Literal["exercise.paused"] = "exercise.paused"
    exercise: ExerciseView


class ExerciseResumed(Happening):
    """Its clock goes again."""

    kind: Literal["exercise.resumed"] = "exercise.resumed"
    exercise: ExerciseView


class ExerciseTimed(Happening):
    """Its clock was set forward or to another speed."""

    kind: Literal["exercise.timed"] = "exercise.timed"
    exercise: ExerciseView


class ExerciseTroubled(Happening):
    """Something in it does not go on by itself, or does again; ``trouble`` says what."""

    kind: Literal["exercise.troubled"] = "exercise.troubled"
    exercise: ExerciseView


class TemplateKept(Happening):
    """Somebody keeps a scenario as a template."""

    kind: Literal["exercise_template.kept"] = "exercise_template.kept"
    exercise_template: TemplateView


class TemplateRemoved(Happening):
    """A template is taken off the list."""

    kind: Literal["exercise_template.removed"] = "exercise_template.removed"
    exercise_template: TemplateView


class DrillEntered(Happening):
    """Somebody enters a drill that was held elsewhere or before."""

    kind: Literal["drill_record.entered"] = "drill_record.entered"
    drill_record: DrillRecordView


class DrillRemoved(Happening):
    """A drill that was entered by mistake is taken back."""

    kind: Literal["drill_record.removed"] = "drill_record.removed"
    drill_record: DrillRecordView


class DrillDue(Happening):
    """A drill falls due within sixty days, or is overdue."""

    kind: Literal["drill_clock.due"] = "drill_clock.due"
    drill_clock: DrillClock


class ClockSet(Happening):
    """The clock of this world was set, paused, let go or given another speed; in its own log."""

    kind: Literal["clock.set"] = "clock.set"
    clock: ClockView


class ExerciseEnded(Happening):
    """It is over; its world stays to be looked at."""

    kind: Literal["exercise.ended"] = "exercise.ended"
    exercise: ExerciseView


class ExerciseSeated(Happening):
    """Who plays what in it changed."""

    kind: Literal["exercise.seated"] = "exercise.seated"
    exercise: ExerciseView


class ExerciseRemoved(Happening):
    """It is gone, with its world; the record of it stays in the log."""

    kind: Literal["exercise.removed"] = "exercise.removed"
    exercise: ExerciseView
