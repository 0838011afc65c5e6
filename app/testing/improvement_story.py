"""What was found in the exercise of the pictures: findings, a task, a report, and their pages."""

from playwright.sync_api import Page

from app.testing.clients import JsonObject

_POST = """async ([path, body]) => {
  const headers = { 'Content-Type': 'application/json', 'X-Muster': '1' };
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json();
}"""
_GET = "async (path) => await (await fetch(path)).json()"
FOUND = (
    ("接报后 8 分钟启动响应，未同步通报下游区", "major", "修订夜间启动响应和通报的授权规定", 20),
    ("洗消线开设迟于预案任务时限", "critical", "增配洗消帐篷两套并每季度开设一次", 60),
    ("现场通信频道公布两次，前后不一致", "minor", None, None),
)


def improving(page: Page, _incident: JsonObject) -> None:
    """Findings with their tasks, of the exercise that is under way."""
    exercise = _exercise(page)
    about = {"subject_kind": "exercise", "subject_id": exercise["id"]}
    for seen, severity, action, days in FOUND:
        finding = _sent(page, "/api/findings", about | {"seen": seen, "severity": severity})
        if action is not None:
            told = {"finding_id": finding["id"], "action": action, "owner_name": "预案科"}
            _sent(page, "/api/improvement-tasks", told | {"due_in_working_days": days})
    page.get_by_test_id("tab-findings").click()
    page.get_by_test_id("finding-row").first.wait_for()


def reporting(page: Page, _incident: JsonObject) -> None:
    """The report of that exercise."""
    about = {"subject_kind": "exercise", "subject_id": _exercise(page)["id"]}
    made = _sent(page, "/api/evaluation-reports", about)
    page.goto(f"{page.url.split('?')[0]}?report={made['report']['id']}")
    page.get_by_test_id("section-course").wait_for()


def _exercise(page: Page) -> JsonObject:
    rows = page.evaluate(_GET, "/api/exercises")
    found: JsonObject = next(one for one in rows if one["started_at"] is not None)
    return found


def _sent(page: Page, path: str, body: JsonObject) -> JsonObject:
    answer: JsonObject = page.evaluate(_POST, [path, body])
    return answer
