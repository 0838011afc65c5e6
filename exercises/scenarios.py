"""Scenarios that come with the product: three complete ones, in files with their pictures.

``shipped()`` reads them; each is checked by the model of ``exercises.scenario`` as it is read.
"""

from functools import cache
from pathlib import Path

from exercises.scenario import Scenario

FOLDER = Path(__file__).resolve().parent / "shipped_scenarios"
ORDER = ("chlorine_tanker", "workshop_explosion", "urban_flooding")


def shipped() -> list[Scenario]:
    """Return the scenarios that come with the product, the easiest to run first."""
    return list(_read())


@cache
def _read() -> tuple[Scenario, ...]:
    files = (FOLDER / f"{name}.json" for name in ORDER)
    return tuple(Scenario.model_validate_json(one.read_bytes()) for one in files if one.exists())


def picture(name: str) -> Path | None:
    """Return the file of a picture that a shipped scenario names, None where there is none."""
    known = {one.name: one for one in (FOLDER / "media").glob("*.svg")}
    return known.get(name)
