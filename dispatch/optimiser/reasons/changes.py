"""What each change buys and what it costs, term by term: against what runs, and the last answer.

A change is judged by undoing it alone: the team is kept away from where it is sent, or put back
where it was, the incidents concerned choose again among all teams that are not used elsewhere,
and everything else stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dispatch.optimiser import constraints
from dispatch.optimiser.reasons.explain import Explainer, Fills
from dispatch.optimiser.solution import TERMS, Change, Difference, Pick, Solution
from dispatch.optimiser.teams import fills
from dispatch.optimiser.teams.board import Board

Undone = dict[int, tuple[int, ...]]
"""The teams that blocks would have instead, by block."""

Terms = dict[str, int]


@dataclass(slots=True, eq=False)
class Changes:
    """The changes of one answer; what undoing each would do is worked out once."""

    explainer: Explainer
    picks: tuple[Pick, ...]
    _row: dict[str, int] = field(init=False)
    _home: dict[str, int] = field(init=False)
    _package_of: dict[int, int] = field(init=False)
    _blocks_at: dict[int, list[int]] = field(init=False)
    _pairs_at: dict[int, list[tuple[int, int]]] = field(init=False)
    _told: dict[str, dict[str, object]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        problem, explainer = self.explainer.board.problem, self.explainer
        self._row = {team.id: k for k, team in enumerate(problem.teams)}
        self._home = {incident.id: k for k, incident in enumerate(problem.incidents)}
        self._package_of = {
            team: number
            for number, package in enumerate(explainer.packages)
            for team in package.teams
        }
        self._blocks_at, self._pairs_at = {}, {}
        for number, package in enumerate(explainer.packages):
            incident = explainer.blocks[package.block].incident
            self._blocks_at.setdefault(incident, []).append(number)
        for pair in explainer.fills:
            self._pairs_at.setdefault(pair[1], []).append(pair)

    def against_running(self) -> Difference:
        """How the picks differ from the assignments in force."""
        was = {row.team: row.incident for row in self.explainer.board.problem.running}
        return self._against(was)

    def against(self, previous: Solution) -> Difference:
        """How the picks differ from those of the answer before."""
        return self._against({pick.team: pick.incident for pick in previous.picks})

    def _against(self, was: Mapping[str, str]) -> Difference:
        kept, added, redirected = [], [], []
        for pick in self.picks:
            before = was.get(pick.team)
            if before is None:
                added.append(Change(pick.team, pick.incident, None, self._of_pick(pick)))
            elif before == pick.incident:
                kept.append(Change(pick.team, pick.incident, before, self._of_pick(pick)))
            else:
                buys = self._of_leaving(pick.team, before, pick)
                redirected.append(Change(pick.team, pick.incident, before, buys))
        sent = {pick.team for pick in self.picks}
        recalled = [
            Change(team, None, before, self._of_leaving(team, before, None))
            for team, before in was.items()
            if team not in sent
        ]
        return Difference(tuple(kept), tuple(added), tuple(redirected), tuple(recalled))

    def _of_pick(self, pick: Pick) -> dict[str, object]:
        """Units filled, and what the objective would lose without the pick, by terms."""
        if pick.team not in self._told:
            self._told[pick.team] = self._worth(pick)
        return self._told[pick.team]

    def _worth(self, pick: Pick) -> dict[str, object]:
        told = _plainly(pick)
        if pick.next_best is None:
            return told
        number = self._package_of[self._row[pick.team]]
        package = self.explainer.packages[number]
        found = self.explainer.rest(package, self._row[pick.team])
        return told | self._by_terms({package.block: found.teams})

    def _of_leaving(self, team: str, was: str, pick: Pick | None) -> dict[str, object]:
        """What the objective would lose if the team had to stay; None: it could not stay."""
        told: dict[str, object] = {"fills": {} if pick is None else dict(pick.fills)}
        row = self._row.get(team, -1)
        block = self._block_of(row, was)
        if block is None or self.explainer.with_next_best is False:
            return told | {"saves": None}
        number = self._package_of.get(row)
        left = None if number is None else self.explainer.packages[number]
        saves, undone = self.explainer.staying(block, row, left)
        return told | {"saves": saves} | self._by_terms(undone)

    def _block_of(self, team: int, incident: str) -> int | None:
        """The block of an incident in which a team counts and may serve."""
        for number in self._blocks_at.get(self._home.get(incident, -2), ()):
            block = self.explainer.packages[number].block
            if bool((self.explainer.blocks[block].teams == team).any()):
                return block
        return None

    def _by_terms(self, undone: Undone) -> dict[str, object]:
        """The priced terms that the change makes lower (gains) and higher (costs)."""
        rise = self._rise(undone)
        weights = self.explainer.board.problem.policy.weights
        priced = {name: getattr(weights, name) * rise[name] for name in TERMS}
        return {
            "gains": {name: value for name, value in priced.items() if value > 0},
            "costs": {name: -value for name, value in priced.items() if value < 0},
        }

    def _rise(self, undone: Undone) -> Terms:
        """How much higher every term would be with other teams in some blocks."""
        explainer, board = self.explainer, self.explainer.board
        incidents = sorted({explainer.blocks[block].incident for block in undone} - {-1})
        pairs = [pair for incident in incidents for pair in self._pairs_at.get(incident, ())]
        now: Fills = {pair: explainer.fills[pair] for pair in pairs}
        then = fills.fill_needs(board, self._sent(incidents, undone))
        rise = {name: -value for name, value in _terms(board, incidents, now).items()}
        for name, value in _terms(board, incidents, then).items():
            rise[name] += value
        before = [t for block in undone for t in explainer.packages[block].teams]
        after = [t for teams in undone.values() for t in teams]
        rise["cover_lost"] = explainer.cover_change(before, after, priced=False)
        rise["disturbance"] = _disturbed(board, {*before, *after}, then) - _disturbed(
            board, {*before, *after}, now
        )
        rise["distance_cost"] += self._moves_change(undone)
        return rise

    def _sent(self, incidents: Iterable[int], undone: Undone) -> list[tuple[int, int]]:
        sent = set()
        for incident in incidents:
            for number in self._blocks_at[incident]:
                package = self.explainer.packages[number]
                teams = undone.get(package.block, package.teams)
                sent |= {(team, incident) for team in teams}
        return sorted(sent)

    def _moves_change(self, undone: Undone) -> int:
        """Seconds that stand-by moves would drive more."""
        board, seconds = self.explainer.board, 0
        for block, teams in undone.items():
            rule = self.explainer.blocks[block].restores
            if rule >= 0:
                travel = board.problem.cover[rule].travel
                was = self.explainer.packages[block].teams
                seconds += sum(travel[t] for t in teams) - sum(travel[t] for t in was)
        return seconds


def _terms(board: Board, incidents: Iterable[int], filled: Fills) -> Terms:
    """The terms of some incidents that belong to pairs and needs, unweighted."""
    terms = dict.fromkeys(TERMS, 0)
    came: dict[str, int] = {}
    for (team, incident), given in filled.items():
        weight = constraints.priority_weight(board.problem.incidents[incident].priority)
        terms["lateness"] += weight * int(board.late_s[team, incident])
        terms["response_time"] += weight * int(board.eta_s[team, incident])
        terms["distance_cost"] += _distance(board, team, incident)
        for need, units in given.items():
            came[need] = came.get(need, 0) + units
    for incident in incidents:
        weight = constraints.priority_weight(board.problem.incidents[incident].priority)
        needs = [board.problem.needs[n] for n in board.needs_of[incident]]
        terms["shortage"] += weight * sum(n.amount - came.get(n.id, 0) for n in needs)
    return terms


def _distance(board: Board, team: int, incident: int) -> int:
    if board.on_scene[team, incident]:
        return 0
    tier_s = board.problem.teams[team].tier * board.problem.policy.tier_price_s
    return int(board.problem.travel.teams_to_incidents[team, incident]) + tier_s


def _disturbed(board: Board, teams: Iterable[int], filled: Fills) -> int:
    """Seconds of disturbance of some teams, given the pairs of the incidents concerned."""
    return sum(
        int(board.disturbed_s[team])
        for team in teams
        if (team, int(board.running_at[team])) not in filled
    )


def difference_to_previous(previous: Solution, picks: Iterable[Pick]) -> Difference:
    """How picks differ from an answer before, told without undoing each change."""
    was = {pick.team: pick.incident for pick in previous.picks}
    sent = {pick.team: pick for pick in picks}
    rows = [Change(p.team, p.incident, was.get(p.team), _plainly(p)) for p in sent.values()]
    return Difference(
        kept=tuple(row for row in rows if row.was == row.incident),
        added=tuple(row for row in rows if row.was is None),
        redirected=tuple(row for row in rows if row.was not in (None, row.incident)),
        recalled=tuple(Change(t, None, at) for t, at in was.items() if t not in sent),
    )


def _plainly(pick: Pick) -> dict[str, object]:
    price = None if pick.next_best is None else pick.next_best.price
    return {"fills": dict(pick.fills), "price_without": price}
