"""A real incident as a scenario, pure: what came from outside becomes injects at their times.

Report, corrections, closures, weather, teams and goods that were lost are injects. What people
did about it is not: of the plans and the report clocks is taken what they demanded, as expected
actions. Nobody's name is in it, see ``exercises.from_incident_names``.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.local_time import BEIJING
from exercises.from_incident_names import without_people
from exercises.scenario import FORMAT, LONGEST_S, Scenario
from incidents.schemas import Casualties, IncidentIn, IncidentPatch, Release

Record = dict[str, Any]
INCIDENT = "A"
MOST_EXPECTED, MOST_PLANS, MOST_INJECTS = 10, 10, 500
"""What a scenario holds at most."""
OUT_OF_SERVICE = ("maintenance", "unavailable")
SHORTEST_S, ENDS_AFTER_S = 300, 600
NOT_DETECTED = ("unknown_names", "nicknames", "relations", "home_addresses", "unusual_facts")
"""What of a person may still be in the texts: somebody reads them before the scenario is used."""
_KNOWN_LATER = frozenset({*Casualties.model_fields, *Release.model_fields}) | {
    "title", "description", "position", "place_name", "facts",
}  # fmt: skip
"""What a correction may tell that players did not decide."""
_NOT_OF_THE_CALL = frozenset({"caller_name", "caller_phone", "occurred_at", "priority"})
_LEVELS = {
    "unit": "事发单位",
    "county": "县（区）",
    "city": "市",
    "province": "省",
    "state_council": "国务院主管部门",
}


@dataclass(frozen=True)
class Told:
    """One thing that happened: how long after the report, which kind, and the record it carried."""

    at_s: int
    kind: str
    record: Record


@dataclass(frozen=True)
class Lost:
    """Goods written off: which item, when, and the share of what lay there."""

    at_s: int
    item_code: str
    percent: int


@dataclass
class Source:
    """What a scenario is made of: the incident as reported, all that was told, what was lost.

    ``out_before`` names the teams that were out of service before it was reported.
    """

    reported: Record
    reported_at: datetime
    told: list[Told] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    names: frozenset[str] = frozenset()
    out_before: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Made:
    """The scenario, and how many places people were taken out of."""

    scenario: Scenario
    removed: int


def scenario_of(source: Source) -> Made:
    """Return an incident's course as a scenario without people; it says what is left out."""
    found = _injects(source)
    injects = [one for one in found if one["trigger"]["at_s"] <= LONGEST_S][:MOST_INJECTS]
    whole = {
        "format": FORMAT,
        "id": _id_of(source.reported["number"]),
        "title": {"zh": source.reported["title"]},
        "summary": {"zh": _summary(source, len(injects), len(found))},
        "kind": "functional",
        "plan_codes": sorted(
            {one.record["plan_code"] for one in _of(source, "activation.started")}
        )[:MOST_PLANS],
        "objectives": [
            {"zh": "接报、核实和信息报送是否在法定时限内完成"},
            {"zh": "响应级别、力量和物资是否按预案及时到位"},
            {"zh": "情况变化后处置是否及时调整"},
        ],
        "begins_local": source.reported_at.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M"),
        "lasts_s": _lasts_s(source),
        "area_code": source.reported["jurisdiction_code"],
        "injects": injects,
    }
    clean = without_people(whole, source.names)
    return Made(Scenario.model_validate(clean), _removed(whole, clean))


def _injects(source: Source) -> list[Record]:
    """Return the injects in the order in which they come due."""
    made = [_report(source), *_corrections(source), *_closures(source), *_weather(source)]
    made += [*_teams_lost(source), *_stock_lost(source), *_demands(source)]
    ordered = sorted(made, key=lambda one: one["trigger"]["at_s"])
    return [one | {"id": f"{one['id']}{n}"} for n, one in enumerate(ordered, 1)]


def _inject(name: str, at_s: int, doing: Record, **more: Any) -> Record:
    return {
        "id": name,
        "trigger": {"at_s": max(0, at_s)},
        "to": ["duty_officer", "commander"],
        "doing": doing,
    } | more


def _report(source: Source) -> Record:
    fields = set(IncidentIn.model_fields) - _NOT_OF_THE_CALL
    report = {name: source.reported[name] for name in fields & set(source.reported)}
    doing = {"do": "report", "incident": INCIDENT, "report": _without_nothing(report)}
    return _inject("report", 0, doing, to=["duty_officer"], expected=_expected(source))


def _corrections(source: Source) -> Iterable[Record]:
    """Tell what became known later, each time it did; what was unknown again stays known."""
    known = source.reported
    for one in _of(source, "incident.corrected"):
        changed = {
            name: one.record[name]
            for name in _KNOWN_LATER & set(IncidentPatch.model_fields)
            if one.record.get(name) is not None and one.record[name] != known.get(name)
        }
        known = one.record
        if changed:
            doing = {"do": "correct", "incident": INCIDENT, "change": changed}
            yield _inject("change", one.at_s, doing)


def _closures(source: Source) -> Iterable[Record]:
    names = ("kind", "reason", "area", "roads", "spared", "closed_to", "spares_bridges")
    for one in _of(source, "closure.drawn"):
        closure = {name: one.record[name] for name in names if one.record.get(name) is not None}
        yield _inject("closure", one.at_s, {"do": "close_road", "closure": closure})


