"""The checker's view of cover: what a choice loses after its moves, and whether moves can be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dispatch.optimiser.checking.check_case import Case, Violation, rows_of

Move = Mapping[str, Any]


class Standing:
    """The cover rules with each team's way there and the teams that serve them where they are."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.rules = rows_of(case.problem, "cover")
        self.drive_s: list[dict[str, int]] = [
            {
                team: seconds
                for team, seconds in zip(case.teams, rule["travel"], strict=True)
                if seconds is not None and seconds >= 0
            }
            for rule in self.rules
        ]
        self.near = [self._near(k) for k in range(len(self.rules))]
        self.sent = {pick["team"] for pick in case.picks}

    def _near(self, k: int) -> set[str]:
        rule, case = self.rules[k], self.case
        return {
            team
            for team, seconds in self.drive_s[k].items()
            if case.may_go(team)
            and team not in case.running
            and rule["capability"] in case.teams[team]["units"]
            and (case.teams[team].get("ready_s") or 0) + seconds <= rule["within_s"]
        }

    def weight(self, k: int) -> int:
        given = self.rules[k].get("weight")
        return 1 if given is None else int(given)

    def lost(self, moves: Sequence[Move]) -> list[int]:
        """Teams of cover lost by each rule: those that left, less those moved in."""
        gone = self.sent | {move["team"] for move in moves}
        moved_in = Counter(move["rule"] for move in moves)
        return [
            max(0, min(rule["count"], len(near)) - len(near - gone) - moved_in[k])
            for k, (rule, near) in enumerate(zip(self.rules, self.near, strict=True))
        ]

    def knows(self, move: Move) -> bool:
        place = move.get("rule")
        return isinstance(place, int) and 0 <= place < len(self.rules)


def priced_moves(case: Case) -> list[Move]:
    """The stand-by moves that belong to the choice; others are suggestions."""
    return [move for move in rows_of(case.solution, "moves") if move.get("priced")]


def cover_terms(case: Case) -> tuple[int, int]:
    """Weighted teams of cover lost after the moves of the choice, and the seconds they drive."""
    standing = Standing(case)
    moves = [move for move in priced_moves(case) if standing.knows(move)]
    lost = sum(standing.weight(k) * count for k, count in enumerate(standing.lost(moves)))
    return lost, sum(standing.drive_s[move["rule"]].get(move["team"], 0) for move in moves)


def move_rules(case: Case) -> Iterator[Violation]:
    """Moves are of idle, able teams that can come in time, told with what they save and cost."""
    standing, allowed = Standing(case), bool(case.policy.get("move_ups"))
    seen = set(standing.sent)
    for k, move in enumerate(rows_of(case.solution, "moves")):
        path = f"moves[{k}]"
        if move["team"] not in case.teams or not standing.knows(move):
            yield Violation("unknown", path, "no such team or cover rule")
            continue
        if move["team"] in seen:
            yield Violation("move", path, f"'{move['team']}' is sent or moved elsewhere")
        seen.add(move["team"])
        if bool(move.get("priced")) != allowed:
            yield Violation("move", f"{path}.priced", "is not what the policy says")
        yield from _told_as_is(standing, move, path)
        if move.get("priced"):
            yield from _priced_right(standing, move, path)


def _told_as_is(standing: Standing, move: Move, path: str) -> Iterator[Violation]:
    case, rule, name = standing.case, standing.rules[move["rule"]], move["team"]
    drive_s = standing.drive_s[move["rule"]].get(name)
    if not case.may_go(name) or name in case.running:
        yield Violation("move", path, f"'{name}' is not idle")
    if rule["capability"] not in case.teams[name]["units"] or drive_s is None:
        yield Violation("move", path, f"'{name}' cannot restore this cover")
        return
    right = {
        "area": rule["area"],
        "capability": rule["capability"],
        "drive_s": drive_s,
        "eta_s": (case.teams[name].get("ready_s") or 0) + drive_s,
        "restores": standing.weight(move["rule"]),
    }
    for field, value in right.items():
        if move.get(field) != value:
            yield Violation("move", f"{path}.{field}", f"{move.get(field)} should be {value}")


def _priced_right(standing: Standing, move: Move, path: str) -> Iterator[Violation]:
    case, k = standing.case, move["rule"]
    factor = case.policy.get("lateness_factor")
    if move["eta_s"] > int(standing.rules[k]["within_s"] * (3.0 if factor is None else factor)):
        yield Violation("move", f"{path}.eta_s", "comes too late to be cover")
    if move["team"] in standing.near[k] or case.held_at(move["team"]) is not None:
        yield Violation("move", path, f"'{move['team']}' serves the rule already, or is held")
    moves = [other for other in priced_moves(case) if standing.knows(other)]
    lost = standing.lost(moves)
    without = standing.lost([other for other in moves if other is not move])
    gained = sum(standing.weight(r) * (without[r] - lost[r]) for r in range(len(lost)))
    weights = case.weights
    saves = weights["cover_lost"] * gained - weights["distance_cost"] * move["drive_s"]
    if move.get("saves") != saves:
        yield Violation("move", f"{path}.saves", f"{move.get('saves')} should be {saves}")
    donors = {r for r, near in enumerate(standing.near) if lost[r] and move["team"] in near}
    if {donor["rule"] for donor in move.get("donors") or []} != donors:
        yield Violation("move", f"{path}.donors", f"{len(donors)} areas lose cover by it")
