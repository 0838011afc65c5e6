"""Every code the optimiser can give has its sentence on the screen, in both languages."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from dispatch.optimiser.solution import TERMS, FixCode, PickReason, ShortfallReason
from dispatch.optimiser.what_if.why_not import Obstacle
from dispatch.schemas_acceptance import OrderToIssue
from dispatch.schemas_headline import Headline
from dispatch.schemas_promotion import PromotionStep

LOCALES = Path(__file__).resolve().parents[3] / "frontend" / "src" / "app" / "locales"


def words(file: str, block: str) -> set[str]:
    """The keys of one block of a catalogue."""
    text = (LOCALES / file).read_text(encoding="utf-8")
    found = re.search(rf"^( *){block}: {{\n(.*?)^\1}},", text, re.MULTILINE | re.DOTALL)
    assert found is not None, f"{file}: {block}"
    return set(re.findall(r"^ *(\w+): ", found.group(2), re.MULTILINE))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_reasons_and_fixes_have_words_on_the_screen(language: str) -> None:
    assert {*PickReason, *ShortfallReason, *FixCode} <= words(f"{language}.ts", "reason")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_terms_have_words_on_the_screen(language: str) -> None:
    assert set(TERMS) <= words(f"{language}.ts", "term")


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_obstacles_have_words_on_the_screen(language: str) -> None:
    assert set(Obstacle) <= words(f"study.{language}.ts", "obstacles")


def _codes(shape: type[BaseModel], field: str) -> set[str]:
    """The closed list of codes that a field may hold."""
    told = re.findall(r"'(\w+)'", str(shape.model_fields[field].annotation))
    assert told
    return set(told)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize(
    ("shape", "field", "block"),
    [
        (Headline, "code", "head"),
        (Headline, "proof", "proof"),
        (PromotionStep, "does", "does"),
        (PromotionStep, "because", "cannot"),
        (OrderToIssue, "change", "orders"),
    ],
)
def test_codes_of_deciding_have_words_on_the_screen(
    language: str, shape: type[BaseModel], field: str, block: str
) -> None:
    text = (LOCALES / f"decide.{language}.ts").read_text(encoding="utf-8")
    found = re.search(rf"^  {block}: {{(.*?)}},?$", text, re.MULTILINE | re.DOTALL)
    assert found is not None, block
    assert _codes(shape, field) <= set(re.findall(r"\b(\w+): '", found.group(1)))


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_fix_has_a_button_with_words(language: str) -> None:
    text = (LOCALES / f"decide.{language}.ts").read_text(encoding="utf-8")
    fixes = text[text.index("  fix: {") :]
    assert set(FixCode) <= set(re.findall(r"\b(\w+): '", fixes[: fixes.index("\n  },")]))
