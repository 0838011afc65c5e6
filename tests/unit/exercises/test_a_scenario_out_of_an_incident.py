"""What came from outside becomes injects at their times; what people did about it does not."""

from datetime import UTC, datetime
from typing import Any

from exercises.from_incident import (
    MOST_INJECTS,
    MOST_PLANS,
    Lost,
    Source,
    Told,
    scenario_of,
)
from exercises.scenario import LONGEST_S

BEGUN = datetime(2026, 7, 2, 11, 30, tzinfo=UTC)
REPORTED: dict[str, Any] = {
    "id": "00000000-0000-7000-8000-000000000001",
    "number": "2026-07-02-003",
    "kind": "hazmat_leak",
    "title": "槽车泄漏",
    "description": "司机王某某受伤，电话13800138000",
    "position": {"lon": 114.35, "lat": 30.53},
    "place_name": "三环线",
    "jurisdiction_code": "420111",
    "received_via": "phone",
    "reported_at": "2026-07-02T11:30:00Z",
    "serious_injuries": 2,
    "substance_un": "1017",
    "level": None,
    "facts": {},
    "report_steps": [
        {"from_level": "unit", "to_level": "county", "due_at": "2026-07-02T12:30:00Z"},
        {"from_level": "county", "to_level": "city", "due_at": "2026-07-02T14:30:00Z"},
    ],
}
TEAM = {
    "id": "00000000-0000-7000-8000-0000000000aa",
    "state": "maintenance",
    "out_note": "车辆故障，张队长报告",
    "home": {"lon": 114.3, "lat": 30.5},
    "capabilities": [{"capability_code": "hazmat_control", "units": 1, "grade": None}],
}
ACTIVATION = {
    "id": "a",
    "plan_code": "WH-WHP",
    "plan_title": "危险化学品预案",
    "response_level": 3,
    "started_at": "2026-07-02T11:40:00Z",
}
TASK = {
    "activation_id": "a",
    "title": "疏散下风向群众",
    "role_name": "属地区政府",
    "due_at": "2026-07-02T12:10:00Z",
}


def source(*told: Told, lost: tuple[Lost, ...] = ()) -> Source:
    """What a scenario is made of."""
    return Source(REPORTED, BEGUN, list(told), list(lost))


def test_the_call_comes_first_without_its_caller_and_with_what_the_law_demands() -> None:
    made = scenario_of(source())
    call = made.scenario.injects[0]
    assert (call.doing.do, call.trigger.at_s, call.to) == ("report", 0, ["duty_officer"])
    assert call.doing.report.caller_name is None  # type: ignore[union-attr]
    assert call.doing.report.description == "司机某人受伤，电话（电话）"  # type: ignore[union-attr]
    assert [one.within_s for one in call.expected] == [3600, 10_800]
    assert made.removed == 1
    assert made.scenario.begins_local == "2026-07-02T19:30"


def test_what_became_known_is_told_once_and_what_was_decided_is_not() -> None:
    first = REPORTED | {"serious_injuries": 5, "level": 3, "priority": 1}
    again = first | {"level": 2}
    made = scenario_of(
        source(Told(60, "incident.corrected", first), Told(90, "incident.corrected", again))
    )
    assert [one.doing.do for one in made.scenario.injects] == ["report", "correct"]
    change = made.scenario.injects[1].doing.change  # type: ignore[union-attr]
    assert change.model_dump(exclude_unset=True) == {"serious_injuries": 5}


def test_a_team_is_lost_when_it_drops_out_and_not_each_time_it_is_written_anew() -> None:
    course = [
        Told(300, "team.changed", TEAM),
        Told(320, "team.changed", TEAM | {"out_note": "等待配件"}),
        Told(400, "team.changed", TEAM | {"state": "available"}),
        Told(500, "team.changed", TEAM | {"state": "unavailable"}),
    ]

    def lost_at(given: Source) -> list[int | None]:
        injects = scenario_of(given).scenario.injects
        return [one.trigger.at_s for one in injects if one.doing.do == "lose_teams"]

    assert lost_at(source(*course)) == [300, 500]
    before = source(*course)
    before.out_before.add(str(TEAM["id"]))
    assert lost_at(before) == [500]


def test_what_is_longer_than_a_scenario_is_cut_and_the_summary_says_so() -> None:
    rain: dict[str, Any] = {"weather": "rain", "light": None, "emergency": [], "note": ""}
    late = TASK | {"due_at": "2026-08-02T12:10:00Z"}
    plans = [
        Told(600, "activation.started", ACTIVATION | {"id": str(n), "plan_code": f"WH-{n:02d}"})
        for n in range(12)
    ]
    task = Told(600, "task.given", late | {"activation_id": "0"})
    weather = [Told(700 + n, "road_condition.set", rain) for n in range(600)]
    made = scenario_of(source(*plans, task, *weather)).scenario
    assert (len(made.injects), len(made.plan_codes)) == (MOST_INJECTS, MOST_PLANS)
    asked = [one.within_s for inject in made.injects for one in inject.expected]
    assert max(one for one in asked if one is not None) == LONGEST_S
    assert "另有 113 条超出脚本容量" in made.summary.zh


def test_losses_and_weather_come_at_their_times_and_in_their_order() -> None:
    rain: dict[str, Any] = {"weather": "rain", "light": None, "emergency": [], "note": ""}
    made = scenario_of(
        source(
            Told(900, "road_condition.set", rain),
            Told(300, "team.changed", TEAM),
            Told(400, "team.changed", TEAM | {"state": "available"}),
            lost=(Lost(600, "1010101", 40),),
        )
    )
    told = [(one.doing.do, one.trigger.at_s) for one in made.scenario.injects]
    assert told == [("report", 0), ("lose_teams", 300), ("lose_stock", 600), ("set_weather", 900)]
    assert made.scenario.injects[1].doing.reason.zh == "车辆故障，某人报告"  # type: ignore[union-attr]


def test_what_a_plan_demanded_is_told_to_the_director_alone() -> None:
    made = scenario_of(
        source(Told(600, "activation.started", ACTIVATION), Told(600, "task.given", TASK))
    )
    demands = made.scenario.injects[1]
    assert (demands.hidden, demands.to, demands.trigger.at_s) == (True, ["director"], 600)
    assert [(one.text.zh, one.within_s) for one in demands.expected] == [
        ("属地区政府：疏散下风向群众", 1800)
    ]
    assert made.scenario.plan_codes == ["WH-WHP"]
