"""What the dispatcher offered when: each answer on the table, and what it would have brought.

An answer was offered from the event that published it. It knew what had happened up to its
``basis_seq``; accepted at once, it would have brought its picks at the offer plus their times.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from exercises.scoring.asking import Asked, Question
from exercises.scoring.log import Log, Record, Told

PUBLISHED = ("improved", "proven")


@dataclass(frozen=True)
class Offer:
    """One answer, as it was published."""

    told: Told

    @property
    def seq(self) -> int:
        """Return the event that put it on the table."""
        return self.told.seq

    @property
    def at(self) -> datetime:
        """Return when it was put on the table."""
        return self.told.at

    @property
    def record(self) -> Record:
        """Return the answer itself."""
        return self.told.record

    @property
    def number(self) -> int:
        """Return its number."""
        return int(self.record["number"])

    @property
    def basis_seq(self) -> int:
        """Return the last event that it knew of."""
        return int(self.record["basis_seq"])

    @property
    def is_proven(self) -> bool:
        """Say whether it was published as proven: no better answer exists."""
        return self.told.verb == "proven"

    @property
    def gap(self) -> float | None:
        """Return how far the best answer could be away."""
        gap = self.record["gap"]
        return 0.0 if self.is_proven else None if gap is None else float(gap)

    @cached_property
    def needs(self) -> dict[str, Record]:
        """Return what it makes of each need."""
        return {one["need_id"]: one for one in self.record["needs"]}

    @property
    def cover_lost(self) -> int | None:
        """Return the units of cover that it gives up."""
        lost = self.record["terms"].get("cover_lost")
        return None if lost is None else int(lost)

    def picks_at(self, incident_id: str) -> dict[str, str]:
        """Return the teams that it sends to an incident, by identifier."""
        picks = self.record["picks"]
        return {one["team_id"]: one["team_name"] for one in picks if _goes(one, incident_id)}


def _goes(pick: Record, incident_id: str) -> bool:
    return bool(pick["incident_id"] == incident_id)


@dataclass(frozen=True, slots=True)
class Share:
    """What an answer would have brought to a question: how much, until when, who."""

    offer: Offer
    amount: int
    eta_s: int
    teams: tuple[str, ...]

    @property
    def eta_at(self) -> datetime:
        """Return when it would have been there, had the answer been accepted at once."""
        return self.offer.at + timedelta(seconds=self.eta_s)


def offers(log: Log) -> list[Offer]:
    """Return every answer in the order in which it was published."""
    return [Offer(one) for one in log.of("proposal") if one.verb in PUBLISHED]


def shares(
    known: Sequence[Offer], asked: Asked, question: Question, before_seq: int
) -> Iterator[Share]:
    """Return what each answer published before an event would have brought to a question.

    Only answers that knew of the question count; what is open of older ones is served first.
    """
    need_id = str(question.need["id"])
    for offer in known:
        if offer.seq >= before_seq:
            return
        if offer.basis_seq >= question.asked.seq and need_id in offer.needs:
            yield _share(offer, asked, question, need_id)


def _share(offer: Offer, asked: Asked, question: Question, need_id: str) -> Share:
    basis, said = offer.basis_seq, offer.needs[need_id]
    new = said["settled"] + said["brought"] - asked.committed_at(basis)
    older = 0
    for one in asked.questions:
        if one is question:
            break
        older += one.left_at(basis)
    amount = min(max(0, new - older), question.left_at(basis))
    eta_s, teams = _until(_brought(offer, need_id, new), older, amount)
    return Share(offer, amount, eta_s, teams)


def _brought(offer: Offer, need_id: str, new: int) -> list[tuple[int, int, str]]:
    """Return what it brings anew to a need: seconds, how much, who; the soonest first.

    What teams under way are to bring beyond their orders comes at their own times.
    """
    picks = [one for one in offer.record["picks"] if one["fills"].get(need_id)]
    found = [
        (one["eta_s"], one["fills"][need_id], one["team_name"])
        for one in picks
        if one["status"] != "kept"
    ]
    found += [
        (one["eta_s"], one["amount"], one["depot_name"])
        for one in offer.record["deliveries"]
        if one["need_id"] == need_id
    ]
    missing = new - sum(amount for _eta, amount, _who in found)
    kept = [one for one in picks if one["status"] == "kept"]
    if missing > 0 and kept:
        last = max(kept, key=lambda one: (one["eta_s"], one["team_id"]))
        found.append((last["eta_s"], missing, last["team_name"]))
    return sorted(found)


def _until(
    brought: Sequence[tuple[int, int, str]], older: int, amount: int
) -> tuple[int, tuple[str, ...]]:
    """Return when an amount is there after older questions had theirs, and who brings it."""
    eta_s, teams, seen = 0, [], 0
    for at_s, units, who in brought:
        begins, seen = seen, seen + units
        if begins < older + amount and seen > older:
            eta_s = max(eta_s, at_s)
            teams.append(who)
    return eta_s, tuple(dict.fromkeys(teams))


def best(found: Sequence[Share]) -> Share | None:
    """Return what a decision is compared with: the first proven answer that brings anything.

    Without a proven one it is the last answer that brings anything, with its gap.
    """
    useful = [one for one in found if one.amount > 0]
    proven = next((one for one in useful if one.offer.is_proven), None)
    return proven or (useful[-1] if useful else None)
