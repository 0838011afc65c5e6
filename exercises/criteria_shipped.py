"""Criteria that come with the product: one set for exercises, one for real incidents.

Weights, bands and lines are a judgement (J) to be replaced by a site's own; what the law asks is
named in a criterion's ``source``.
"""

from functools import cache
from pathlib import Path

from exercises.criteria import CriteriaSet

FOLDER = Path(__file__).resolve().parent / "shipped_criteria"


@cache
def for_exercises() -> CriteriaSet:
    """Return the criteria of an exercise that brings none of its own."""
    return _read("standard")


@cache
def for_incidents() -> CriteriaSet:
    """Return the criteria of a real incident: what the log alone can judge."""
    return _read("incident")


def _read(name: str) -> CriteriaSet:
    return CriteriaSet.model_validate_json((FOLDER / f"{name}.json").read_bytes())
