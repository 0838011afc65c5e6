"""What the service says by itself: every error and every pair of words, in Chinese and in English."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

import pytest

from app.words import words
from core.errors import DomainError

PACKAGES = [
    "aid",
    "alarms",
    "app",
    "core",
    "dispatch",
    "exchange",
    "geo",
    "hazards",
    "incidents",
    "plans",
    "resources",
]
NOT_THE_SERVICE = re.compile(r"^app\.(testing|bench|seed)\b|make_fonts")
CHINESE = re.compile(r"[\u3400-\u9fff]")
FACT = re.compile(r"\{(\w+)[^}]*\}")


def modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not NOT_THE_SERVICE.search(found.name) and not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


MODULES = list(modules())


def errors() -> list[type[DomainError]]:
    found, waiting = [], [DomainError]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += one.__subclasses__()
    return sorted(set(found), key=lambda one: one.__qualname__)


def pairs() -> Iterator[tuple[str, str, str]]:
    """Every table of a module that says a code as (Chinese, English)."""
    for module in MODULES:
        for name, value in vars(module).items():
            if not isinstance(value, dict) or getattr(value, "__module__", None):
                continue
            for code, said in value.items():
                if _is_pair(said):
                    yield f"{module.__name__}.{name}[{code}]", said[0], said[1]


def _facts(template: str) -> set[str]:
    """What a text names, a word of Chinese for its code, and where a form was wrong left aside."""
    return {fact.removesuffix("_zh") for fact in FACT.findall(template)} - {"field", "value"}


def _is_pair(said: object) -> bool:
    if not isinstance(said, tuple) or len(said) != 2:
        return False
    return all(isinstance(one, str) for one in said) and bool(CHINESE.search(said[0]))


@pytest.mark.parametrize("error", errors(), ids=lambda error: error.__name__)
def test_an_error_is_said_in_both_languages_and_names_the_same_facts(
    error: type[DomainError],
) -> None:
    english = inspect.cleandoc(error.__doc__ or "")
    assert english, "an error without a sentence"
    assert CHINESE.search(error.zh), "an error without Chinese words"
    assert not CHINESE.search(english.replace(error.zh, "")), "Chinese in the English sentence"
    if "zh" in vars(error):
        assert _facts(error.zh) == {one.removesuffix("_en") for one in _facts(english)}


def test_pairs_of_words_hold_chinese_and_english_with_the_same_facts() -> None:
    said = list(pairs())
    assert len(said) > 100
    chinese_in_english = [place for place, _chinese, english in said if CHINESE.search(english)]
    differing = [
        place
        for place, chinese, english in said
        if sorted(FACT.findall(chinese)) != sorted(FACT.findall(english))
    ]
    assert (chinese_in_english, differing) == ([], [])


def test_codes_in_error_texts_have_words_in_both_languages() -> None:
    chinese, english = words("zh-CN"), words("en")
    assert set(chinese) == set(english)
    assert [code for code, said in chinese.items() if not CHINESE.search(said)] == []
    assert [code for code, said in english.items() if CHINESE.search(said)] == []
