"""Why a row is worth confirming today, and by how much: the rule of the short list, stated.

Lots, teams and depots matter by the newest proposal, by open needs and by what plans ask for. A
hospital or shelter is no stock: it matters where people would be brought to it, that is near an
open incident whose open needs name the capability that brings them, the more the nearer; or where a
run card names it. An expert matters where the field is one of a plan that is activated or stands,
or where a run card names the person's unit or telephone number.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple
from uuid import UUID

Why = Literal["in_proposal", "needed", "planned", "old"]
WEIGHT: Mapping[Why, int] = {"in_proposal": 200, "needed": 100, "planned": 10, "old": 1}
"""What a row weighs by what rests on it; times the share of the need it could give, times what a
confirmation brings back: ten points a percent of trust, and one a day of age up to a year."""

NEAR_M = 20_000
"""Further than this from the scene a hospital or shelter counts as one of many."""

_SHELTERED = frozenset({"shelter_management", "evacuation_transport"})
BRINGS_PEOPLE: Mapping[str, frozenset[str]] = {
    "hospital": frozenset({"medical_first_aid", "ambulance_transport"}),
    "shelter": _SHELTERED,
    "school": _SHELTERED,
}
"""The capabilities whose work ends at a place of a kind."""

_EVERYWHERE = frozenset({"应急", "事故", "安全", "救援", "管理", "处置", "突发事件", "emergency"})
"""Words in so many titles that they tell no field from another."""

_WORDS = re.compile(r"[\s、，,;；/／（）()·与和及]+")


class Scene(NamedTuple):
    """An open incident that still lacks something: where it is and what it lacks."""

    lon: float
    lat: float
    codes: frozenset[str]


@dataclass(frozen=True)
class Named:
    """Whom run cards name (bodies, telephone numbers), and the titles of their plans."""

    names: frozenset[str] = frozenset()
    titles: tuple[str, ...] = ()

    def calls(self, *names: str | None) -> bool:
        """Say whether one of these names or numbers is on a card."""
        return any(name in self.names for name in names if name)

    def deals_with(self, expertise: str) -> bool:
        """Say whether a word of somebody's field is in a title."""
        words = {word for word in _WORDS.split(expertise) if len(word) > 1} - _EVERYWHERE
        return any(word in title for word in words for title in self.titles)


NOBODY = Named()


@dataclass(frozen=True)
class Matters:
    """What today's plans and open needs rest on: items and capabilities with amounts, rows."""

    needed: Mapping[str, int] = field(default_factory=dict)
    planned: frozenset[str] = frozenset()
    proposed: frozenset[UUID] = frozenset()
    scenes: tuple[Scene, ...] = ()
    activated: Named = NOBODY
    standing: Named = NOBODY

    def why(self, row_id: UUID, codes: Iterable[str]) -> Why:
        """Return the strongest reason for which a row matters."""
        known = set(codes)
        if row_id in self.proposed:
            return "in_proposal"
        if known & set(self.needed):
            return "needed"
        return "planned" if known & self.planned else "old"

    def share(self, codes: Iterable[str], amount: int) -> float:
        """Return what part of what is needed a row could give, at most all of it."""
        asked = [self.needed[code] for code in codes if self.needed.get(code)]
        return min(1.0, amount / max(asked)) if asked else 1.0

    def scenes_for(self, kind: str) -> list[Scene]:
        """Return the scenes from which people would be brought to a place of a kind."""
        return [one for one in self.scenes if one.codes & BRINGS_PEOPLE.get(kind, frozenset())]

    def why_place(
        self, names: Collection[str | None], kind: str, away_m: float | None
    ) -> tuple[Why, float]:
        """Return why a hospital or shelter matters, and what its nearness leaves of the weight."""
        if self.activated.calls(*names):
            return "needed", 1.0
        if away_m is not None and away_m < NEAR_M:
            return "needed", 1.0 - away_m / NEAR_M
        asked = self.planned & BRINGS_PEOPLE.get(kind, frozenset())
        return ("planned", 1.0) if asked or self.standing.calls(*names) else ("old", 1.0)

    def why_expert(self, names: Collection[str | None], expertise: str) -> Why:
        """Return why an expert matters."""
        if self.activated.calls(*names) or self.activated.deals_with(expertise):
            return "needed"
        known = self.standing.calls(*names) or self.standing.deals_with(expertise)
        return "planned" if known else "old"
