"""What an answer is worth in one world, against the best choice there, had one known it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatch.optimiser import score
from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.teams.assign import floor_answer, improve
from dispatch.optimiser.teams.blocks import build_blocks
from dispatch.optimiser.teams.board import Board, lay_out
from dispatch.optimiser.teams.fills import fill_needs
from dispatch.optimiser.teams.memory import Memory
from dispatch.optimiser.teams.search import Search

NEAR = 0.01
WORLD_SECONDS = 2.0
"""Longest search for the best choice of one world; without a proof its bound is taken."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Value of the teams' half in one world: the answer's, of which `shortage` is the price of
    what it leaves short; a bound no choice goes below; and the best that was found."""

    value: int
    shortage: int
    bound: int
    found: int

    @property
    def is_optimal(self) -> bool:
        """No choice is better."""
        return self.value <= self.bound

    @property
    def is_near_optimal(self) -> bool:
        """It costs at most 1 % more than the best, the price of what stays short left out."""
        return self.value - self.bound <= NEAR * max(0, self.bound - self.shortage)

    @property
    def is_settled(self) -> bool:
        """Nothing that the search may still find changes what is said about the answer."""
        far = self.value - self.found > NEAR * max(0, self.found - self.shortage)
        return self.is_optimal or (self.found < self.value and (far or self.is_near_optimal))


Judge = Callable[[Problem, Solution, frozenset[str], Memory | None], Verdict]


def judge(
    world: Problem, solution: Solution, dropped: frozenset[str], memory: Memory | None = None
) -> Verdict:
    """What the answer's picks and moves are worth in a world; they stay, their fills are new.

    Parameters
    ----------
    world : the teams' half of the problem as it is in that world.
    dropped : needs that the answer gives up with their group.
    memory : what a search in a like world left, to begin with; it stays as it is.
    """
    board = lay_out(world, dropped)
    value, shortage = _worth(board, solution)
    search: Search | None = None

    def is_settled() -> bool:
        if search is None:
            return False
        best = search.result()
        return Verdict(value, shortage, best.bound, best.objective).is_settled

    watch = Watch(Budget(seconds=WORLD_SECONDS, stop=is_settled))
    search = Search(board, build_blocks(board), watch)
    floor_answer(search)
    if memory is not None:
        memory.recall(search)
    best = search.result() if is_settled() else improve(search, [], _copied(memory))
    return Verdict(value, shortage, best.bound, best.objective)


def remembered(problem: Problem, dropped: frozenset[str]) -> Memory:
    """What the search for the best choice at the stated times leaves behind."""
    board, memory = lay_out(problem, dropped), Memory()
    search = Search(board, build_blocks(board), Watch(Budget(seconds=WORLD_SECONDS)))
    floor_answer(search)
    improve(search, [], memory)
    return memory


def _copied(memory: Memory | None) -> Memory | None:
    return None if memory is None else replace(memory)


def teams_only(problem: Problem) -> Problem:
    """The problem without goods."""
    needs = tuple(need for need in problem.needs if need.capability is not None)
    return replace(problem, needs=needs, depots=(), lots=(), items={}, uncertainty=None)


def given_up(problem: Problem, solution: Solution) -> frozenset[str]:
    """Needs of groups that hold teams and goods and that the answer leaves unserved."""
    short = {shortfall.need for shortfall in solution.shortfalls}
    kinds: dict[str, set[bool]] = {}
    for need in problem.needs:
        if need.group is not None:
            kinds.setdefault(need.group, set()).add(need.item is None)
    broken = {n.group for n in problem.needs if n.group is not None and n.id in short}
    return frozenset(
        n.id for n in problem.needs if n.group in broken and len(kinds[n.group or ""]) > 1
    )


def _worth(board: Board, solution: Solution) -> tuple[int, int]:
    """Value of the answer's teams in a world, and the price of the shortage in it."""
    problem = board.problem
    teams = {team.id: k for k, team in enumerate(problem.teams)}
    incidents = {one.id: k for k, one in enumerate(problem.incidents)}
    sent = [(teams[pick.team], incidents[pick.incident]) for pick in solution.picks]
    moves = [(teams[move.team], move.rule) for move in solution.moves if move.priced]
    terms = score.terms_of(board, fill_needs(board, sent), (), moves)
    return score.weighted(problem, terms), problem.policy.weights.shortage * terms["shortage"]
