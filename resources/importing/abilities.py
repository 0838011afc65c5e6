"""Amounts of what teams can do: squads are counted, the flow of pumps is measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from resources.importing.problems import CellProblem
from resources.importing.quantities import PEOPLE
from resources.units import NotConvertible, converted, unit_named

_COUNTED = frozenset(("", "个", "支", "只", "队", "组", "班", "台", "套", "艘", "艇", "辆", "车", "架", "部", "小组", "小队", "分队", "编队", "team", "teams", "unit", "units", "squad", "squads", "crew", "crews", "set", "sets", "pcs", "ekip", "adet", "tane", "takım"))  # noqa: E501  # fmt: skip
"""Words for one of whatever a capability is counted in."""


@dataclass(frozen=True)
class Abilities:
    """In what each capability is counted, and which capabilities measure another, in what."""

    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    measures: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def amount(self, code: str, number: str, unit: str) -> tuple[str, int]:
        """Return what so much of a capability is: a count of it, or an amount of its measure.

        Eight people are no eight squads, and 2,000 m³/h no 2,000 pumps: what is neither a word for
        one of it nor a unit of its measure is refused.
        """
        own = self.units.get(code, ())
        if unit.casefold() in PEOPLE - _COUNTED - {"座", "seats"}:
            raise CellProblem("unit_unknown", unit=unit, known="、".join(dict.fromkeys(own)))
        if unit_named(unit) is None and (unit.casefold() in _COUNTED or unit in own):
            return code, _whole(Fraction(number), number)
        for one in (code, *self.measures.get(code, ())):
            for kept_in in self.units.get(one, ()):
                try:
                    return one, int(converted(Fraction(number), unit, kept_in))
                except NotConvertible:
                    continue
        raise CellProblem("unit_unknown", unit=unit[:30], known="、".join(dict.fromkeys(own)))


def _whole(amount: Fraction, text: str) -> int:
    if amount.denominator != 1:
        raise CellProblem("number_not_whole", text=text)
    return int(amount)
