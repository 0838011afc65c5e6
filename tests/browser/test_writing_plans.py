"""A planner brings in a Word plan, edits a section, has it approved, compares editions, takes papers away."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
from playwright.sync_api import Page, expect

Arrive = Callable[..., Page]
TITLE = "江夏区城市内涝专项应急预案"
SECTIONS = (
    ("一、总则", "为做好内涝应对工作，制定本预案。"),
    ("二、组织指挥体系与职责", "设区防汛指挥部。"),
    ("三、预防与预警", "按气象预警分级发布。"),
    ("四、处置程序", "启动响应后先转移低洼居民。"),
    ("五、应急保障", "泵车、冲锋舟由区库保障。"),
    ("六、后期处置", "清淤消杀，评估损失。"),
)


def word_plan(path: Path) -> Path:
    paper = docx.Document()
    paper.add_paragraph(TITLE)
    for title, text in SECTIONS:
        paper.add_paragraph(title)
        paper.add_paragraph(text)
    paper.save(str(path))
    return path


def opened(arrive: Arrive, username: str, path: str = "/plans", **how: object) -> Page:
    return arrive(username, path=path, **how)


def sign(page: Page, step: str) -> None:
    page.get_by_test_id(f"step-{step}").click()
    if page.get_by_test_id("signer-function").count():
        page.get_by_test_id("signer-function").fill("科长（测试）")
    page.get_by_test_id("take-step").click()
    if step in ("approve", "issue", "enforce"):
        page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_test_id(f"step-{step}")).to_have_count(0)


def test_a_word_plan_becomes_a_plan_in_force_and_its_next_edition_is_compared(
    arrive: Arrive, tmp_path: Path
) -> None:
    page = opened(arrive, "planner")
    expect(page.get_by_test_id("plan-row").first).to_contain_text("WH-YA-06")
    expect(page.get_by_test_id("plan-clock").first).to_have_attribute("data-state", "overdue")
    page.get_by_test_id("import-plan").click()
    page.get_by_test_id("word-file").set_input_files(word_plan(tmp_path / "plan.docx"))
    expect(page.get_by_test_id("word-found")).to_contain_text(TITLE)
    page.get_by_test_id("take-over").click()
    page.get_by_test_id("plan-code").fill("WH-NL-01")
    page.get_by_test_id("make-plan").click()
    expect(page.get_by_test_id("plan-name")).to_have_text(TITLE)
    expect(page.get_by_test_id("plan-section")).to_have_count(7)
    page.get_by_test_id("edit-section").nth(3).click()
    page.get_by_test_id("section-text").fill("先转移居民。\n- 老人\n- 儿童")
    page.get_by_test_id("save-section").click()
    expect(page.get_by_test_id("plan-section").nth(3).locator("li")).to_have_count(2)
    page.get_by_test_id("tab-steps").click()
    sign(page, "review")
    chief = opened(arrive, "commander", "/plans/" + page.url.rsplit("/", 1)[1])
    chief.get_by_test_id("tab-steps").click()
    for step in ("approve", "issue", "enforce"):
        sign(chief, step)
    expect(chief.get_by_test_id("plan-status")).to_have_text("生效")
    expect(page.get_by_test_id("plan-status")).to_have_text("生效")  # told live
    page.get_by_test_id("tab-editions").click()
    page.get_by_test_id("new-edition").click()
    page.get_by_role("textbox", name="版本").fill("2")
    page.get_by_role("button", name="确认", exact=True).click()
    expect(page.get_by_test_id("plan-status")).to_have_text("草案")
    page.get_by_test_id("edit-section").first.click()
    page.get_by_test_id("section-text").fill("为做好城市内涝应对工作，制定本预案。")
    page.get_by_test_id("save-section").click()
    page.get_by_test_id("tab-editions").click()
    expect(page.get_by_test_id("diff-section")).to_have_count(1)
    expect(page.get_by_test_id("diff-section").locator("ins")).to_have_text("城市")
    with page.expect_download() as word:
        page.get_by_test_id("plan-docx").click()
    word.value.save_as(tmp_path / "made.docx")
    assert "word/document.xml" in zipfile.ZipFile(tmp_path / "made.docx").namelist()


def test_who_only_reads_finds_a_plan_by_pinyin_on_a_phone_and_its_cards(arrive: Arrive) -> None:
    page = opened(arrive, "auditor", size=(390, 844))
    expect(page.get_by_test_id("new-plan")).to_have_count(0)
    page.get_by_test_id("find-plan").fill("weixianhuaxue")
    expect(page.get_by_test_id("plan-row")).to_have_count(1)
    page.get_by_test_id("plan-row").get_by_role("link").click()
    expect(page.get_by_test_id("edit-section")).to_have_count(0)
    page.get_by_test_id("tab-cards").click()
    expect(page.get_by_test_id("position-card").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
