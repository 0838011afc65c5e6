"""Conditions and quantities of plans, written in CEL (Common Expression Language): the one place.

An expression reads the facts of an incident as ``incident.<fact>`` and nothing else. It has
arithmetic, comparison, ``&& || !``, ``in``, ``? :`` and these functions: ``has(incident.x)`` (is it
known), ``per(a, b)`` (one for every b of a, begun ones too), ``greatest`` and ``smallest`` of some
numbers, ``double`` and ``int``. As in CEL, whole numbers and decimals do not mix:
``double(incident.exposed) * 1.5``. A decimal result is rounded up.

Unknown stays unknown. A fact that nobody knows is absent, not zero: an expression that needs it has
no result (None, with the names of the missing facts). Whoever writes a plan states the number for
that case: ``has(incident.exposed) ? per(incident.exposed, 50) : 4``, or the same with
``incident.exposed_known``. `check_quantity` demands it. Only where the rest decides alone the
unknown does not matter: ``incident.deaths >= 3 || incident.trapped >= 10`` holds when one
side does.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

import celpy
from celpy import celtypes
from celpy.celparser import CELParseError
from celpy.evaluation import CELEvalError
from lark import Token, Tree

from core.errors import Invalid
from plans.facts import FACT_NAMES, FactValue, IncidentFacts

MAX_LENGTH = 500
MAX_DEPTH = 150
"""Levels of the grammar's tree, about ten for each pair of brackets: keeps evaluation shallow."""
MAX_QUANTITY = 1_000_000

REFUSED_FORMS = {
    "dot_ident": "a leading dot",
    "dot_ident_arg": "a leading dot",
    "member_dot_arg": "a method call",
    "member_index": "an index",
    "member_object": "an object",
    "map_lit": "a map",
}


class ExpressionRefused(Invalid):
    """The expression in {field} of plan {plan} is refused."""

    zh: ClassVar[str] = "预案 {plan} 的字段 {field} 中的表达式不可用。"


class ExpressionSyntax(ExpressionRefused):
    """The expression in {field} of plan {plan} cannot be read at line {line}, column {column}."""

    zh = "预案 {plan} 的字段 {field}：表达式第 {line} 行第 {column} 列有语法错误。"


class ExpressionTooLong(ExpressionRefused):
    """The expression in {field} of plan {plan} has {length} characters; {limit} are allowed."""

    zh = "预案 {plan} 的字段 {field}：表达式有 {length} 个字符，最多 {limit} 个。"


class ExpressionTooDeep(ExpressionRefused):
    """The expression in {field} of plan {plan} is nested too deeply."""

    zh = "预案 {plan} 的字段 {field}：表达式嵌套过深。"


class ExpressionNameUnknown(ExpressionRefused):
    """{name} at line {line}, column {column} in {field} of plan {plan} is not known."""

    zh = "预案 {plan} 的字段 {field}：第 {line} 行第 {column} 列的 {name} 不是事件要素或函数。"


class ExpressionFormRefused(ExpressionRefused):
    """The expression in {field} of plan {plan} uses {form}, which plans may not."""

    zh = "预案 {plan} 的字段 {field}：表达式使用了不允许的写法（{form}）。"


class ExpressionFails(ExpressionRefused):
    """The expression in {field} of plan {plan} cannot be worked out: {detail}."""

    zh = "预案 {plan} 的字段 {field}：表达式无法计算（{detail}）。"


class ExpressionResultRefused(ExpressionRefused):
    """The expression in {field} of plan {plan} gives {result}, but {wanted} is wanted."""

    zh = "预案 {plan} 的字段 {field}：表达式结果为 {result}，应为 {wanted}。"


class ExpressionNeedsDefault(ExpressionRefused):
    """The expression in {field} of plan {plan} gives no number while {unknown} is not known."""

    zh = "预案 {plan} 的字段 {field}：{unknown} 未知时表达式没有结果，请用 has() 写明缺省值。"


@dataclass(frozen=True)
class Source:
    """Which field of which plan an expression stands in, so that an error can name it."""

    plan: str
    field: str

    @property
    def facts(self) -> dict[str, Any]:
        return {"plan": self.plan, "field": self.field}


