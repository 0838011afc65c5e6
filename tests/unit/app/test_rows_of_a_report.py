"""Rows of a report's tables: left out of the paper and counted, remarked on, and found again."""

from app.documents.description import Column, Table
from app.evaluation.rows import as_edited, edit_of, keys_of, loose
from app.papers.words import Speaker

SAY = Speaker("zh-CN")
HEADS = ["事项", "应完成", "结论"]
ROWS = [["市级报告", "08:30", "按时"], ["省级报告", "09:30", "未完成"], ["市级报告", "08:30", "晚"]]
TABLE = Table([Column(one) for one in HEADS], ROWS)


def edits_of(**by_row: dict[str, object]) -> dict[str, dict[str, object]]:
    keys = keys_of(HEADS, ROWS)
    return {
        keys[int(name.removeprefix("row"))]: {"left_out": False, "remark": "", "row": "x"} | told
        for name, told in by_row.items()
    }


def test_rows_that_are_named_alike_have_keys_of_their_own() -> None:
    keys = keys_of(HEADS, ROWS)
    assert len(set(keys)) == 3
    assert keys_of(["别的表", "", ""], ROWS) != keys


def test_an_edit_stays_with_its_row_when_what_stands_in_it_changes_or_others_come_before() -> None:
    edits = edits_of(row1={"remark": "通信中断"})
    later = [["县级报告", "07:30", "按时"], ["省级报告", "09:30", "晚 12 分钟"]]
    assert [edit_of(edits, key).remark for key in keys_of(HEADS, later)] == ["", "通信中断"]
    assert loose(edits, keys_of(HEADS, later)) == []


def test_a_remark_whose_row_is_gone_is_told_as_loose() -> None:
    edits = edits_of(row1={"remark": "通信中断", "row": "省级报告 · 09:30"})
    assert loose(edits, keys_of(HEADS, ROWS[:1])) == ["省级报告 · 09:30：通信中断"]


def test_the_paper_leaves_rows_out_counts_them_and_sets_remarks_beside_the_others() -> None:
    edits = edits_of(row0={"left_out": True}, row1={"remark": "通信中断"})
    found = as_edited(TABLE, edits, SAY)
    assert [one.head for one in found.columns] == [*HEADS, "评估组说明"]
    assert [list(row) for row in found.rows] == [[*ROWS[1], "通信中断"], [*ROWS[2], "—"]]
    assert found.note == "评估组略去 1 行。"


def test_a_table_that_nobody_touched_goes_to_paper_as_it_is() -> None:
    assert as_edited(TABLE, {}, SAY) is TABLE
    assert as_edited(TABLE, {"0123456789abcdef-1": {"left_out": True, "remark": ""}}, SAY) is TABLE
