"""Writes a score as a table: marks first, then times, decisions, acts of sending, refusals."""

from collections.abc import Iterator

from exercises.schemas_injects import Wording
from exercises.schemas_score import (
    DecisionRow,
    EventRef,
    Mark,
    Marks,
    QuestionRow,
    RefusalRow,
    Score,
    TimeRow,
)

HEADINGS = {
    "zh": (
        "类别", "项目", "事件", "责任方", "起算时间", "应完成时间", "完成时间", "结论",
        "差值（秒）", "等待（秒）", "绕慢（秒）", "权重", "得分", "等级", "已评权重", "计入",
        "说明", "依据记录序号",
    ),
    "en": (
        "part", "item", "incident", "who", "begins", "due", "done", "verdict", "difference (s)",
        "waited (s)", "slower (s)", "weight", "points", "rating", "share judged", "counts",
        "remark", "events",
    ),
}  # fmt: skip
_ZH = {
    "mark": "评分", "whole": "总评", "withheld": "评定依据不足",
    "statutory": "法定时限", "plan": "预案时限", "need": "需求时限",
    "field": "队伍时限", "expected": "预期行动", "decision": "需求决策", "sending": "下达",
    "refusal": "重复承诺已拒绝", "met": "按时", "late": "超时完成", "missed": "未完成",
    "not_due": "未到时限", "unknown": "不详", "as_good": "与可证明方案相当",
    "later": "晚于可证明方案",
    "less": "少于可证明方案", "unanswered": "可证明而未安排", "unprovable": "当时无可证明方案",
    "open": "待决", "called_off": "已取消", "judged": "已评", "not_observed": "未观察",
    "nothing_due": "无应评内容", "counted_with": "与他项合计", "duty_of_others": "他方职责",
    "by_observers": "由评估人员判断", "proposal": "批准方案", "by_hand": "人工下达", "yes": "是",
}  # fmt: skip
_EN = {"withheld": "not enough judged"}
Cells = list[object]


def rows(score: Score, locale: str) -> Iterator[Cells]:
    """Return the table without its headings; an unknown stays empty and is never a zero."""
    writer = _Writer(locale)
    yield writer.whole(score.marks)
    for objective in score.marks.objectives:
        for mark in objective.marks:
            yield writer.mark(objective.text, mark)
    yield from (writer.time(one) for one in score.times)
    yield from (writer.question(one) for one in score.questions)
    yield from (writer.decision(one) for one in score.decisions)
    yield from (writer.refusal(one) for one in score.refusals)


class _Writer:
    """Writes lines in one language."""

    def __init__(self, locale: str) -> None:
        self.chinese = locale == "zh"

    def _say(self, code: str | None) -> str:
        if code is None:
            return ""
        return _ZH.get(code, code) if self.chinese else _EN.get(code, code.replace("_", " "))

    def _text(self, text: Wording | None) -> str:
        if text is None:
            return ""
        return text.zh if self.chinese else text.en or text.zh

    def whole(self, one: Marks) -> Cells:
        """Return the line of the whole; without points where too little was judged."""
        title = Wording(zh=one.criteria.title.zh, en=one.criteria.title.en)
        rating = self._say("withheld") if one.withheld else one.rating
        return [
            self._say("whole"), self._text(title), "", "", "", "", "", "", "", "", "", "",
            one.points, rating, one.judged_share, "", "", "",
        ]  # fmt: skip

    def mark(self, objective: Wording, one: Mark) -> Cells:
        """Return the line of a criterion."""
        item = f"{self._text(objective)} · {self._text(one.text)}"
        rating = self._say("withheld") if one.withheld else one.rating
        judged = [one.weight, one.points, rating, one.judged_share]
        return [
            self._say("mark"), item, "", "", "", "", "", self._say(one.state), "", "", "",
            *judged, "", one.source or "", "",
        ]  # fmt: skip

    def time(self, one: TimeRow) -> Cells:
        """Return the line of something that was to be done by a time."""
        counts = self._say(one.left_out) if one.left_out else self._say("yes")
        return [
            self._say(one.group), self._text(one.title), one.incident_title or "",
            self._text(one.who), one.began_at, one.due_at, one.done_at,
            self._say(one.verdict), one.late_s, "", "", "", "", "", "", counts,
            one.source or "", _seqs(one.events),
        ]  # fmt: skip

    def question(self, one: QuestionRow) -> Cells:
        """Return the line of what was decided about a need."""
        by = one.reference
        against = "" if by is None else f"#{by.number} {'✓' if by.proven else f'gap {by.gap}'}"
        return [
            self._say("decision"), f"{self._text(one.label)} ×{one.to_amount - one.from_amount}",
            one.incident_title, "", one.asked_at, by.eta_at if by else None,
            one.predicted_at, self._say(one.verdict), one.lost_s, one.waited_s,
            one.slower_s, "", "", "", "", one.compared_amount, against, _seqs(one.events),
        ]  # fmt: skip

    def decision(self, one: DecisionRow) -> Cells:
        """Return the line of an act of sending."""
        return [
            self._say("sending"), f"#{one.number}", "、".join(one.incidents),
            one.decided_by_name or "", "", "", one.decided_at, self._say(one.kind), "",
            one.waited_s, "", "", "", "", "", one.orders,
            self._differences(one),
            _seqs(one.events),
        ]  # fmt: skip

    def _differences(self, one: DecisionRow) -> str:
        """Return who was sent beside the newest answer, and who of it was not."""
        sent, left = ("另派", "未派") if self.chinese else ("also ", "not ")
        names = [*(f"{sent}{name}" for name in one.beyond), *(f"{left}{name}" for name in one.left)]
        return "; ".join(names)

    def refusal(self, one: RefusalRow) -> Cells:
        """Return the line of a second promise that was refused."""
        return [
            self._say("refusal"), one.resource or "", one.incident or "", one.by_name or "", "",
            "", one.at, one.code, "", "", "", "", "", "", "", "", "", _seqs(one.events),
        ]  # fmt: skip


def _seqs(events: list[EventRef]) -> str:
    return " ".join(str(one.seq) for one in events)
