"""What happens to criteria, of an exercise or of the site, as the live world's log keeps it."""

from typing import Literal

from core.outbox import Happening
from exercises.schemas_criteria import CriteriaChange, SiteCriteriaChange


class ExerciseCriteriaSet(Happening):
    """The director weighed an exercise anew, or gave its criteria back to those it came with."""

    kind: Literal["exercise_criteria.set"] = "exercise_criteria.set"
    exercise_criteria: CriteriaChange


class SiteCriteriaSet(Happening):
    """The site set by what it marks exercises or incidents, or went back to what is shipped."""

    kind: Literal["site_criteria.set"] = "site_criteria.set"
    site_criteria: SiteCriteriaChange
