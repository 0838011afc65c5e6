"""Whose resources a survey reads: the area's, those agreed on, those of neighbours (pure)."""

from dataclasses import dataclass
from typing import Any

from app.survey import schemas
from core.visibility import prefix_of


@dataclass(frozen=True)
class Scope:
    """The prefix of the area, the agreements by which it is helped, the prefixes around it."""

    own: str
    agreements: list[schemas.SurveyAgreement]
    neighbours: list[str]

    @property
    def prefixes(self) -> list[str]:
        """Return what the codes of everything in the survey begin with."""
        agreed = [prefix_of(one.provider_code) for one in self.agreements]
        return [self.own, *agreed, *self.neighbours]

    def standing(self, code: str) -> dict[str, Any]:
        """Say through what a jurisdiction's resources are in the survey, and who lends them."""
        if code.startswith(self.own):
            return {"through": "own", "provider": ""}
        for one in self.agreements:
            if code.startswith(prefix_of(one.provider_code)):
                return {"through": "agreement", "provider": one.provider_code}
        return {"through": "neighbour", "provider": ""}

    def standing_of_depot(self, code: str) -> dict[str, Any] | None:
        """Say the same of a depot; None where no agreement shares any goods that lie there."""
        standing = self.standing(code)
        if standing["through"] != "agreement" or self._shares_goods(standing["provider"]):
            return standing
        if any(code.startswith(one) for one in self.neighbours):
            return {"through": "neighbour", "provider": ""}
        return None

    def _shares_goods(self, provider: str) -> bool:
        return any(
            one.provider_code == provider
            and (not one.terms or any(term.kind == "item" for term in one.terms))
            for one in self.agreements
        )

    def is_agreed(self, provider: str, code: str, team_kind: str | None = None) -> bool:
        """Whether a provider's agreements cover a thing; one without terms covers everything."""
        if not provider:
            return True
        for one in self.agreements:
            terms = {(term.kind, term.code) for term in one.terms}
            kinds = {("capability", code), ("item", code), ("team_kind", team_kind)}
            if one.provider_code == provider and (not terms or terms & kinds):
                return True
        return False

    def as_agreed(self, team: schemas.SurveyTeam) -> schemas.SurveyTeam:
        """Return a team with those of its capabilities that its agreement covers.

        One that it does not cover at all stands among the neighbours, where those are listed.
        """
        covered = {
            code: units
            for code, units in team.capabilities.items()
            if self.is_agreed(team.provider, code, team.kind)
        }
        if not covered and any(team.jurisdiction_code.startswith(one) for one in self.neighbours):
            return team.model_copy(update={"through": "neighbour", "provider": ""})
        return team.model_copy(update={"capabilities": covered})
