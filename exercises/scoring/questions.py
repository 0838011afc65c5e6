"""Each need's decision against what was provable at that moment with the same knowledge.

Compared is the amount that the reference brings, no more. ``lost_s`` is the predicted arrival of
that much by the orders given, minus the arrival that accepting the reference at once would have
brought; it splits into waiting and into slower journeys, and nothing of it is counted twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from exercises.schemas_score import QuestionRow, QuestionVerdict, Reference
from exercises.scoring.asking import Asked, Promise, Question, asked
from exercises.scoring.log import Log, Told, must, refs, seconds, uuid_of, words
from exercises.scoring.offers import Offer, Share, best, offers, shares

AS_GOOD_S = 120
"""Up to so much later counts as being as good: somebody has to read before they decide (J)."""


def question_rows(log: Log) -> list[QuestionRow]:
    """Return every amount that was asked for, with what was decided and what was provable."""
    known = offers(log)
    return [
        _Compared(log, known, one, question, number).row()
        for one in asked(log)
        for number, question in enumerate(one.questions)
    ]


@dataclass(frozen=True)
class Sent:
    """The promises that make up the amount compared, and when it was to be and was there."""

    promises: tuple[Promise, ...]
    predicted_at: datetime | None
    arrived_at: datetime | None

    @property
    def ordered_at(self) -> datetime:
        """Return when the last of it was ordered."""
        return self.promises[-1].at


class _Compared:
    """One question beside the answer that it is compared with."""

    def __init__(
        self, log: Log, known: Sequence[Offer], asked: Asked, question: Question, number: int
    ) -> None:
        self.log, self.known, self.asked = log, known, asked
        self.question, self.number = question, number
        ended = asked.ended
        self.until_seq = log.until_seq + 1 if ended is None else ended.seq
        self.offered = list(shares(known, asked, question, self._complete_seq()))
        self.reference = best(self.offered)
        self.sent = self._sent()

    def _complete_seq(self) -> int:
        """Return the event after which no offer bears on the decision any more."""
        question = self.question
        if question.promises and question.ordered >= question.amount - question.cut:
            return question.promises[-1].seq
        return self.until_seq

    def _sent(self) -> Sent | None:
        """Return what was sent of what the reference brings; None where less was.

        What had been promised when the reference was worked out is no part of it.
        """
        if self.reference is None:
            return None
        basis, wanted = self.reference.offer.basis_seq, self.reference.amount
        taken: list[Promise] = []
        for one in self.question.promises:
            if one.seq > basis and wanted > 0:
                taken.append(one)
                wanted -= one.amount
        if not taken or wanted > 0:
            return None
        lines = [one.line for one in taken]
        predicted = [None if one is None else one.predicted_at for one in lines]
        arrived = [None if one is None else one.arrived_at for one in lines]
        return Sent(tuple(taken), _latest(predicted), _latest(arrived))

    def row(self) -> QuestionRow:
        """Return the line of the question."""
        need, question, reference = self.asked.history[-1].record, self.question, self.reference
        lost_s, waited_s = self._lost()
        sent = self.sent
        compared = 0 if reference is None else reference.amount
        return QuestionRow(
            key=f"question:{need['id']}:{self.number}",
            need_id=need["id"],
            incident_id=need["incident_id"],
            incident_title=self.log.title_of(need["incident_id"]) or "",
            label=words(need["label"], need["label_en"]),
            unit="item" if need["item_code"] else "capability",
            code=need["item_code"] or need["capability_code"],
            from_amount=question.before,
            to_amount=question.before + question.amount,
            asked_at=question.asked.at,
            due_at=must(question.need["latest_at"]),
            reference=None if reference is None else _reference(reference),
            compared_amount=compared,
            ordered_amount=question.ordered,
            arrived_amount=self._arrived(),
            ordered_at=sent.ordered_at if sent else None,
            predicted_at=sent.predicted_at if sent else None,
            arrived_at=sent.arrived_at if sent else None,
            waited_s=waited_s,
            slower_s=None if lost_s is None or waited_s is None else lost_s - waited_s,
            lost_s=lost_s,
            field_s=self._field(),
            unmet_provable=self._unmet_provable(),
            verdict=self._verdict(lost_s),
            orders=sorted({one.line.number for one in question.promises if one.line}),
            events=refs(self._told()),
        )

    def _lost(self) -> tuple[int | None, int | None]:
        sent, reference = self.sent, self.reference
        if sent is None or reference is None:
            return None, None
        waited_s = max(0, seconds(sent.ordered_at, reference.offer.at))
        if sent.predicted_at is None:
            return None, waited_s
        return seconds(sent.predicted_at, reference.eta_at), waited_s

    def _field(self) -> int | None:
        sent = self.sent
        if sent is None or sent.predicted_at is None or sent.arrived_at is None:
            return None
        return seconds(sent.arrived_at, sent.predicted_at)

    def _arrived(self) -> int:
        lines = ((one.amount, one.line) for one in self.question.promises)
        return sum(amount for amount, line in lines if line is not None and line.arrived_at)

    def _unmet_provable(self) -> int | None:
        """Return what could have been had by a proven answer, was asked for still, not ordered."""
        question = self.question
        could = [
            question.ordered_at(one.offer.basis_seq) + one.amount
            for one in self.offered
            if one.offer.is_proven
        ]
        if not could:
            return None
        wanted = question.amount - self._cut_before_due()
        return max(0, min(max(could), wanted) - question.ordered)

    def _cut_before_due(self) -> int:
        """Return how much was called off while there was still time for it."""
        due_at = must(self.question.need["latest_at"])
        at = {one.seq: one.at for one in self.asked.history}
        return sum(amount for seq, amount in self.question.cut_by if at[seq] <= due_at)

    def _verdict(self, lost_s: int | None) -> QuestionVerdict:
        question, ordered = self.question, self.question.ordered
        wanted = question.amount - self._cut_before_due()
        if wanted <= 0 and not ordered:
            return "called_off"
        if self.reference is None:
            return self._without_reference(ordered)
        if self._still_open():
            return "open"
        if self._unmet_provable():
            return "less" if ordered else "unanswered"
        if lost_s is None:
            return "unknown"
        return "as_good" if lost_s <= AS_GOOD_S else "later"

    def _without_reference(self, ordered: int) -> QuestionVerdict:
        if self._still_open() and not self.offered:
            return "open"
        return "unprovable" if self.offered and not ordered else "unknown"

    def _still_open(self) -> bool:
        """Say whether it may still be decided in time."""
        if self.log.is_over or self.question.left <= 0:
            return False
        return self.log.until_at <= must(self.question.need["latest_at"])

    def _told(self) -> list[Told | None]:
        promises = self.question.promises
        lines = [one.line for one in promises]
        told: list[Told | None] = [self.question.asked, *(one.told for one in promises)]
        told += [one.arrived for one in lines if one is not None]
        return [*told, self.reference.offer.told if self.reference else None]


def _latest(instants: Sequence[datetime | None]) -> datetime | None:
    """Return the last of some instants; unknown where one of them is."""
    known = [one for one in instants if one is not None]
    return max(known) if known and len(known) == len(instants) else None


def _reference(share: Share) -> Reference:
    offer = share.offer
    found = uuid_of(offer.record["id"])
    assert found is not None
    return Reference(
        proposal_id=found,
        number=offer.number,
        seq=offer.seq,
        offered_at=offer.at,
        proven=offer.is_proven,
        gap=offer.gap,
        amount=share.amount,
        eta_at=share.eta_at,
        teams=list(share.teams),
    )
