"""Reading the policy and the uncertainty of a problem."""

from __future__ import annotations

from collections.abc import Mapping

from dispatch.optimiser.files.fields import Fields
from dispatch.optimiser.parts import AgeLimits, Policy, Uncertainty, Weights


def read_policy(row: Fields) -> Policy:
    """The policy of a problem, what is not given by default."""
    row.refuse_others(
        [
            "weights",
            "strict",
            "lateness_factor",
            "age_limits",
            "disturbance_s",
            "tier_price_s",
            "may_move_on_scene",
            "name",
            "move_ups",
        ]
    )
    default = Policy()
    return Policy(
        weights=_weights(row.inner("weights")),
        strict=row.flag("strict", False),
        lateness_factor=float(row.number("lateness_factor", default.lateness_factor, least=1.0)),
        age_limits=_age_limits(row.inner("age_limits")),
        disturbance_s=_disturbance(row.inner("disturbance_s"), default.disturbance_s),
        tier_price_s=row.whole("tier_price_s", default.tier_price_s, most=10**8),
        may_move_on_scene=row.flag("may_move_on_scene", False),
        name=row.text("name", default.name),
        move_ups=row.flag("move_ups", False),
    )


def _weights(row: Fields) -> Weights:
    default = Weights()
    names = list(Weights.__slots__)
    row.refuse_others(names)
    return Weights(**{name: row.whole(name, getattr(default, name), most=10**9) for name in names})


def _age_limits(row: Fields) -> AgeLimits:
    row.refuse_others(("stock_s", "position_s"))
    return AgeLimits(row.whole("stock_s", None), row.whole("position_s", None))


def _disturbance(row: Fields, default: Mapping[str, int]) -> dict[str, int]:
    row.refuse_others(list(default))
    return {state: row.whole(state, price, most=10**8) for state, price in default.items()}


def read_uncertainty(top: Fields) -> Uncertainty | None:
    """The ranges of travel and turnout, None where the problem states none."""
    if top.row.get("uncertainty") is None:
        return None
    row, default = top.inner("uncertainty"), Uncertainty()
    row.refuse_others(list(Uncertainty.__slots__))
    low = float(row.number("travel_low", default.travel_low, least=0.01, most=1.0))
    quick = row.whole("turnout_low_s", default.turnout_low_s, most=10**6)
    return Uncertainty(
        travel_low=low,
        travel_high=float(row.number("travel_high", default.travel_high, least=1.0, most=100)),
        turnout_low_s=quick,
        turnout_high_s=row.whole(
            "turnout_high_s", max(quick, default.turnout_high_s), least=quick, most=10**6
        ),
        worlds=row.whole("worlds", default.worlds, most=10_000),
        share=float(row.number("share", default.share, least=0.5, most=1.0)),
        robust=row.flag("robust", False),
    )