class Quantity(NamedTuple):
    """A worked-out quantity, None where needed facts are unknown, and the facts it rests on."""

    value: int | None
    unknown: tuple[str, ...]
    basis: dict[str, FactValue]


class Verdict(NamedTuple):
    """Whether a condition holds, None where needed facts are unknown, and what it rests on."""

    holds: bool | None
    unknown: tuple[str, ...]
    basis: dict[str, FactValue]


class _Program(NamedTuple):
    runner: celpy.Runner
    reads: tuple[str, ...]


def quantity(text: str, facts: IncidentFacts, source: Source) -> Quantity:
    """Work out how many: a whole number from zero up, rounded up; None while facts are unknown."""
    result, unknown, basis = _evaluate(text, facts, source)
    if unknown:
        return Quantity(None, unknown, basis)
    return Quantity(_whole(result, source), (), basis)


def condition(text: str, facts: IncidentFacts, source: Source) -> Verdict:
    """Work out whether a condition holds; None while facts that would decide it are unknown."""
    result, unknown, basis = _evaluate(text, facts, source)
    if unknown:
        return Verdict(None, unknown, basis)
    if not isinstance(result, bool | celtypes.BoolType):
        raise ExpressionResultRefused(**source.facts, result=str(result), wanted="true / false")
    return Verdict(bool(result), (), basis)


def check_quantity(text: str, source: Source) -> None:
    """Refuse a quantity that cannot be read, or gives no number while facts are unknown."""
    for facts in (_NOTHING_KNOWN, _ALL_KNOWN):
        answer = quantity(text, facts, source)
        if answer.value is None:
            raise ExpressionNeedsDefault(**source.facts, unknown=", ".join(answer.unknown))


def check_condition(text: str, source: Source) -> None:
    """Refuse a condition that cannot be read or gives something else than true or false."""
    for facts in (_NOTHING_KNOWN, _ALL_KNOWN):
        condition(text, facts, source)


_NOTHING_KNOWN = IncidentFacts("other")
_ALL_KNOWN = IncidentFacts(
    "other", 1, 1, 1, 1, 1, 1, 1, "1017", "small", "road_tanker", 1.0, 4, 4, 1, 1, 12, 1, 1
)


def _evaluate(
    text: str, facts: IncidentFacts, source: Source
) -> tuple[Any, tuple[str, ...], dict[str, FactValue]]:
    program = _compile(text, source)
    visible = facts.visible
    basis = {name: visible[name] for name in program.reads if name in visible}
    try:
        result = program.runner.evaluate({"incident": _as_cel(visible)})
    except RecursionError:
        raise ExpressionTooDeep(**source.facts) from None
    except (CELEvalError, ValueError, TypeError, ArithmeticError) as error:
        unknown = tuple(name for name in program.reads if name not in visible)
        if unknown:
            return None, unknown, basis
        raise ExpressionFails(**source.facts, detail=_detail(error)) from error
    return result, (), basis


def _detail(error: Exception) -> str:
    return str(error.args[0]) if error.args else type(error).__name__


def _whole(result: Any, source: Source) -> int:
    """Round a number up; refuse what is no number, negative, endless or beyond reason."""
    is_number = isinstance(result, int | float) and not isinstance(result, bool | celtypes.BoolType)
    if not is_number or not math.isfinite(result) or not 0 <= result <= MAX_QUANTITY:
        wanted = f"0 … {MAX_QUANTITY}"
        raise ExpressionResultRefused(**source.facts, result=str(result), wanted=wanted)
    rounded: int = math.ceil(result)
    return rounded


def _as_cel(visible: dict[str, FactValue]) -> celtypes.MapType:
    return celtypes.MapType(
        {celtypes.StringType(name): _cel_value(value) for name, value in visible.items()}
    )


def _cel_value(value: FactValue) -> celtypes.Value:
    match value:
        case bool():
            return celtypes.BoolType(value)
        case int():
            return celtypes.IntType(value)
        case float():
            return celtypes.DoubleType(value)
        case str():
            return celtypes.StringType(value)


# --- compiling ---------------------------------------------------------------------------------


