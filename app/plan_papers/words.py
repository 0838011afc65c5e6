"""The words of plans as files, Chinese and English side by side."""

from datetime import date

from app.documents.description import Language
from plans.kinds import kind_of
from plans.lifecycle_documents import STATUS_ZH, STEP_ZH, PlanStatus, PlanStep

STATUS = {one: (STATUS_ZH[one], one.value.replace("_", " ")) for one in PlanStatus}
STEPS = {one: (STEP_ZH[one], one.value.replace("_", " ")) for one in PlanStep}
LEVELS = ("", "一级", "二级", "三级", "四级")


class Speaker:
    """Says things in the language of a paper."""

    def __init__(self, language: Language) -> None:
        self.side = 1 if language == "en" else 0

    def __call__(self, zh: str, en: str) -> str:
        """Return the words of this language."""
        return (zh, en)[self.side]

    def day(self, day: date | None) -> str:
        """Return a day as papers write it; a line where there is none."""
        if day is None:
            return "—"
        return self(f"{day.year}年{day.month}月{day.day}日", day.isoformat())

    def levels(self, levels: list[int]) -> str:
        """Return response levels: the lowest from which something holds."""
        if not levels:
            return "—"
        lowest = max(levels)
        if levels == list(range(1, lowest + 1)) and lowest > 1:
            return self(f"{LEVELS[lowest]}及以上", f"level {lowest} and above")
        return self("、".join(LEVELS[one] for one in levels), ", ".join(map(str, levels)))

    def minutes(self, seconds: int) -> str:
        """Return a time limit in minutes."""
        return self(f"{seconds // 60} 分钟内", f"within {seconds // 60} min")


def kind_name(code: str, say: Speaker) -> str:
    """Return how a kind of plan is called."""
    kind = kind_of(code)
    return say(kind.name, kind.name_en)
