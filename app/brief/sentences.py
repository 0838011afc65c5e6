"""One sentence a decision (pure): what happened, what is asked of the leader, its cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from app.brief.of_area import of_area
from app.brief.reading import RUNNING, Situation
from app.brief.schemas import Brief, Decision, Ground, Sentence, Topic
from app.papers.asks import open_steps, overdue_steps, severity
from app.papers.duty_brief import COMMITTED, READY
from app.papers.parts import missing, short_needs, who
from app.papers.schemas import IncidentFile
from app.papers.words import PEOPLE, Speaker
from dispatch.lifecycle import NOT_ARRIVED_ORDER
from incidents.kinds import label_of
from incidents.schemas import Need, ReportStep
from plans.lifecycle import is_higher
from plans.schemas import PlanMatch

DUE_SOON = timedelta(minutes=30)
_GRAVE = 2
_NAMES = Speaker("zh-CN")


def brief_of(situation: Situation) -> Brief:
    """Return the brief: what is asked first, then what happened, the worst incident first."""
    picture, setting = situation.picture, situation.picture.setting
    states = [team.state for team in picture.teams]
    files = sorted(picture.files, key=severity)
    told = [one for file in files for one in _of_incident(file, situation)]
    asked = sorted([*of_area(situation), *told], key=lambda one: (_TOPICS[one.topic], one.urgency))
    return Brief(
        read_at=setting.at,
        seq=situation.seq,
        area_code=setting.area.code,
        area_name=setting.area.name,
        area_name_en=setting.area.name_en,
        is_exercise=setting.is_exercise,
        is_demo=setting.is_demo,
        incidents=len(files),
        teams_ready=sum(state in READY for state in states),
        teams_committed=sum(state in COMMITTED for state in states),
        positions_at=situation.positions_at,
        sentences=asked,
    )


_TOPICS: dict[Topic, int] = {"asked": 0, "happened": 1, "running": 2}


@dataclass(frozen=True)
class Told:
    """Makes the sentences of one incident."""

    file: IncidentFile

    def __call__(
        self,
        topic: Topic,
        code: str,
        facts: dict[str, Any],
        *,
        tab: str,
        urgency: Literal[1, 2, 3] = 2,
        decisions: Sequence[Decision] = (),
        key: str = "",
    ) -> Sentence:
        """Return a sentence about the incident, resting on one of its tabs."""
        one = self.file.incident
        return Sentence(
            id=f"{code}:{one.id}{key and ':'}{key}",
            topic=topic,
            code=code,
            facts=facts,
            urgency=urgency,
            incident_id=one.id,
            title=one.title,
            ground=Ground(page="incident", id=str(one.id), tab=tab),
            decisions=list(decisions),
        )


def _of_incident(file: IncidentFile, situation: Situation) -> Iterable[Sentence]:
    told = Told(file)
    yield _happened(file, told)
    yield _running(file, told)
    yield from _reports(file, told)
    if file.incident.state in RUNNING:
        yield from _level(file, told)
        yield from _response(file, told, situation.matches.get(file.incident.id))
    yield from _short(file, told, situation)
    yield from _orders(file, told)
    yield from _end(file, told)


def _happened(file: IncidentFile, told: Told) -> Sentence:
    one = file.incident
    known = {name: getattr(one, name) for name in PEOPLE if getattr(one, name) is not None}
    facts = {
        "kind": label_of(one.kind, "zh-CN"),
        "kind_en": label_of(one.kind, "en"),
        "place": one.place_name,
        "state": one.state,
        "level": one.level,
        "proposed": one.proposed_level.level,
        "response_level": one.response_level,
        "reported_at": one.reported_at.isoformat(),
        "people": known,
    }
    return told("happened", "incident", facts, tab="facts")


def _running(file: IncidentFile, told: Told) -> Sentence:
    wanted = [need for need in file.needs if need.state == "open"]
    coming = [one for one in file.orders if one.state in NOT_ARRIVED_ORDER]
    etas = [one.eta_at for one in coming if one.eta_at is not None]
    facts = {
        "on_scene": sum(one.state == "on_scene" for one in file.orders),
        "coming": len(coming),
        "last_eta_at": max(etas).isoformat() if etas else None,
        "needs": len(wanted),
        "covered": sum(missing(need) == 0 for need in wanted),
        "arrived": sum(need.arrived >= need.quantity for need in wanted),
    }
    return told("running", "running", facts, tab="needs", urgency=3)


def _reports(file: IncidentFile, told: Told) -> Iterable[Sentence]:
    for step in overdue_steps(file):
        late_s = int((file.setting.at - step.due_at).total_seconds())
        yield _report(told, "report_overdue", step, {"late_s": late_s}, 1)
    for step in open_steps(file):
        left = step.due_at - file.setting.at
        if timedelta(0) < left <= DUE_SOON:
            yield _report(told, "report_due", step, {"left_s": int(left.total_seconds())}, 2)


def _report(
    told: Told, code: str, step: ReportStep, more: dict[str, Any], urgency: Literal[1, 2]
) -> Sentence:
    hop = {"from": step.from_level, "to": step.to_level, "due_at": step.due_at.isoformat()}
    act = Decision(act="send_report", permission="sitreps.send", facts={"step_id": str(step.id)})
    return told(
        "asked",
        code,
        hop | more,
        tab="sitreps",
        urgency=urgency,
        decisions=[act],
        key=str(step.position),
    )


def _level(file: IncidentFile, told: Told) -> Iterable[Sentence]:
    one = file.incident
    if one.level is not None:
        return
    proposed = one.proposed_level.level
    if proposed is None:
        yield told("asked", "level_unknown", {}, tab="facts")
        return
    facts = {"level": proposed, "version": one.version}
    act = Decision(act="set_level", permission="incidents.correct", facts=facts)
    decided = {"proposed": proposed, "by": one.proposed_level.decided_by}
    yield told("asked", "level", decided, tab="facts", urgency=_urgent(proposed), decisions=[act])


def _urgent(level: int | None) -> Literal[1, 2]:
    return 1 if level is not None and level <= _GRAVE else 2


def _response(file: IncidentFile, told: Told, match: PlanMatch | None) -> Iterable[Sentence]:
    """A plan that answers is offered at the level it suggests, when that is more than in force."""
    current = file.incident.response_level
    suggested = match.suggested_level if match else None
    if match is None or suggested is None:
        if current is None:
            yield told("asked", "no_response", {}, tab="plans")
        return
    if current is not None and not is_higher(suggested, current):
        return
    card = next(one for one in match.levels if one.response_level == suggested)
    facts = {
        "plan": match.title,
        "plan_en": match.title_en,
        "level": suggested,
        "current": current,
        "needs": len(card.needs),
        "trigger": card.trigger_text,
        "trigger_en": card.trigger_text_en,
    }
    sent = {"plan_id": str(match.plan_id), "response_level": suggested}
    act = Decision(
        act="start_response" if current is None else "raise_response",
        permission="plans.activate",
        facts=sent,
    )
    code = "start_response" if current is None else "raise_response"
    urgency = _urgent(suggested)
    yield told("asked", code, facts, tab="plans", urgency=urgency, decisions=[act])


def _short(file: IncidentFile, told: Told, situation: Situation) -> Iterable[Sentence]:
    """What nobody is sent for: only what the answer on the table leaves open asks for help."""
    short = [one for one in short_needs(file) if _left_open(one, situation)]
    if not short:
        return
    lines = [_line(file, need) for need in short]
    late = sum(need.latest_at <= file.setting.at for need in short)
    first = short[0]
    asked = {"need_id": str(first.id), "amount": missing(first)}
    decisions = [
        Decision(act="ask_help", permission="aid.ask", facts=asked),
        Decision(
            act="requisition",
            permission="requisitions.write",
            facts={"incident_id": str(file.incident.id)},
        ),
    ]
    facts = {"lines": lines, "late": late, "fix": _cheapest_fix(short, situation)}
    urgency: Literal[1, 2] = 1 if late else 2
    yield told("asked", "short", facts, tab="needs", urgency=urgency, decisions=decisions)


def _left_open(need: Need, situation: Situation) -> bool:
    proposal = situation.proposal
    if proposal is None:
        return True
    return any(one.need_id == need.id for one in proposal.shortfalls)


def _line(file: IncidentFile, need: Need) -> dict[str, Any]:
    unit, unit_en = file.units.get(need.item_code or "", ("", ""))
    names = {"label": need.label, "label_en": need.label_en or need.label}
    return names | {"amount": missing(need), "unit": unit, "unit_en": unit_en}


def _cheapest_fix(short: Sequence[Need], situation: Situation) -> dict[str, Any] | None:
    """The cheapest way to mend the first gap, as the optimiser found it."""
    if situation.proposal is None:
        return None
    ids = {need.id for need in short}
    for one in situation.proposal.shortfalls:
        if one.need_id in ids and one.cheapest_fix is not None:
            return one.cheapest_fix.model_dump(mode="json")
    return None


def _orders(file: IncidentFile, told: Told) -> Iterable[Sentence]:
    cut = [one for one in file.orders if one.no_way_since and one.state in NOT_ARRIVED_ORDER]
    if cut:
        names = [who(one, _NAMES) for one in cut]
        yield told("asked", "way_cut", {"who": names}, tab="orders", urgency=1)
    short = {str(one.id) for one in short_needs(file)}
    fell = [
        one
        for one in file.orders
        if one.state in ("declined", "turned_back")
        and short & {*one.fills, *(str(line.need_id) for line in one.lines)}
    ]
    if fell:
        facts = {"who": [who(one, _NAMES) for one in fell]}
        yield told("asked", "declined", facts, tab="orders", urgency=1)


def _end(file: IncidentFile, told: Told) -> Iterable[Sentence]:
    one = file.incident
    if one.state != "stood_down":
        return
    if any(report.kind == "final" for report in file.sitreps):
        act = Decision(
            act="close_incident", permission="incidents.close", facts={"version": one.version}
        )
        yield told("asked", "close", {}, tab="facts", urgency=3, decisions=[act])
    else:
        yield told("asked", "final_report", {}, tab="sitreps")
