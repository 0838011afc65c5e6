"""What can be refused about scores, each with its facts."""

from core.errors import Conflict, Invalid


class NothingToScore(Conflict):
    """Exercise {number} is {state}: it has no course that could be scored."""

    zh = "演练 {number} 处于“{state}”状态，尚无可评分的过程。"


class ScoreWhenOver(Conflict):
    """Whoever plays in exercise {number} sees its score when it is over."""

    zh = "演练 {number} 的参演人员须待演练结束后查看评分。"


class NobodyObserves(Invalid):
    """A real incident has no observers' sheet; see the field {field}."""

    zh = "真实事件没有评估表，评分标准不能采用评估人员评定，请检查字段 {field}。"
