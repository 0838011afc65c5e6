"""Why a hospital, a shelter or an expert is worth confirming today."""

import pytest

from resources.trust_reasons import NEAR_M, Matters, Named, Scene

HURT = Scene(114.3, 30.5, frozenset({"ambulance_transport", "foam_attack"}))
FLOOD = Scene(114.4, 30.6, frozenset({"drainage_pump", "shelter_management"}))


def test_a_place_is_held_against_the_scenes_from_which_people_are_brought_to_its_kind() -> None:
    matters = Matters(scenes=(HURT, FLOOD))
    assert matters.scenes_for("hospital") == [HURT]
    assert matters.scenes_for("shelter") == matters.scenes_for("school") == [FLOOD]
    assert matters.scenes_for("other") == []


@pytest.mark.parametrize(
    ("away_m", "expected"),
    [(0.0, ("needed", 1.0)), (NEAR_M / 4, ("needed", 0.75)), (NEAR_M, ("old", 1.0)), (None, ("old", 1.0))],
)  # fmt: skip
def test_the_nearer_a_scene_the_more_a_hospital_matters(
    away_m: float | None, expected: tuple[str, float]
) -> None:
    assert Matters(scenes=(HURT,)).why_place(("市一医院",), "hospital", away_m) == expected


def test_a_place_on_the_card_of_an_activated_plan_matters_wherever_it_lies() -> None:
    named = Named(names=frozenset({"市一医院", "027-1"}))
    assert Matters(activated=named).why_place(("市一医院", None), "hospital", None)[0] == "needed"
    assert Matters(standing=named).why_place(("别院", "027-1"), "hospital", None)[0] == "planned"
    assert Matters(standing=named).why_place(("别院", None), "hospital", None)[0] == "old"


def test_what_plans_ask_for_reaches_the_places_where_that_work_ends() -> None:
    matters = Matters(planned=frozenset({"shelter_management"}))
    kinds = {kind: matters.why_place((), kind, None)[0] for kind in ("shelter", "hospital")}
    assert kinds == {"shelter": "planned", "hospital": "old"}


@pytest.mark.parametrize(
    ("expertise", "expected"),
    [
        ("危险化学品", "needed"),
        ("环境监测、危险化学品", "needed"),
        ("防汛", "planned"),
        ("应急管理", "old"),
        ("应急、救援", "old"),
        ("森林防火", "old"),
    ],
)
def test_an_expert_matters_by_a_field_that_is_in_the_title_of_a_plan(
    expertise: str, expected: str
) -> None:
    matters = Matters(
        activated=Named(titles=("武汉市危险化学品事故应急救援预案",)),
        standing=Named(titles=("武汉市防汛应急预案", "武汉市危险化学品事故应急救援预案")),
    )
    assert matters.why_expert(("张工", None), expertise) == expected


def test_an_expert_whose_unit_is_on_a_card_is_called_there() -> None:
    named = Named(names=frozenset({"省化工研究院"}))
    assert Matters(activated=named).why_expert(("张工", "省化工研究院"), "毒理") == "needed"
    assert Matters(standing=named).why_expert(("张工", "省化工研究院"), "毒理") == "planned"
    assert Matters(standing=named).why_expert(("张工", None, None), "毒理") == "old"