def _weather(source: Source) -> Iterable[Record]:
    for one in _of(source, "road_condition.set"):
        names = ("weather", "light", "emergency", "note")
        condition = {name: one.record[name] for name in names}
        yield _inject("weather", one.at_s, {"do": "set_weather", "condition": condition})


def _teams_lost(source: Source) -> Iterable[Record]:
    """A team that dropped out is lost as any team of its capability near there is."""
    out = set(source.out_before)
    for one in _of(source, "team.changed"):
        was_out = one.record["id"] in out
        if one.record["state"] not in OUT_OF_SERVICE:
            out.discard(one.record["id"])
            continue
        out.add(one.record["id"])
        skills = one.record["capabilities"]
        if was_out or not skills:
            continue
        reason = one.record["out_note"] or "队伍退出战备"
        doing = {
            "do": "lose_teams",
            "capability": skills[0]["capability_code"],
            "near": one.record["home"],
            "count": 1,
            "reason": {"zh": reason},
        }
        yield _inject("team_lost", one.at_s, doing)


def _stock_lost(source: Source) -> Iterable[Record]:
    for one in source.lost:
        reason = {"zh": "清点发现短缺或损毁"}
        doing = {"do": "lose_stock", "item": one.item_code, "percent": one.percent}
        yield _inject("stock_lost", one.at_s, doing | {"reason": reason})


def _demands(source: Source) -> Iterable[Record]:
    """When a plan was started, what it demanded: told to the director alone."""
    for one in _of(source, "activation.started"):
        tasks: list[Record] = [
            {
                "text": {"zh": f"{each.record['role_name']}：{each.record['title']}"},
                "within_s": _bounded(_seconds(one.record["started_at"], each.record["due_at"])),
            }
            for each in _of(source, "task.given")
            if each.record["activation_id"] == one.record["id"]
        ]
        text = f"预案“{one.record['plan_title']}”在此时启动，以下任务各有时限。"
        doing = {"do": "tell", "sender": {"zh": "预案"}, "text": {"zh": text}}
        expected = sorted(tasks, key=lambda task: task["within_s"])[:MOST_EXPECTED]
        to = ["director"]
        yield _inject("demands", one.at_s, doing, to=to, hidden=True, expected=expected)


def _expected(source: Source) -> list[Record]:
    """Return what report clocks and plans demanded, the earliest first."""
    steps: list[Record] = [
        {
            "text": {"zh": f"{_LEVELS[one['from_level']]}向{_LEVELS[one['to_level']]}报送信息"},
            "within_s": _bounded(_seconds(source.reported["reported_at"], one["due_at"])),
            "when": [{"measure": "reported", "incident": INCIDENT, "at_least": n}],
        }
        for n, one in enumerate(source.reported["report_steps"], 1)
    ]
    plans: list[Record] = [
        {
            "text": {"zh": f"启动“{one.record['plan_title']}”{one.record['response_level']}级响应"},
            "within_s": _bounded(one.at_s),
        }
        for one in _of(source, "activation.started")
    ]
    needs: list[Record] = [
        {
            "text": {"zh": f"{one.record['label']}×{one.record['quantity']}到场"},
            "within_s": _bounded(_seconds(source.reported["reported_at"], one.record["latest_at"])),
        }
        for one in _of(source, "need.raised")
        if one.record["origin"] == "plan"
    ]
    found = [*steps[:4], *plans[:2], *sorted(needs, key=lambda one: one["within_s"])]
    return found[:MOST_EXPECTED]


def _of(source: Source, kind: str) -> list[Told]:
    return [one for one in source.told if one.kind == kind]


def _seconds(begun: str, ended: str) -> int:
    span = datetime.fromisoformat(ended) - datetime.fromisoformat(begun)
    return max(0, round(span.total_seconds()))


def _bounded(seconds: int) -> int:
    return min(seconds, LONGEST_S)


def _without_nothing(record: Mapping[str, Any]) -> Record:
    return {name: value for name, value in record.items() if value is not None}


def _lasts_s(source: Source) -> int:
    last = max((one.at_s for one in source.told), default=0)
    return min(LONGEST_S, max(SHORTEST_S, last + ENDS_AFTER_S))


def _summary(source: Source, injects: int, found: int) -> str:
    left_out = f"另有 {found - injects} 条超出脚本容量，未列入。" if found > injects else ""
    return (
        f"由真实事件生成（{source.reported['number']}）：{source.reported['place_name']}，"
        f"{injects} 条导调信息按当时的时间给出。{left_out}姓名、电话等已去除，使用前请通读。"
    )


def _id_of(number: str) -> str:
    """Return a name for the scenario out of the incident's number."""
    return f"incident-{re.sub('[^A-Za-z0-9]', '', number)}"[:32].rstrip("-")


def _removed(before: Any, after: Any) -> int:
    """Count the texts that were changed."""
    if isinstance(before, dict):
        return sum(_removed(before[name], after[name]) for name in before)
    if isinstance(before, list):
        return sum(_removed(*pair) for pair in zip(before, after, strict=False))
    return int(before != after)
