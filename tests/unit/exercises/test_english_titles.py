"""An exercise and an area are named in English where there is an English name."""

from core.grants import Grant, within
from core.models import Jurisdiction
from exercises.queries import title_en

SCENARIO = {"title": {"zh": "液氯槽车泄漏", "en": "Chlorine tanker leak"}}


def area(code: str, prefix: str, name_en: str | None) -> Jurisdiction:
    return Jurisdiction(
        code=code, name="某地", name_en=name_en, level="county", parent_code=None, prefix=prefix
    )


def test_an_exercise_that_keeps_its_scenarios_name_has_its_english_one() -> None:
    assert title_en("液氯槽车泄漏", SCENARIO) == "Chlorine tanker leak"


def test_an_exercise_that_was_renamed_or_has_no_scenario_has_no_english_name() -> None:
    assert title_en("夜间液氯槽车泄漏", SCENARIO) is None
    assert title_en("液氯槽车泄漏", {"title": {"zh": "液氯槽车泄漏"}}) is None
    assert title_en("液氯槽车泄漏", None) is None


def test_what_is_left_of_a_grant_inside_an_area_bears_the_areas_names() -> None:
    grant = Grant("duty_officer", "420100", "武汉市", "4201", "Wuhan")
    left = within(grant, area("420111", "420111", "Hongshan District"))
    assert left == Grant("duty_officer", "420111", "某地", "420111", "Hongshan District")
    assert within(grant, area("430100", "4301", None)) is None
    assert within(left, area("420100", "4201", "Wuhan")) == left
