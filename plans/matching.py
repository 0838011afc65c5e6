"""Which plans answer an incident, why, and which response level their triggers suggest (pure).

A plan matches when it is in force, covers the incident's jurisdiction and kind, and its condition
holds. A condition that hangs on unknown facts neither matches nor is refused: the plan is listed
with the facts that would decide it. The level is a suggestion: a person decides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from plans.expressions import Source, Verdict, condition
from plans.facts import IncidentFacts

STANDING = frozenset({"in_force", "under_revision"})
"""A plan under revision holds until its new edition takes over."""

FIRST_NAMED_KIND = 40
OTHER_NAMED_KIND = 25
OWN_JURISDICTION = 20
TRIGGER_MET = 10
DECIDING_FACT = 5
MOST_DECIDING_FACTS = 3


class RunCardLike(Protocol):
    """A run card as far as matching needs it."""

    @property
    def response_level(self) -> int: ...
    @property
    def trigger(self) -> str: ...


class PlanLike(Protocol):
    """A plan as far as matching needs it."""

    @property
    def code(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def jurisdiction_code(self) -> str: ...
    @property
    def incident_kinds(self) -> Sequence[str]: ...
    @property
    def condition(self) -> str: ...
    @property
    def run_cards(self) -> Sequence[RunCardLike]: ...


P = TypeVar("P", bound=PlanLike)


class Reason(NamedTuple):
    """A reason as a code with its facts; the sentence is made where it is shown."""

    code: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class LevelVerdict:
    """Whether the trigger of one response level is met; None while facts are unknown."""

    response_level: int
    met: bool | None
    unknown: tuple[str, ...]
    basis: dict[str, Any]


@dataclass(frozen=True)
class Match(Generic[P]):
    """A plan held against an incident: reasons for, reasons against, and the suggested level.

    `score` orders matching plans, the greatest first; it is None for a plan that does not match.
    """

    plan: P
    score: int | None
    because: tuple[Reason, ...]
    not_because: tuple[Reason, ...]
    levels: tuple[LevelVerdict, ...] = ()

    @property
    def matches(self) -> bool:
        """Say whether the plan answers the incident."""
        return self.score is not None

    @property
    def suggested_level(self) -> int | None:
        """The highest response level (1 first) whose trigger is met."""
        return min((level.response_level for level in self.levels if level.met), default=None)


def match(plans: Iterable[P], facts: IncidentFacts, jurisdiction_code: str) -> list[Match[P]]:
    """Hold every plan against an incident: matching plans first, best first, then the others.

    Plans with equal scores stand in the order of their codes.
    """
    held = [_hold(plan, facts, jurisdiction_code) for plan in plans]
    return sorted(held, key=lambda m: (m.score is None, -(m.score or 0), m.plan.code))


def covers(plan_jurisdiction: str, jurisdiction_code: str) -> bool:
    """Say whether a place lies in a plan's jurisdiction (GB/T 2260: zeros stand for all)."""
    return jurisdiction_code.startswith(prefix_of(plan_jurisdiction))


def prefix_of(code: str) -> str:
    """Return what the codes below a jurisdiction begin with."""
    if len(code) == 6 and code.endswith("0000"):
        return code[:2]
    if len(code) == 6 and code.endswith("00"):
        return code[:4]
    return code


def _hold(plan: P, facts: IncidentFacts, jurisdiction_code: str) -> Match[P]:
    against = _reasons_against(plan, facts, jurisdiction_code)
    if against:
        return Match(plan, None, (), tuple(against))
    verdict = condition(plan.condition, facts, Source(plan.code, "condition"))
    if verdict.holds is not True:
        return Match(plan, None, (), (_condition_against(verdict),))
    levels = tuple(_level(plan, card, facts) for card in plan.run_cards)
    because = _reasons_for(plan, facts, jurisdiction_code, verdict, levels)
    return Match(plan, _score(plan, facts, jurisdiction_code, verdict, levels), because, (), levels)


def _reasons_against(plan: PlanLike, facts: IncidentFacts, jurisdiction_code: str) -> list[Reason]:
    reasons = []
    if plan.status not in STANDING:
        reasons.append(Reason("not_in_force", {"status": plan.status}))
    if not covers(plan.jurisdiction_code, jurisdiction_code):
        where = {"plan": plan.jurisdiction_code, "incident": jurisdiction_code}
        reasons.append(Reason("other_jurisdiction", where))
    if facts.kind not in plan.incident_kinds:
        kinds = {"plan": list(plan.incident_kinds), "incident": facts.kind}
        reasons.append(Reason("other_kind", kinds))
    return reasons


def _condition_against(verdict: Verdict) -> Reason:
    if verdict.holds is None:
        return Reason("facts_unknown", {"unknown": list(verdict.unknown)})
    return Reason("condition_not_met", {"basis": verdict.basis})


def _level(plan: PlanLike, card: RunCardLike, facts: IncidentFacts) -> LevelVerdict:
    source = Source(plan.code, f"run_cards[{card.response_level}].trigger")
    verdict = condition(card.trigger, facts, source)
    return LevelVerdict(card.response_level, verdict.holds, verdict.unknown, verdict.basis)


def _reasons_for(
    plan: PlanLike,
    facts: IncidentFacts,
    jurisdiction_code: str,
    verdict: Verdict,
    levels: Sequence[LevelVerdict],
) -> tuple[Reason, ...]:
    where = {"plan": plan.jurisdiction_code, "incident": jurisdiction_code}
    reasons = [
        Reason("kind", {"kind": facts.kind}),
        Reason("jurisdiction", where),
        Reason("condition_met", {"basis": verdict.basis}),
    ]
    met = [level for level in levels if level.met]
    if met:
        best = min(met, key=lambda level: level.response_level)
        facts_of = {"response_level": best.response_level, "basis": best.basis}
        reasons.append(Reason("trigger_met", facts_of))
    return tuple(reasons)


def _score(
    plan: PlanLike,
    facts: IncidentFacts,
    jurisdiction_code: str,
    verdict: Verdict,
    levels: Sequence[LevelVerdict],
) -> int:
    """Weigh a match: made for this kind, for this place, resting on known facts, trigger met."""
    made_for_it = plan.incident_kinds[0] == facts.kind
    own = plan.jurisdiction_code == jurisdiction_code
    deciding = len(set(verdict.basis) - {"kind"})
    return (
        (FIRST_NAMED_KIND if made_for_it else OTHER_NAMED_KIND)
        + (OWN_JURISDICTION if own else 0)
        + (TRIGGER_MET if any(level.met for level in levels) else 0)
        + DECIDING_FACT * min(deciding, MOST_DECIDING_FACTS)
    )
