"""A solution told in words: why each line is as it is, what is short, what would be if."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from app.solve_sentences import CHINESE, ENGLISH, FACTS, FIXES, PHRASES, REASONS, TERMS
from dispatch.optimiser.solution import (
    Change,
    Difference,
    NextBest,
    Pick,
    Reason,
    Shortfall,
    Solution,
    Status,
)
from dispatch.optimiser.tradeoff import TradeOffPoint
from dispatch.optimiser.what_if.asking import WhatIf
from dispatch.optimiser.what_if.comparison import ArrivalChange, Comparison, PickChange
from dispatch.optimiser.what_if.why_not import WhyNot, Without

_INDENT = "  "


class Words:
    """Sentences in one language, made from codes and facts."""

    def __init__(self, language: str) -> None:
        self._at = CHINESE if language.startswith("zh") else ENGLISH

    def say(self, phrase: str, **parts: object) -> str:
        """Return a phrase with its parts filled in."""
        return PHRASES[phrase][self._at].format(**parts)

    def join(self, parts: Iterable[str]) -> str:
        """Return parts of a sentence in one line."""
        return self.say("joiner").join(part for part in parts if part)

    def span(self, seconds: int | None) -> str:
        """Return a time as people say it."""
        if seconds is None:
            return self.say("none")
        if seconds < 60:
            return self.say("seconds", n=seconds)
        minutes = round(seconds / 60)
        if minutes < 120:
            return self.say("minutes", n=minutes)
        return self.say("hours", h=minutes // 60, n=minutes % 60)

    def price(self, value: int | None) -> str:
        """Return a rise or fall of the objective with its sign."""
        return self.say("none") if value is None else f"{value:+,}"

    def term(self, name: str) -> str:
        """Return the name of a term."""
        return TERMS[name][self._at]

    def reason(self, reason: Reason) -> str:
        """Return a reason, or a fix, with its facts."""
        names = FIXES if reason.code in FIXES else REASONS
        return self.join([names[reason.code][self._at], *self._facts(reason.facts)])

    def _facts(self, facts: Mapping[str, Any]) -> Iterator[str]:
        for name, template in FACTS.items():
            value = facts.get(name)
            if value is None or value == []:
                continue
            yield template[self._at].format(v=self._value(name, value))

    def _value(self, name: str, value: Any) -> str:
        if name.endswith("_s"):
            return self.span(value)
        if isinstance(value, list | tuple):
            return " ".join(str(each) for each in value)
        return f"{value:,}" if isinstance(value, int) else str(value)


def explained(words: Words, solution: Solution) -> Iterator[str]:
    """Tell a whole solution, line by line."""
    yield from headline(words, solution)
    yield words.say("picks", n=len(solution.picks))
    for pick in solution.picks:
        yield _INDENT + _pick(words, pick)
    if solution.deliveries:
        yield words.say("deliveries", n=len(solution.deliveries))
    for row in solution.deliveries:
        told = words.say(
            "delivery", lot=row.lot, need=row.need, amount=row.amount, eta=words.span(row.eta_s)
        )
        yield _INDENT + told
    yield from _shortfalls(words, solution)
    if any(
        (solution.difference.kept, solution.difference.redirected, solution.difference.recalled)
    ):
        yield words.say("difference")
        yield from _difference(words, solution.difference)


def headline(words: Words, solution: Solution) -> Iterator[str]:
    """Tell how good a solution is and what its value is made of."""
    gap = f"{solution.gap:.2%}"
    proof = "proven" if solution.status is Status.OPTIMAL else "feasible"
    value = words.say("value", objective=f"{solution.objective:,}", bound=f"{solution.bound:,}")
    yield words.join([value, words.say(proof, gap=gap)])
    parts = [f"{words.term(name)} {value:,}" for name, value in solution.terms.items() if value]
    if parts:
        yield words.say("terms") + words.say("colon") + words.join(parts)


def _pick(words: Words, pick: Pick) -> str:
    line = f"{pick.team} → {pick.incident}{words.say('colon')}{words.reason(pick.reason)}"
    return words.join([line, _next_best(words, pick.next_best)])


def _next_best(words: Words, row: NextBest | None) -> str:
    if row is None:
        return ""
    if row.team is None:
        return words.say("nobody_else", price=f"{row.price:,}")
    return words.say("next_best", team=row.team, price=f"{row.price:,}")


def _shortfalls(words: Words, solution: Solution) -> Iterator[str]:
    if not solution.shortfalls:
        yield words.say("no_shortfall")
    else:
        yield words.say("shortfalls", n=len(solution.shortfalls))
    for row in solution.shortfalls:
        yield _INDENT + _shortfall(words, row)
    for pin in solution.unmet_pins:
        yield _INDENT + words.say(
            "unmet_pin",
            team=pin.facts["team"],
            incident=pin.facts["incident"],
            reason=words.reason(Reason(pin.reason)),
        )


def _shortfall(words: Words, row: Shortfall) -> str:
    reason = words.reason(Reason(row.reason, row.facts))
    told = words.say("shortfall", need=row.need, amount=row.amount, reason=reason)
    if row.cheapest_fix is None:
        return told
    news = {k: v for k, v in row.cheapest_fix.facts.items() if row.facts.get(k) != v}
    fix = words.reason(Reason(row.cheapest_fix.code, news))
    return words.join([told, words.say("fix", fix=fix)])


def _difference(words: Words, difference: Difference) -> Iterator[str]:
    for kind in ("redirected", "recalled", "kept"):
        for row in getattr(difference, kind):
            yield _INDENT + _running_change(words, kind, row)


def _running_change(words: Words, kind: str, row: Change) -> str:
    way = row.was if kind == "kept" else f"{row.was} → {row.incident or '–'}"
    told = f"{words.say(kind)} {row.team} {way}"
    if kind == "kept":
        return told
    parts = [told]
    for name in ("gains", "costs"):
        terms = row.buys.get(name) or {}
        if terms:
            listed = words.join(f"{words.term(term)} {value:,}" for term, value in terms.items())
            parts.append(words.say("buys" if name == "gains" else name, **{name: listed}))
    return words.join(parts)


def what_if_told(words: Words, name: str, found: WhatIf) -> Iterator[str]:
    """Tell what would be if, against the base."""
    yield words.say("what_if", name=name)
    yield from (_INDENT + line for line in compared(words, found.difference))


def compared(words: Words, found: Comparison) -> Iterator[str]:
    """Tell how one answer differs from another."""
    yield words.say(
        "change",
        before=f"{found.objective_before:,}",
        after=f"{found.objective_after:,}",
        change=words.price(found.change),
    )
    rises = {name: value for name, value in found.price_terms().items() if value}
    if rises:
        yield words.join(f"{words.term(name)} {words.price(v)}" for name, v in rises.items())
    else:
        yield words.say("no_change")
    for kind in ("redirected", "recalled", "added", "kept"):
        for row in getattr(found, kind):
            yield _pick_change(words, kind, row)
    for need in (*found.now_short, *found.less_short):
        before, after = need.short_before or 0, need.short_after or 0
        yield words.say("now_short", need=need.need, before=before, after=after)
    for arrival in found.arrivals:
        yield _arrival(words, arrival)


def _pick_change(words: Words, kind: str, row: PickChange) -> str:
    ways = {"kept": row.incident, "added": row.incident}
    way = ways.get(kind, f"{row.was} → {row.incident or '–'}")
    times = "" if row.eta_after_s is None else words.span(row.eta_after_s)
    return words.join([f"{words.say(kind)} {row.team} {way}", times])


def _arrival(words: Words, row: ArrivalChange) -> str:
    return words.say(
        "arrival",
        incident=row.incident,
        before=words.span(row.first_before_s),
        after=words.span(row.first_after_s),
        last_before=words.span(row.last_before_s),
        last_after=words.span(row.last_after_s),
    )


def why_not_told(words: Words, found: WhyNot) -> Iterator[str]:
    """Tell why a team does not go there, or what forcing it would cost."""
    yield words.say("why_not", team=found.team, incident=found.incident or words.say("anywhere"))
    if found.sent:
        yield _INDENT + words.say("sent_already")
        if found.instead is not None:
            yield _INDENT + _instead(words, found.instead)
        return
    if found.obstacle is not None:
        yield _INDENT + words.say("obstacle", reason=words.reason(found.obstacle))
    if found.difference is None:
        return
    price, least = words.price(found.price), words.price(found.at_least)
    yield _INDENT + words.say("forced", price=price, least=least)
    if found.gives_way:
        yield _INDENT + words.say("gives_way", teams=words.join(found.gives_way))
    yield from (_INDENT + line for line in compared(words, found.difference))


def _instead(words: Words, found: Without) -> str:
    return words.say(
        "instead",
        price=words.price(found.price),
        least=words.price(found.at_least),
        teams=words.join(found.joins) or words.say("none"),
    )


def trade_off_told(words: Words, points: Iterable[TradeOffPoint]) -> Iterator[str]:
    """Tell the answers from the fastest help to the best kept cover."""
    yield words.say("trade_off")
    for point in points:
        yield _INDENT + words.say(
            "point",
            weight=f"{point.cover_weight:,}",
            mean=words.span(point.response.mean_s),
            last=words.span(point.response.last_s),
            lost=point.cover_lost,
            short=point.shortage,
        )


def written(words: Words, path: Path) -> str:
    """Tell where something was written."""
    return words.say("written", path=path)
