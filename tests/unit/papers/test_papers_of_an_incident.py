"""Each paper is a function of what was read: what it says, what it asks, what it does not know."""

import importlib.util
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from uuid import UUID

import pytest

from app.documents.description import Block, Document
from app.papers.activity_log import activity_log
from app.papers.asks import asks
from app.papers.check_in import check_in
from app.papers.duty_brief import duty_brief
from app.papers.resource_request import resource_request
from app.papers.special_report import special_report
from app.papers.status_summary import status_summary
from app.papers.words import Speaker
from core.errors import NotFound

ZH, EN = Speaker("zh-CN"), Speaker("en")


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


t = _load("small_papers")


def lines_of(document: Document) -> list[str]:
    """A paper as lines of plain text."""
    return [line for block in document.blocks for line in _lines(block)]


def _lines(block: Block) -> Iterator[str]:
    match block.kind:
        case "heading" | "paragraph":
            yield block.text
        case "facts":
            yield from (f"{label}: {value}" for label, value in block.pairs)
        case "table":
            yield from (" | ".join(row) for row in block.rows or [(block.empty,)])
        case "signatures":
            yield " | ".join(block.names)
        case "imprint":
            yield f"{block.unit} {block.day}"


def papers(say: Speaker) -> list[Document]:
    """All papers of the leak."""
    file = t.file()
    whole = [make(file, say) for make in (special_report, status_summary, check_in, activity_log)]
    return [*whole, resource_request(file, t.TEAMS_NEED, say), duty_brief(t.duty(file), say)]


def test_what_is_not_known_is_said_so_and_zero_stays_zero() -> None:
    lines = lines_of(special_report(t.file(), ZH))
    assert "死亡: 0" in lines
    assert "失踪（下落不明）: 待核实" in lines
    assert "直接经济损失（元）: 待核实" in lines
    assert "发生时间: 待核实" in lines
    assert "泄漏物质: UN 1017；大量泄漏；风：待核实" in lines


def test_every_decision_is_one_sentence_and_the_overdue_comes_first() -> None:
    assert asks(t.file(), ZH) == [
        "请立即签发信息报告：市级报省级已逾期10分钟。",
        "请审定事件级别：系统初判为较大。",
        "请决定是否启动应急响应：目前未启动。",
        "请决定增援、征用或请求支援：尚缺危险化学品处置 1 个单元。",
        "请协调：危化救援3队未能受领指令。",
    ]


def test_nothing_is_asked_where_all_is_settled() -> None:
    settled = t.incident(level=3, response_level=3, report_steps=[t.step(10, sent_at=t.ago(20))])
    covered = [t.need(t.TEAMS_NEED, committed=2, arrived=2)]
    assert asks(t.file(incident=settled, needs=covered), ZH) == []


def test_needs_stand_with_what_is_ordered_arrived_and_missing() -> None:
    lines = lines_of(status_summary(t.file(), ZH))
    assert "1 | 危险化学品处置 | 2 | 个单元 | 1 | 1 | 1 | 11-21 12:30" in lines
    assert "2 | 防毒面具 | 500 | 个 | 500 | 0 | 0 | 11-21 12:30" in lines
    assert "2 项需求中 1 项尚有缺口，0 项已全部到位。" in lines


def test_an_arrival_whose_time_is_not_known_comes_last_and_says_so() -> None:
    lines = lines_of(special_report(t.file(), ZH))
    ahead = [
        line
        for line in lines
        if line.endswith(("逾期", "| ")) and ("报告" in line or "预计" in line)
    ]
    assert ahead == [
        "11-21 11:50 | 信息报告：市级报省级 | 逾期",
        "待核实 | 预计到达：#2 危化救援2队 | ",
    ]


def test_the_check_in_list_has_times_but_no_telephone_numbers() -> None:
    lines = lines_of(check_in(t.file(), ZH))
    assert (
        "1 | 危化救援1队 | 待核实 | 队长（演示） | 待核实 | 到场 | 11-21 10:40 | 11-21 11:00 | — | "
        in lines
    )
    assert "危化救援2队 | 待核实 | 途中 | 待核实" in lines
    assert "现在现场人数: 待核实" in lines
    assert not any("027-0" in line for line in lines)


def test_the_activity_log_is_in_the_order_of_time() -> None:
    lines = lines_of(activity_log(t.file(), ZH))
    times = [line.split(" | ")[1] for line in lines if line.count(" | ") == 3]
    assert times == sorted(times)
    assert len(times) == 9
    assert "3 | 2026-11-21 10:25 | 已通知省应急管理厅值班室。 | 值班员（演示）" in lines


def test_a_resource_request_names_who_answers_it_and_not_who_declined() -> None:
    lines = lines_of(resource_request(t.file(), t.TEAMS_NEED, ZH))
    assert "缺口: 1 个单元" in lines
    assert "#1 | 危化救援1队 | 1 | 到场 | — | 11-21 11:00" in lines
    assert not any("危化救援3队" in line for line in lines)
    with pytest.raises(NotFound):
        resource_request(t.file(), UUID(int=999), ZH)


def test_the_duty_brief_puts_the_worst_incident_first() -> None:
    mild = replace(t.file(), incident=t.incident(title="小火", level=4, report_steps=[]))
    unknown = t.incident(title="级别不明", report_steps=[], priority=2)
    unsure = replace(
        t.file(),
        incident=unknown.model_copy(
            update={"proposed_level": unknown.proposed_level.model_copy(update={"level": None})}
        ),
    )
    grave = replace(t.file(), incident=t.incident(title="大爆炸", level=1, priority=3))
    lines = lines_of(duty_brief(t.duty(unsure, mild, grave), ZH))
    named = [line for line in lines if line.startswith("（")]
    assert named == ["（1）大爆炸", "（2）小火", "（3）级别不明"]
    assert "大爆炸 | 信息报告：市级报省级 | 11-21 11:50 | 10分钟" in lines


def test_a_quiet_area_has_a_brief_that_says_so() -> None:
    lines = lines_of(duty_brief(t.duty(), ZH))
    assert lines[0] == "目前没有未结事件。"
    assert "目前无需领导决定的事项。" in lines


@pytest.mark.parametrize("say", [ZH, EN])
def test_every_paper_has_its_unit_its_marks_and_places_to_sign(say: Speaker) -> None:
    for document in papers(say):
        assert document.unit
        assert document.number
        assert list(document.marks) == [say("演示数据", "DEMONSTRATION DATA")]
        assert document.offices == ("420100", "420000")
        words = " ".join(lines_of(document))
        assert any(
            sign in words
            for sign in (
                "签发",
                "审核",
                "批准人",
                "登记人",
                "Signed",
                "Reviewed",
                "Approved",
                "Recorded",
            )
        )


def test_an_exercise_is_marked_as_one_on_every_paper() -> None:
    file = t.file(setting=replace(t.SETTING, is_exercise=True, is_demo=False))
    assert list(special_report(file, ZH).marks) == ["演练"]
    assert list(check_in(file, EN).marks) == ["EXERCISE"]


def test_english_papers_hold_no_chinese_words_of_our_own() -> None:
    own = ("待核实", "请", "逾期", "尚", "已", "无", "级", "现场")
    told = {"三环线液氯槽车泄漏", "槽车侧翻，罐体阀门泄漏。", "已通知省应急管理厅值班室。"}
    for document in papers(EN):
        for line in lines_of(document):
            for name in told:
                line = line.replace(name, "")
            assert not [word for word in own if word in line], line