def _compile(text: str, source: Source) -> _Program:
    if len(text) > MAX_LENGTH:
        raise ExpressionTooLong(**source.facts, length=len(text), limit=MAX_LENGTH)
    try:
        return _program(text)
    except CELParseError as error:
        position = {"line": error.line or 1, "column": error.column or 1}
        raise ExpressionSyntax(**source.facts, **position) from error
    except _Refusal as refusal:
        raise refusal.category(**source.facts, **refusal.facts) from None


class _Refusal(Exception):
    """A fault of an expression, before it is known which plan it stands in."""

    def __init__(self, category: type[ExpressionRefused], **facts: Any) -> None:
        super().__init__(category.__name__)
        self.category = category
        self.facts = facts


@lru_cache(maxsize=4096)
def _program(text: str) -> _Program:
    tree = _ENVIRONMENT.compile(text)
    reads = tuple(dict.fromkeys(_facts_read(tree)))
    return _Program(_ENVIRONMENT.program(tree, functions=_FUNCTIONS), reads)


def _facts_read(tree: Tree[Token]) -> Iterator[str]:
    """Walk the tree: refuse every form that plans may not use, yield the facts that are needed.

    What stands inside ``has()`` is asked about, not needed.
    """
    waiting: list[tuple[Tree[Token], int, bool]] = [(tree, 1, False)]
    while waiting:
        node, depth, only_asked = waiting.pop()
        if depth > MAX_DEPTH:
            raise _Refusal(ExpressionTooDeep)
        fact = _fact_named_by(node)
        if fact is not None:
            if not only_asked:
                yield fact
            continue
        _refuse_forms(node)
        asked = only_asked or (node.data == "ident_arg" and _token(node).value == "has")
        subtrees = [child for child in node.children if isinstance(child, Tree)]
        waiting += [(child, depth + 1, asked) for child in reversed(subtrees)]


def _fact_named_by(node: Tree[Token]) -> str | None:
    """Return x of ``incident.x``, None for any other node; an x that is no fact is refused."""
    if node.data != "member_dot" or _root_name(node.children[0]) != "incident":
        return None
    name = node.children[1]
    if isinstance(name, Token) and name.value in FACT_NAMES:
        return str(name.value)
    raise _Refusal(ExpressionNameUnknown, name=f"incident.{name}", **_position(name))


def _root_name(node: Tree[Token] | Token) -> str | None:
    while isinstance(node, Tree) and len(node.children) == 1 and node.data != "ident":
        node = node.children[0]
    if isinstance(node, Tree) and node.data == "ident":
        return str(node.children[0])
    return None


def _refuse_forms(node: Tree[Token]) -> None:
    if node.data in REFUSED_FORMS:
        raise _Refusal(ExpressionFormRefused, form=REFUSED_FORMS[str(node.data)])
    if node.data in ("ident", "member_dot"):
        name = _token(node)
        raise _Refusal(ExpressionNameUnknown, name=str(name), **_position(name))
    if node.data == "ident_arg" and _token(node).value not in ("has", *_FUNCTIONS, *_CONVERSIONS):
        name = _token(node)
        raise _Refusal(ExpressionNameUnknown, name=f"{name}()", **_position(name))


def _token(node: Tree[Token]) -> Token:
    return next(child for child in node.children if isinstance(child, Token))


def _position(token: Tree[Token] | Token) -> dict[str, int]:
    if isinstance(token, Token):
        return {"line": token.line or 1, "column": token.column or 1}
    return {"line": 1, "column": 1}


# --- functions that plans may call -------------------------------------------------------------


def _per(amount: Any, share: Any) -> celtypes.IntType:
    if share <= 0:
        raise ValueError("per() needs a share above zero")
    return celtypes.IntType(math.ceil(float(amount) / float(share)))


def _greatest(*numbers: Any) -> Any:
    return max(_numbers(numbers), key=float)


def _smallest(*numbers: Any) -> Any:
    return min(_numbers(numbers), key=float)


def _numbers(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if not all(isinstance(value, int | float) for value in values):
        raise ValueError("only numbers can be compared by size")
    return values


_FUNCTIONS: dict[str, Any] = {"per": _per, "greatest": _greatest, "smallest": _smallest}
_CONVERSIONS = ("double", "int")
_ENVIRONMENT = celpy.Environment()
