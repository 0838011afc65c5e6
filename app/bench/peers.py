"""Nine weak points of a greedy recommender, each as a case: its answer beside ours, as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.bench.greedy_peer import Recommended, View, recommend
from app.bench.record import FOLDER
from app.bench.registry import Asked, Figure, benchmark
from app.bench.valued import Worth, worth
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import solve

CASES = Path(__file__).parent / "peer_cases"
PAGE = FOLDER / "peers.md"
HEAD = """# A greedy recommender beside the joint answer

Made by `./muster bench peers` from the nine cases in `app/bench/peer_cases/`; do not edit by hand.

Left stands what **a greedy recommender as described in our notes** answers: our own small program,
written from a description of how an open peer recommends units (one call at a time, requirement by
requirement, the nearest first). It is not the peer's code; that was read, not run, so nothing here
is a measurement of any product. Right stands what this project's dispatcher answers on the same
case, checked, and proven where nothing else is said. Both are valued on the true travel times by
the rules of [the format](../formats/README.md); "short" counts units of need that stay unmet or are
met too late to be of use. The cases are small on purpose: each shows one thing and can be followed
by hand. They do not say how often it happens; [that table](greedy.md) does.

"""


@dataclass(frozen=True, slots=True)
class Compared:
    """One case with both answers and what each is worth."""

    name: str
    case: dict[str, Any]
    peer: Recommended
    peer_worth: Worth
    ours: dict[str, Any]
    our_worth: Worth


@benchmark("peers", "nine weak points of a greedy recommender beside the joint answer; a page")
def measure(asked: Asked) -> Iterator[Figure]:
    """Compare on every case and write docs/benchmarks/peers.md (not with --quick)."""
    found = compare_all()
    if not asked.quick:
        PAGE.write_text(page(found), encoding="utf-8")
    for one in found:
        name = f"{one.case['item']} {one.case['title']}"
        objective = one.our_worth.objective
        yield Figure(f"{name}: short", short(one.our_worth), "units", 1, short(one.peer_worth))
        yield Figure(f"{name}: objective", objective, "price", 1, one.peer_worth.objective)
    worse = sum(one.peer_worth.objective > one.our_worth.objective for one in found)
    yield Figure("cases in which the greedy answer is worse", worse, "cases", len(found))


def compare_all() -> list[Compared]:
    """Both answers to every case, in the order of the cases."""
    return [compare(path) for path in sorted(CASES.glob("*.json"))]


def compare(path: Path) -> Compared:
    """Both answers to one case; ours must hold every rule."""
    case = json.loads(path.read_text(encoding="utf-8"))
    problem = case["problem"]
    peer = recommend(problem, View(**case["view"]))
    ours = solve(Problem.from_json(problem), budget=Budget(seconds=20)).to_json()
    broken = check(problem, ours)
    if broken:
        raise AssertionError(f"{path.name}: {broken}")
    sent = {pick["team"]: pick["incident"] for pick in ours["picks"]}
    return Compared(
        path.stem,
        case,
        peer,
        _peer_worth(problem, peer),
        ours,
        worth(problem, sent, ours["moves"], ours["deliveries"]),
    )


def _peer_worth(problem: dict[str, Any], peer: Recommended) -> Worth:
    """Where moves are priced a unit that is suggested twice stands by where it was first sent."""
    moves = dict(reversed(peer.moves)) if _prices_moves(problem) else {}
    return worth(
        problem,
        {unit: place for unit, (place, _) in peer.sent.items()},
        [{"team": unit, "rule": rule, "priced": True} for unit, rule in moves.items()],
    )


def _prices_moves(problem: dict[str, Any]) -> bool:
    return bool((problem.get("policy") or {}).get("move_ups"))


def short(valued: Worth) -> int:
    """Units of need that stay unmet."""
    return sum(valued.missing.values())


def page(found: list[Compared]) -> str:
    """The page of all cases."""
    lines = [
        "| | case | greedy recommender | ours | short: greedy / ours |",
        "|---|---|---|---|---|",
    ]
    for one in found:
        units = f"{short(one.peer_worth)} / {short(one.our_worth)}"
        row = (str(one.case["item"]), one.case["title"], greedy_text(one), our_text(one), units)
        lines.append(f"| {' | '.join(row)} |")
    return HEAD + "\n".join(lines) + "\n\n" + "\n".join(_told(one) for one in found)


def _told(one: Compared) -> str:
    told = f"**{one.case['item']}. {one.case['title']}.** {one.case['weak']}"
    greedy, ours = one.peer_worth.objective, one.our_worth.objective
    return f"{told}\n*Case:* {one.case['case']} *Objective:* {greedy:,} against {ours:,}.\n"


def greedy_text(one: Compared) -> str:
    """Who goes where by the recommender, with the arrival it believes in where that is not true."""
    parts = []
    for unit, (place, said_s) in one.peer.sent.items():
        true_s = one.peer_worth.arrivals_s.get(unit)
        true = "cannot come" if true_s is None else _minutes(true_s)
        said = "" if true_s == said_s else f", believed to take {_minutes(said_s)}"
        parts.append(f"{unit} → {place} ({true}{said})")
    areas = [rule["area"] for rule in one.case["problem"].get("cover") or []]
    parts += [f"then {unit} to stand by in the {areas[k]}" for unit, k in one.peer.moves]
    return "; ".join(parts) or "nothing"


def our_text(one: Compared) -> str:
    """Who goes where, who stands by and what is brought when, by the joint answer."""
    ours = one.ours
    parts = [f"{p['team']} → {p['incident']} ({_minutes(p['eta_s'])})" for p in ours["picks"]]
    parts += [f"{m['team']} to stand by in the {m['area']}" for m in ours["moves"]]
    for row in ours["deliveries"]:
        load = f"{row['amount']} of {row['lot']}"
        parts.append(f"{load} on trip {row['trip']} ({_minutes(row['eta_s'])})")
    proof = "" if ours["status"] == "optimal" else " (not proven)"
    return ("; ".join(parts) or "nothing") + proof


def _minutes(seconds: int) -> str:
    return f"{round(seconds / 60, 1):g} min"
