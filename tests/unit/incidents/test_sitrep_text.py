"""The draft of a report upwards."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from core.wire import Point
from incidents.schemas import Incident, LevelProposal
from incidents.sitrep_text import Measures, draft, measures_from

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
UNGRADED = LevelProposal(
    level=None, decided_by=[], measures=[], unknown=[], source="", reassess_until=None
)


def incident(**known: Any) -> Incident:
    facts: dict[str, Any] = dict.fromkeys(Incident.model_fields)
    facts |= {
        "id": UUID(int=1),
        "number": "突-20261121-001",
        "kind": "fire_explosion",
        "title": "厂房火灾",
        "description": "",
        "state": "responding",
        "priority": 2,
        "proposed_level": UNGRADED,
        "jurisdiction_code": "420111",
        "place_name": "某路",
        "position": Point(lon=114.3, lat=30.5),
        "reported_at": NOON,
        "received_via": "119",
        "received_by": "city",
        "facts": {},
        "report_steps": [],
        "version": 1,
    }
    return Incident.model_validate(facts | known)


def text_of(of: Incident, measures: Measures = Measures()) -> tuple[str, list[str]]:
    return draft(of, [], measures, kind="first", number=1, now=NOON)


def test_what_is_not_known_is_named_and_reads_as_pending_never_as_zero() -> None:
    text, missing = text_of(incident())
    assert "死亡待核实" in text and "死亡0人" not in text
    assert missing == [
        "unit_profile",
        "occurred_at",
        "course",
        "deaths",
        "missing",
        "serious_injuries",
        "minor_injuries",
        "trapped",
        "loss_yuan",
        "measures",
    ]


def test_zero_is_a_known_number() -> None:
    text, missing = text_of(incident(deaths=0, missing=0, loss_yuan=0))
    assert "死亡0人" in text and "失踪（下落不明）0人" in text and "0万元" in text
    assert not {"deaths", "missing", "loss_yuan"} & set(missing)


def test_all_six_contents_stand_in_order_and_times_are_beijing_time() -> None:
    text, _ = text_of(incident(occurred_at=NOON))
    heads = [
        "一、事发单位概况",
        "二、时间、地点",
        "三、简要经过",
        "四、伤亡",
        "五、已采取",
        "六、其他",
    ]
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    assert "2026年11月21日12:00" in text


def test_a_decided_level_is_told_apart_from_a_first_judgement() -> None:
    judged = UNGRADED.model_copy(update={"level": 3})
    assert "较大级（按现有信息初判）" in text_of(incident(proposed_level=judged))[0]
    assert "重大级。" in text_of(incident(proposed_level=judged, level=2))[0]
    assert "待定" in text_of(incident())[0]


def test_measures_are_folded_from_events_the_last_state_of_an_order_counts() -> None:
    order = {"id": "a", "number": 7, "team_name": "消防演示01队", "depot_name": None}
    rows = [
        ("activation.started", NOON, {"activation": {"plan_title": "某预案", "response_level": 3}}),
        ("order.issued", NOON, {"order": order | {"state": "issued"}}),
        ("order.arrived", NOON, {"order": order | {"state": "on_scene"}}),
    ]
    measures = measures_from(rows)
    assert measures.orders == (("消防演示01队", "on_scene"),)
    text, missing = text_of(incident(), measures)
    assert "启动《某预案》三级响应" in text and "消防演示01队（到场）" in text
    assert "measures" not in missing
