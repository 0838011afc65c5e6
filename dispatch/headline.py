"""The one sentence about an answer: how many needs it meets, until when, how well proven."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

Record = Mapping[str, Any]
Proof = Literal["proven", "improving", "unproven"]
_WITHOUT_ANSWER = {"requested": "waiting", "solving": "solving", "failed": "failed"}


def headlines_of(proposal: Record, needs: Sequence[Record]) -> tuple[dict[str, Any], list[Any]]:
    """Return the sentence about a proposal as far as these needs go, and one for each incident."""
    state, gap = proposal["state"], proposal["gap"]
    if proposal["solved_at"] is None:
        return headline(needs, _WITHOUT_ANSWER.get(state), None, gap), []
    proof = proof_of(state, gap, proposal["timings_s"])
    of_incident: dict[str, list[Record]] = {}
    for need in needs:
        of_incident.setdefault(str(need["incident_id"]), []).append(need)
    parts = [
        headline(rows, None, proof, gap) | {"incident_id": incident_id}
        for incident_id, rows in of_incident.items()
    ]
    return headline(needs, None, proof, gap), parts


def proof_of(state: str, gap: float | None, timings_s: Record) -> Proof:
    """Say whether an answer is proven, may still become better, or stays as it is unproven.

    Only a finished solve announces a proof; what was accepted or put aside keeps the one it had.
    """
    if state == "proven" or (state != "feasible" and gap == 0):
        return "proven"
    return "unproven" if state != "feasible" or "solve" in timings_s else "improving"


def headline(
    needs: Iterable[Record], code: str | None, proof: Proof | None, gap: float | None
) -> dict[str, Any]:
    """Return the sentence about some needs; a given code says why there is no answer."""
    rows = list(needs)
    short = sum(1 for row in rows if row["short"] > 0)
    arrivals = [row["last_s"] for row in rows if row["last_s"] is not None]
    return {
        "incident_id": None,
        "code": code or _code(len(rows), short),
        "needs": len(rows),
        "met": len(rows) - short,
        "short": short,
        "late": sum(1 for row in rows if row["late_s"] > 0),
        "last_s": max(arrivals, default=None),
        "proof": proof,
        "gap": gap,
    }


def _code(needs: int, short: int) -> str:
    if not needs:
        return "nothing_asked"
    if not short:
        return "all_met"
    return "none_met" if short == needs else "some_short"
