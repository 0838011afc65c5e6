"""Dry runs of a run card before it is used: every expression, code, unit, order and text (pure).

A fault keeps the card out of use; a remark is only told. Expressions are tried with nothing known,
with everything known, and on a sample incident.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from core.errors import DomainError
from plans import errors_cards as errors
from plans.expressions import Source, check_condition, check_quantity, quantity
from plans.facts import IncidentFacts
from plans.messages import unknown_names
from plans.ordering import circle_in
from plans.schemas_cards import CardBody, CardRequirement
from resources.units import NotConvertible, converted


@dataclass(frozen=True)
class Finding:
    """What is wrong where: the part of the card, its row, its field."""

    part: str
    row: int | None
    field: str | None
    error: DomainError
    is_fault: bool = True


@dataclass(frozen=True)
class Known:
    """What a card may name: units by code of capabilities and goods, tasks of lower levels."""

    capabilities: Mapping[str, str]
    items: Mapping[str, str]
    lower_tasks: Sequence[str] = ()


def findings(body: CardBody, plan_code: str, known: Known, facts: IncidentFacts) -> list[Finding]:
    """Return everything that a check finds on a card, in the order of the card."""
    return [
        *_trigger(body, plan_code),
        *_requirements(body, plan_code, known, facts),
        *_tasks(body, known),
        *_messages(body),
    ]


def _tried(part: str, row: int | None, field: str, check: object) -> Iterator[Finding]:
    assert callable(check)
    try:
        check()
    except DomainError as error:
        yield Finding(part, row, field, error)


def _trigger(body: CardBody, plan_code: str) -> Iterator[Finding]:
    source = Source(plan_code, "trigger")
    yield from _tried("card", None, "trigger", lambda: check_condition(body.trigger, source))


def _requirements(
    body: CardBody, plan_code: str, known: Known, facts: IncidentFacts
) -> Iterator[Finding]:
    for row, one in enumerate(body.requirements):
        yield from _requirement(row, one, plan_code, known, facts)


def _requirement(
    row: int, one: CardRequirement, plan_code: str, known: Known, facts: IncidentFacts
) -> Iterator[Finding]:
    part = "requirements"
    yield from _catalogued(row, one, known)
    faults: list[Finding] = []
    for field in ("quantity", "least"):
        text = getattr(one, field)
        if text is not None:
            source = Source(plan_code, f"{part}[{row + 1}].{field}")
            faults += _tried(part, row, field, lambda t=text, s=source: check_quantity(t, s))
    yield from faults
    if not faults:
        yield from _on_sample(row, one, plan_code, facts)


def _catalogued(row: int, one: CardRequirement, known: Known) -> Iterator[Finding]:
    part = "requirements"
    units = known.capabilities if one.capability_code else known.items
    counted_in = units.get(one.code)
    if counted_in is None:
        yield Finding(part, row, "code", errors.CodeUnknown(field="code", code=one.code))
    elif one.unit is not None and not _fits(one.unit, counted_in):
        facts = {"code": one.code, "unit": one.unit, "counted_in": counted_in}
        yield Finding(part, row, "unit", errors.UnitDoesNotFit(field="unit", **facts))
    if one.item_code is not None:
        for field in ("grade", "people_per_shift", "relief_after_s"):
            if getattr(one, field) is not None:
                error = errors.OnlyForTeams(field=field, what=field)
                yield Finding(part, row, field, error)


def _fits(unit: str, counted_in: str) -> bool:
    try:
        converted(Fraction(1), unit, counted_in)
    except NotConvertible:
        return False
    return True


def _on_sample(
    row: int, one: CardRequirement, plan_code: str, facts: IncidentFacts
) -> Iterator[Finding]:
    """Hold the numbers of the sample incident against each other."""
    source = Source(plan_code, f"requirements[{row + 1}]")
    wanted = quantity(one.quantity, facts, source).value
    least = quantity(one.least, facts, source).value if one.least else None
    if wanted == 0:
        error: DomainError = errors.NothingAsked(field="quantity")
        yield Finding("requirements", row, "quantity", error, is_fault=False)
    elif wanted is not None and least is not None and least > wanted:
        error = errors.LeastTooMuch(field="least", least=least, quantity=wanted)
        yield Finding("requirements", row, "least", error, is_fault=False)


def _tasks(body: CardBody, known: Known) -> Iterator[Finding]:
    refs = [task.ref for task in body.tasks]
    for row, task in enumerate(body.tasks):
        if refs.index(task.ref) != row:
            yield Finding("tasks", row, "ref", errors.RefTwice(field="ref", ref=task.ref))
        for ref in task.after:
            if ref not in refs and ref not in known.lower_tasks:
                error = errors.TaskOrderUnknown(field="after", ref=ref)
                yield Finding("tasks", row, "after", error)
    circle = circle_in({task.ref: task.after for task in body.tasks})
    if circle:
        row = refs.index(circle[0])
        error_of = errors.TaskOrderCircular(field="after", refs=" → ".join([*circle, circle[0]]))
        yield Finding("tasks", row, "after", error_of)


def _messages(body: CardBody) -> Iterator[Finding]:
    for row, one in enumerate(body.messages):
        for field in ("text", "text_en"):
            unknown = unknown_names(getattr(one, field))
            if unknown:
                names = ", ".join(f"{{{name}}}" for name in unknown)
                error = errors.TextNameUnknown(field=field, names=names)
                yield Finding("messages", row, field, error)
