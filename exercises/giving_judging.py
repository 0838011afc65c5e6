"""When what was expected came about, pure: by folding what the log says, fact by fact.

The same log gives the same verdicts whenever it is read: what held for a moment only, or while no
one counted, is found all the same.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exercises.injects import Measures, holds
from exercises.scenario import Condition

NOT_UNDERTAKEN = ("declined", "recalled", "turned_back", "redirected")
"""States of orders with which nobody goes there."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What an event says of one order, need or report; ``incident`` is the scenario's reference.

    ``counts`` says of an order that it was acknowledged, of a need that it is open and unmet.
    """

    at_s: int
    noun: str
    id: str
    incident: str | None
    state: str = ""
    team: str | None = None
    counts: bool = False


MEASURES = ("ordered", "on_scene", "acknowledged", "unmet", "reported")
Counted = tuple[str | None, ...]


@dataclass
class Tally:
    """What the facts so far come to, kept up fact by fact: asking costs by incidents, not by facts.

    ``times`` says how often each thing is counted, so that a team with two orders counts once.
    """

    known: set[str] = field(default_factory=set)
    held: dict[tuple[str, str], Fact] = field(default_factory=dict)
    asked: Counter[str | None] = field(default_factory=Counter)
    times: Counter[tuple[str, Counted]] = field(default_factory=Counter)
    totals: Counter[tuple[str, str | None]] = field(default_factory=Counter)
    overall: Counter[str] = field(default_factory=Counter)

    def take(self, fact: Fact) -> None:
        """Count one more fact; a later one of the same thing takes the place of the earlier."""
        if fact.incident is not None:
            self.known.add(fact.incident)
        if fact.noun == "incident":
            return
        before = self.held.get((fact.noun, fact.id))
        if before is not None:
            self._count(before, -1)
        self.held[fact.noun, fact.id] = fact
        self._count(fact, 1)

    def _count(self, fact: Fact, by: int) -> None:
        if fact.noun == "need":
            self.asked[fact.incident] += by
        for name in MEASURES:
            key = _counted_as(name, fact)
            if key is None:
                continue
            was = self.times[name, key]
            self.times[name, key] += by
            if 0 in (was, was + by):
                self.totals[name, fact.incident] += by
                self.overall[name] += by

    def measures(self) -> Measures:
        """Return what conditions are measured by, over all and for each incident.

        Without any need it is not known if all are met.
        """
        found: dict[tuple[str, str | None], int] = {}
        for name in MEASURES:
            known = self.known if name != "unmet" else {one for one, n in self.asked.items() if n}
            found |= {(name, ref): self.totals[name, ref] for ref in known if ref is not None}
            if name != "unmet" or known:
                found[name, None] = self.overall[name]
        return found


def _counted_as(measure: str, fact: Fact) -> Counted | None:
    """Return what a measure counts a fact as, None where it does not: a team counts once."""
    match measure:
        case "ordered":
            counts = fact.team is not None and fact.state not in NOT_UNDERTAKEN
            return (fact.incident, fact.team) if counts else None
        case "on_scene":
            counts = fact.team is not None and fact.state == "on_scene"
            return (fact.incident, fact.team) if counts else None
        case "acknowledged":
            return (fact.id,) if fact.noun == "order" and fact.counts else None
        case "unmet":
            return (fact.id,) if fact.noun == "need" and fact.counts else None
        case _:
            return (fact.id,) if fact.noun == "sitrep" else None


def first_held_at(
    conditions: Sequence[Condition], facts: Iterable[Fact], from_s: int, until_s: int
) -> int | None:
    """Return the first second from ``from_s`` to ``until_s`` at which all conditions hold."""
    tally, begun = Tally(), False
    for fact in facts:
        if fact.at_s > until_s:
            break
        if not begun and fact.at_s > from_s:
            begun = True
            if holds(conditions, from_s, tally.measures()):
                return from_s
        tally.take(fact)
        if fact.at_s >= from_s and holds(conditions, fact.at_s, tally.measures()):
            return fact.at_s
    first_s = until_s if begun else from_s
    for at_s in (first_s, until_s):
        if holds(conditions, at_s, tally.measures()):
            return at_s
    return None
