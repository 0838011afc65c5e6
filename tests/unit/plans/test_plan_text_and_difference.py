"""The simple writing of sections, and what changed between two editions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.diff_documents import (
    Part,
    TextChange,
    Wanted,
    lines_between,
    requirements_between,
    sections_between,
)
from plans.resource_change import Standing, losses
from plans.text_documents import Block, Entries, Grid, Paragraph, blocks_of, text_of

WORDS = st.text(alphabet="预案一abc1)-|\\·• ", min_size=1, max_size=12).map(
    lambda word: " ".join(word.split())
)
REAL = WORDS.filter(bool)
BLOCKS = st.one_of(
    st.builds(Paragraph, REAL),
    st.builds(Entries, st.lists(REAL, min_size=1, max_size=3).map(tuple), st.booleans()),
    st.integers(1, 3).flatmap(
        lambda width: st.builds(
            Grid,
            st.lists(
                st.lists(WORDS, min_size=width, max_size=width).map(tuple), min_size=1, max_size=3
            ).map(tuple),
        )
    ),
)


@settings(deadline=None)
@given(st.lists(BLOCKS, max_size=5))
def test_whatever_is_written_is_read_back_as_it_was(blocks: list[Block]) -> None:
    assert blocks_of(text_of(blocks)) == blocks


def test_paragraphs_lists_and_tables_are_told_apart() -> None:
    text = "为了做好防汛。\n- 一队\n- 二队\n1) 报告\n\n| 名称 | 数量 |\n| 泵 | 2 |"
    assert blocks_of(text) == [
        Paragraph("为了做好防汛。"),
        Entries(("一队", "二队"), ordered=False),
        Entries(("报告",), ordered=True),
        Grid((("名称", "数量"), ("泵", "2"))),
    ]


def joined(lines: list, *changes: TextChange) -> str:
    return "\n".join("".join(p.text for p in line if p.change in changes) for line in lines)


def test_a_changed_word_is_told_character_by_character() -> None:
    [line] = lines_between("指挥长由市长担任。", "指挥长由副市长担任。")
    assert [(one.change, one.text) for one in line if one.change is not TextChange.SAME] == [
        (TextChange.ADDED, "副")
    ]


@settings(deadline=None)
@given(st.lists(REAL, max_size=6), st.lists(REAL, max_size=6))
def test_both_editions_can_be_read_out_of_their_difference(old: list[str], new: list[str]) -> None:
    lines = lines_between("\n".join(old), "\n".join(new))
    before = joined(lines, TextChange.SAME, TextChange.REMOVED).splitlines()
    after = joined(lines, TextChange.SAME, TextChange.ADDED).splitlines()
    assert [one for one in before if one] == old
    assert [one for one in after if one] == new


def part(origin: str, title: str, text: str, key: str | None = None) -> Part:
    return Part(origin, key, "", title, text)


def test_sections_are_paired_by_descent_then_by_rule_then_by_title() -> None:
    before = [part("a", "总则", "x"), part("b", "指挥", "y", "command"), part("c", "附则", "z")]
    after = [part("a", "总 则", "x"), part("n", "组织指挥", "y", "command"), part("m", "新节", "w")]
    found = sections_between(before, after)
    assert [(one.change, one.title) for one in found] == [
        (TextChange.CHANGED, "总 则"),
        (TextChange.CHANGED, "组织指挥"),
        (TextChange.ADDED, "新节"),
        (TextChange.REMOVED, "附则"),
    ]
    assert found[0].former_title == "总则"


def test_a_requirement_is_told_as_added_removed_or_changed() -> None:
    pump, boat = (Wanted(2, code, code, "2", None, 1800) for code in ("pump", "boat"))
    more = pump._replace(quantity="4")
    found = requirements_between([pump, boat], [more, pump._replace(code="tent")])
    assert [(one.change, (one.after or one.before).code) for one in found] == [  # type: ignore[union-attr]
        (TextChange.REMOVED, "boat"),
        (TextChange.CHANGED, "pump"),
        (TextChange.ADDED, "tent"),
    ]


def test_a_loss_counts_from_its_share_on_and_what_was_nil_cannot_be_lost() -> None:
    before = Standing({"diving": 4, "boats": 100, "nothing": 0}, {"2990102": 200})
    now = Standing({"diving": 3, "boats": 76, "nothing": 0}, {})
    found = losses(before, now, 25)
    assert [(one.code, one.percent) for one in found] == [("2990102", 100), ("diving", 25)]
