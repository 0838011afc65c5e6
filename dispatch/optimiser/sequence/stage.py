"""The second stage: after the joint choice, where each team goes on to, with value and bound."""

from __future__ import annotations

from dataclasses import replace

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence.first_stops import first_stops, rows_of
from dispatch.optimiser.sequence.generate import begin, generate
from dispatch.optimiser.sequence.greedy import cost_of, serve_gravest_first
from dispatch.optimiser.sequence.improve import improve
from dispatch.optimiser.sequence.layout import Layout, lay_field
from dispatch.optimiser.sequence.prove import Answer, prove
from dispatch.optimiser.sequence.visits import later_of, trim, visits_of
from dispatch.optimiser.solution import Part, Solution, Status

LARGE = 20_000
"""With more options than this the first answer is improved in small parts before it is bounded."""
IMPROVE_SHARE = 0.6
"""That may take so much of the time left."""


def is_wanted(problem: Problem) -> bool:
    """Order over time is planned where drives between incidents and lengths of work are known."""
    return problem.travel.between_incidents is not None and any(
        need.work_s is not None and need.capability is not None for need in problem.needs
    )


def plan_later(problem: Problem, solution: Solution, watch: Watch) -> Solution:
    """The solution with its teams' later visits: what stays short now, and reliefs.

    The picks stay as they are. The stage's own objective is Σ over later visits of priority
    weight x (response_time weight x seconds until it begins + lateness weight x seconds late)
    + driving and tier, and the shortage price of each unit that is not served later either; a
    relief is counted from when it is due. Its bound holds for these picks. Neither is part of
    the solution's objective.
    """
    if not is_wanted(problem):
        return solution
    began_s = watch.left_s()
    stops = first_stops(problem, solution)
    layout = lay_field(problem, solution, stops, rows_of(problem, solution, stops))
    answer = _best_routes(layout, watch)
    routes, fills, cost = trim(layout, answer.routes)
    visits = visits_of(problem, layout, stops, routes, fills)
    bound = min(answer.bound if layout.is_whole else 0, cost)
    spent_s = round(began_s - watch.left_s(), 6)
    status = Status.OPTIMAL if bound >= cost else Status.FEASIBLE
    return replace(
        solution,
        visits=visits,
        later=later_of(layout.rows, visits),
        parts={**solution.parts, "sequence": Part(status, cost, bound)},
        timings_s={**solution.timings_s, "sequence": spent_s},
    )


def _best_routes(layout: Layout, watch: Watch) -> Answer:
    """A first answer at once; better ones and a bound while there is time."""
    routes = serve_gravest_first(layout.field)
    first = Answer(routes, cost_of(layout.field, routes), 0)
    if not layout.field.unit.size or watch.is_over():
        return first if layout.field.unit.size else Answer((), first.cost, first.cost)
    if layout.field.unit.size > LARGE:
        part = Watch(Budget(watch.left_s() * IMPROVE_SHARE, watch.budget.rounds, watch.budget.stop))
        first = improve(layout.field, first, part)
    search = begin(layout.field, list(first.routes), watch)
    generate(search, watch.budget.rounds)
    return prove(search, first)
