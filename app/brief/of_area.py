"""The sentences that are about no single incident (pure): the answer on the table, help, alarms."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from aid.schemas import AidRequest
from app.brief.reading import Situation
from app.brief.schemas import Act, Decision, Ground, Sentence
from app.papers.duty_brief import READY
from core.visibility import sees
from dispatch.schemas import Proposal


def of_area(situation: Situation) -> Iterable[Sentence]:
    """Return what waits for a decision beside the incidents themselves."""
    if situation.proposal is not None:
        yield from _proposal(situation.proposal, situation)
    for request in situation.requests:
        yield from _request(request, situation.prefixes)
    for paper in situation.requisitions:
        facts = {"number": paper.number, "owner": paper.owner_name, "purpose": paper.purpose}
        yield _asked("requisition", str(paper.id), facts, "requisitions", "decide_requisition")
    yield from _alarms(situation)


def _proposal(one: Proposal, situation: Situation) -> Iterable[Sentence]:
    """An answer that changes something asks to be accepted, with what it costs and leaves open."""
    sent = [pick for pick in one.picks if pick.status != "kept"]
    recalled = len(one.difference.recalled) if one.difference else 0
    if not sent and not one.deliveries and not recalled:
        return
    ready = sum(team.state in READY for team in situation.picture.teams)
    new = sum(pick.status == "new" for pick in sent)
    arrivals = [pick.eta_s for pick in sent] + [row.eta_s for row in one.deliveries]
    facts: dict[str, Any] = {
        "number": one.number,
        "teams": len(sent),
        "moved": len(sent) - new + recalled,
        "loads": len({(row.truck_id, row.trip) for row in one.deliveries}),
        "last_s": max(arrivals, default=None),
        "short": len({short.need_id for short in one.shortfalls}),
        "ready_after": max(0, ready - new),
        "proven": one.state == "proven",
        "gap": one.gap,
    }
    decision = Decision(
        act="accept_proposal",
        permission="proposals.accept",
        facts={"proposal_id": str(one.id), "version": one.version},
    )
    yield Sentence(
        id=f"proposal:{one.id}",
        topic="asked",
        code="proposal",
        facts=facts,
        urgency=1,
        incident_id=None,
        title=None,
        ground=Ground(page="proposal", id=str(one.id), tab=None),
        decisions=[decision],
    )


def _request(one: AidRequest, prefixes: list[str]) -> Iterable[Sentence]:
    facts: dict[str, Any] = {
        "number": one.number,
        "from": one.requester_name,
        "purpose": one.purpose,
        "due_at": one.due_at.isoformat(),
        "percent": one.percent,
    }
    unanswered = [ask for ask in one.asks if ask.answer is None]
    if any(sees(prefixes, ask.provider_code) for ask in unanswered) and not sees(
        prefixes, one.requester_code
    ):
        yield _asked("aid_asked", str(one.id), facts, "aid", "answer_aid")
    offered = [supply for supply in one.supplies if supply.state == "offered"]
    if offered and sees(prefixes, one.requester_code):
        more = {"offers": len(offered)}
        yield _asked("aid_offered", str(one.id), facts | more, "aid", "take_offer")


_PERMISSIONS: dict[str, str] = {
    "answer_aid": "aid.answer",
    "take_offer": "aid.ask",
    "decide_requisition": "requisitions.decide",
}


def _asked(code: str, key: str, facts: dict[str, Any], page: Any, act: Act) -> Sentence:
    return Sentence(
        id=f"{code}:{key}",
        topic="asked",
        code=code,
        facts=facts,
        urgency=2,
        incident_id=None,
        title=None,
        ground=Ground(page=page, id=key, tab=None),
        decisions=[Decision(act=act, permission=_PERMISSIONS[act], facts={"id": key})],
    )


def _alarms(situation: Situation) -> Iterable[Sentence]:
    """Alarms that nobody has acknowledged and that were called again to those above."""
    raised = [one for one in situation.alarms if one.escalated_at is not None]
    if raised:
        kinds = Counter(one.kind.value for one in raised)
        yield Sentence(
            id="alarms",
            topic="asked",
            code="alarms",
            facts={"n": len(raised), "kinds": dict(kinds)},
            urgency=1,
            incident_id=None,
            title=None,
            ground=Ground(page="alarms", id=None, tab=None),
            decisions=[],
        )
