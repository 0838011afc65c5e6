"""What was expected after each inject: done by its conditions, judged anew from the log.

What no condition says is for observers and not counted here. An expectation that is no more than
"a first report was sent", on an incident whose report chain has clocks of its own, is counted with
the first of those: one report counts once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from exercises.giving_judging import Fact, first_held_at
from exercises.scenario import Expected
from exercises.schemas_score import TimeRow
from exercises.scoring.log import Log, Record, Told, must, seconds, uuid_of, words
from exercises.scoring.times import Clock, row

_NOUNS = ("incident", "order", "need", "sitrep")
_MEASURED_BY = {
    "elapsed_s": "incident",
    "ordered": "order",
    "on_scene": "order",
    "acknowledged": "order",
    "unmet": "need",
    "reported": "sitrep",
}
"""What a measure of a condition counts."""


def expected_rows(log: Log, statutory: Sequence[TimeRow]) -> list[TimeRow]:
    """Return a line for each thing expected after what was given."""
    given = [history for history in log.histories("inject").values() if _given(history)]
    refs = incident_refs(log)
    facts = _facts(log, {incident_id: ref for ref, incident_id in refs.items()})
    found = []
    for history in given:
        inject = history[-1].record
        script = (inject.get("script") or {}).get("expected", [])
        for number, wanted in enumerate(script):
            judge = _Judge(log, history, facts, refs)
            found.append(judge.row(number, Expected.model_validate(wanted), statutory))
    return found


def _given(history: Sequence[Told]) -> Told | None:
    return next((one for one in history if one.verb == "given"), None)


def incident_refs(log: Log) -> dict[str, str]:
    """Return which incident each reference of the scenario became."""
    found = {}
    for history in log.histories("inject").values():
        inject = history[-1].record
        if inject["doing"]["do"] == "report" and inject["incident_id"]:
            found[inject["doing"]["incident"]] = inject["incident_id"]
    return found


def _facts(log: Log, refs: dict[str, str]) -> list[tuple[Told, Fact]]:
    told = sorted((one for noun in _NOUNS for one in log.of(noun)), key=lambda one: one.seq)
    return [(one, _fact(log, one, refs)) for one in told]


def _fact(log: Log, told: Told, refs: dict[str, str]) -> Fact:
    noun, record = told.kind.partition(".")[0], told.record
    incident_id = told.id if noun == "incident" else record.get("incident_id")
    acknowledged = noun == "order" and record["acknowledged_at"] is not None
    open_need = noun == "need" and record["state"] == "open"
    return Fact(
        at_s=seconds(told.at, log.begins_at),
        noun=noun,
        id=told.id,
        incident=refs.get(str(incident_id)),
        state=str(record.get("state") or ""),
        team=record.get("team_id") if noun == "order" else None,
        counts=acknowledged or (open_need and record["quantity"] > record["committed"]),
    )


class _Judge:
    """Judges what was expected after one inject."""

    def __init__(
        self,
        log: Log,
        history: Sequence[Told],
        facts: Sequence[tuple[Told, Fact]],
        refs: dict[str, str],
    ) -> None:
        given = _given(history)
        assert given is not None
        self.log, self.inject, self.given = log, history[-1].record, given
        self.facts, self.refs = facts, refs
        self.given_at = must(self.inject["given_at"])

    def row(self, number: int, wanted: Expected, statutory: Sequence[TimeRow]) -> TimeRow:
        """Return one expectation with its verdict."""
        due_at = None
        if wanted.within_s is not None:
            due_at = self.given_at + timedelta(seconds=wanted.within_s)
        done_at, told = self._done(wanted)
        incident_id = self._incident(wanted)
        twin = self._twin(wanted, incident_id, statutory)
        left_out = "counted_with" if twin else None
        line = row(
            self.log,
            Clock(self.given_at, due_at, done_at),
            [self.given, told],
            key=f"expected:{self.inject['ref']}:{number}",
            group="expected",
            code="expected",
            title=words(wanted.text.zh, wanted.text.en),
            source=None,
            subject_id=uuid_of(self.given.id),
            incident_id=incident_id,
            left_out=left_out if wanted.when else "by_observers",
            counted_with=twin,
        )
        if not wanted.when:
            return line.model_copy(update={"verdict": "unknown", "late_s": None})
        if due_at is None and done_at is not None:
            return line.model_copy(update={"verdict": "met"})
        return line

    def _done(self, wanted: Expected) -> tuple[datetime | None, Told | None]:
        """Return when all conditions first held after the inject, and the event that made them."""
        if not wanted.when:
            return None, None
        log = self.log
        from_s = seconds(self.given_at, log.begins_at)
        until_s = seconds(log.until_at, log.begins_at)
        facts = list(_bearing(wanted, self.facts))
        at_s = first_held_at(wanted.when, (fact for _, fact in facts), from_s, until_s)
        if at_s is None:
            return None, None
        done_at = max(log.begins_at + timedelta(seconds=at_s), self.given_at)
        then = (told for told, fact in reversed(facts) if fact.at_s == at_s)
        return done_at, next((one for one in then if not one.kind.startswith("incident.")), None)

    def _incident(self, wanted: Expected) -> str | None:
        named = {one.incident for one in wanted.when if one.incident is not None}
        if len(named) == 1:
            return self.refs.get(named.pop())
        found: str | None = self.inject["incident_id"]
        return found

    def _twin(
        self, wanted: Expected, incident_id: str | None, statutory: Sequence[TimeRow]
    ) -> str | None:
        if [(one.measure, one.at_least) for one in wanted.when] != [("reported", 1)]:
            return None
        mine = (
            one.key
            for one in statutory
            if str(one.incident_id) == incident_id and one.left_out is None
        )
        return next(mine, None)


def _bearing(wanted: Expected, facts: Sequence[tuple[Told, Fact]]) -> Iterator[tuple[Told, Fact]]:
    """Return the facts that conditions can change with: of their nouns and incidents, news only.

    Most of a long log repeats how things stand; measuring anew after each would take too long.
    """
    nouns = {"incident", *(_MEASURED_BY[one.measure] for one in wanted.when)}
    refs = {one.incident for one in wanted.when}
    known: dict[tuple[str, str], tuple[object, ...]] = {}
    for told, fact in facts:
        if fact.noun not in nouns or not (None in refs or fact.incident in refs):
            continue
        stands = (fact.state, fact.team, fact.counts, fact.incident)
        if known.get((fact.noun, fact.id)) != stands:
            known[fact.noun, fact.id] = stands
            yield told, fact


def unjudged_keys(log: Log) -> list[str]:
    """Return the keys of the observers' sheet of what only they can judge, of what was given."""
    return [
        f"expected:{history[-1].record['ref']}:{number}"
        for history in log.histories("inject").values()
        if _given(history)
        for number, wanted in enumerate(_script(history[-1].record))
        if not wanted.get("when")
    ]


def _script(inject: Record) -> list[Record]:
    found: list[Record] = (inject.get("script") or {}).get("expected", [])
    return found
