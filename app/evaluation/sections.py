"""The outline of the two reports: which sections in which order, and who writes each.

The headings are known from general knowledge alone (AQ/T 9009 书面评估报告 and the 2014 rules on
应急处置评估; neither text was read): they are the product's own and claim no article. What an
evaluation covers rests on 突发事件应急预案管理办法 art. 23 (read), that a response is evaluated on
Order 708 art. 27 (read).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.documents.description import Block
from app.evaluation import sections_counted as counted
from app.evaluation import sections_course as course
from app.evaluation import sections_judged as judged
from app.evaluation.facts import Evaluated
from app.papers.words import Pair, Speaker


@dataclass(frozen=True)
class Made:
    """A section as the facts give it."""

    key: str
    title: str
    annex: bool
    text: str
    blocks: Sequence[Block] = field(default=())


@dataclass(frozen=True)
class Part:
    """A section of the outline: what it is called, who writes its text, what goes with it."""

    key: str
    title: Pair
    text: Callable[[Evaluated, Speaker], list[str]]
    blocks: Callable[[Evaluated, Speaker], list[Block]]
    annex: bool = False


_ANNEXES = (
    Part("timeline", ("附件　时间线", "Annex: timeline"), course.timeline_text, course.timeline,
         annex=True),
    Part("teamtimes", ("附件　队伍行动时限", "Annex: times of teams"), counted.field_text,
         counted.field_times, annex=True),
    Part("maps", ("附件　关键时刻态势图", "Annex: maps of key moments"), course.maps_text,
         course.maps, annex=True),
)  # fmt: skip
OF_EXERCISE = (
    Part("basics", ("一、演练基本情况", "1. Basic facts"), course.basics_text, course.basics),
    Part("method", ("二、评估过程", "2. How it was evaluated"), counted.method_text,
         counted.nothing),
    Part("course", ("三、演练过程", "3. Course"), course.course_text, course.charts),
    Part("times", ("四、时限完成情况", "4. Times"), counted.times_text, counted.times),
    Part("decisions", ("五、调度决策与当时可证方案的比较", "5. Decisions beside the provable"),
         counted.decisions_text, counted.decisions),
    Part("criteria", ("六、评估项和评分", "6. Criteria and marks"), counted.criteria_text,
         counted.criteria),
    Part("strengths", ("七、主要成效", "7. Strengths"), judged.strengths_text, counted.nothing),
    Part("weaknesses", ("八、不足之处", "8. Weaknesses"), judged.weaknesses_text, counted.nothing),
    Part("findings", ("九、发现问题和整改任务", "9. Findings and improvement tasks"),
         judged.findings_text, judged.findings),
    Part("advice", ("十、改进意见和建议", "10. Recommendations"), judged.advice_text,
         counted.nothing),
    Part("conclusion", ("十一、评估结论", "11. Conclusion"), judged.conclusion_text,
         counted.nothing),
    *_ANNEXES,
)  # fmt: skip
OF_INCIDENT = (
    Part("basics", ("一、事件基本情况", "1. Basic facts"), course.basics_text, course.basics),
    Part("course", ("二、应急处置过程", "2. Course of the response"), course.course_text,
         course.charts),
    Part("times", ("三、信息报告和时限完成情况", "3. Reports and times"), counted.times_text,
         counted.times),
    Part("decisions", ("四、力量调派和指挥决策", "4. Sending and decisions"),
         counted.decisions_text, counted.decisions),
    Part("criteria", ("五、评估项和评分", "5. Criteria and marks"), counted.criteria_text,
         counted.criteria),
    Part("strengths", ("六、主要做法和成效", "6. What went well"), judged.strengths_text,
         counted.nothing),
    Part("weaknesses", ("七、存在的不足", "7. What did not"), judged.weaknesses_text,
         counted.nothing),
    Part("findings", ("八、发现问题和整改任务", "8. Findings and improvement tasks"),
         judged.findings_text, judged.findings),
    Part("advice", ("九、经验教训和工作建议", "9. Lessons and recommendations"), judged.advice_text,
         counted.nothing),
    Part("conclusion", ("十、评估结论", "10. Conclusion"), judged.conclusion_text, counted.nothing),
    *_ANNEXES,
)  # fmt: skip


def sections_of(told: Evaluated, say: Speaker) -> list[Made]:
    """Return every section of a report as the facts give it."""
    outline = OF_EXERCISE if told.staged is not None else OF_INCIDENT
    return [
        Made(
            key=part.key,
            title=part.title[say.side],
            annex=part.annex,
            text="\n".join(part.text(told, say)),
            blocks=part.blocks(told, say),
        )
        for part in outline
    ]
