"""The incident a level is designed for: the facts on which its quantities are worked out (pure).

Whoever writes a plan may state the facts of each level; then those hold. Otherwise the mildest
incident is taken that the trigger of the level is written for: every limit named in it, reached
exactly. That is a stated convention (judgement), not a forecast. A trigger that names nothing gives
no facts: then quantities use the number that the plan itself states for the unknown, and one that
states none is shown as unknown.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import DomainError
from plans.expressions import Source, condition
from plans.facts import BASIC_FACTS, FactValue, IncidentFacts, incident_facts

From = Literal["stated", "trigger", "nothing"]

_LIMIT = re.compile(r"incident\.(\w+)\s*(>=|>|==)\s*(\"[^\"]*\"|\d+(?:\.\d+)?)")
_ONE_OF = re.compile(r"incident\.(\w+)\s+in\s+\[\s*(\"[^\"]*\"|\d+(?:\.\d+)?)")
_DECIMAL = "wind_speed_ms"


@dataclass(frozen=True)
class DesignCase:
    """The facts a level is tested with, and where they come from."""

    facts: IncidentFacts
    known: Mapping[str, FactValue]
    source: From


def design_case(
    plan_code: str,
    kinds: Sequence[str],
    trigger: str,
    stated: Mapping[str, FactValue] | None = None,
) -> DesignCase:
    """Return the incident that a level of a plan is tested with."""
    kind = kinds[0] if kinds else "other"
    if stated:
        return _case(kind, stated, "stated")
    found = facts_named(trigger)
    own = found.pop("kind", kind)
    wanted = str(own) if str(own) in kinds else kind
    if found and _holds(plan_code, trigger, wanted, found):
        return _case(wanted, found, "trigger")
    return _case(kind, {}, "nothing")


def facts_named(trigger: str) -> dict[str, FactValue]:
    """Return the facts at which the limits named in a trigger are just reached.

    Where one fact is named with several limits the lowest counts: the mildest incident.
    """
    found: dict[str, FactValue] = {}
    for name, sign, text in _LIMIT.findall(trigger):
        if name in BASIC_FACTS:
            _keep_mildest(found, name, _value(name, sign, text))
    for name, text in _ONE_OF.findall(trigger):
        if name in BASIC_FACTS and name not in found:
            found[name] = _value(name, "==", text)
    return found


def _keep_mildest(found: dict[str, FactValue], name: str, value: FactValue) -> None:
    before = found.get(name)
    if before is None:
        found[name] = value
    elif isinstance(value, int | float) and isinstance(before, int | float):
        found[name] = min(before, value)


def _value(name: str, sign: str, text: str) -> FactValue:
    if text.startswith('"'):
        return text[1:-1]
    number = float(text)
    if name == _DECIMAL:
        return number + (0.1 if sign == ">" else 0.0)
    return int(number) + (1 if sign == ">" else 0)


def _holds(plan_code: str, trigger: str, kind: str, found: Mapping[str, FactValue]) -> bool:
    """Say whether the trigger really is met by these facts; a wrong reading gives no case."""
    try:
        facts = incident_facts(kind, **found)
        return condition(trigger, facts, Source(plan_code, "trigger")).holds is True
    except (DomainError, TypeError):
        return False


def _case(kind: str, known: Mapping[str, FactValue], source: From) -> DesignCase:
    return DesignCase(incident_facts(kind, **dict(known)), dict(known), source)
