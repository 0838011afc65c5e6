"""How codes, instants and unknowns are said on the papers, in Chinese and in English."""

from datetime import datetime

from app.documents.description import Language
from core.local_time import BEIJING
from incidents.kinds import label_of

Pair = tuple[str, str]

LEVELS: dict[int, Pair] = {
    1: ("特别重大", "especially serious (I)"),
    2: ("重大", "serious (II)"),
    3: ("较大", "major (III)"),
    4: ("一般", "ordinary (IV)"),
}
RESPONSES: dict[int, Pair] = {
    1: ("一级响应", "response level I"),
    2: ("二级响应", "response level II"),
    3: ("三级响应", "response level III"),
    4: ("四级响应", "response level IV"),
}
STATES: dict[str, Pair] = {
    "reported": ("已接报", "reported"),
    "responding": ("处置中", "responding"),
    "stood_down": ("响应已终止", "stood down"),
    "closed": ("已结案", "closed"),
}
NEED_STATES: dict[str, Pair] = {
    "open": ("未完成", "open"),
    "cancelled": ("已取消", "cancelled"),
    "closed": ("已结束", "closed"),
}
ORDER_STATES: dict[str, Pair] = {
    "issued": ("已下达", "issued"),
    "acknowledged": ("已收到", "acknowledged"),
    "loaded": ("已装车", "loaded"),
    "en_route": ("途中", "under way"),
    "on_scene": ("到场", "on scene"),
    "delivered": ("已送达", "delivered"),
    "released": ("已撤收", "released"),
    "closed": ("已结束", "closed"),
    "declined": ("已拒绝", "declined"),
    "recalled": ("已召回", "recalled"),
    "turned_back": ("已折返", "turned back"),
    "redirected": ("已改派", "redirected"),
}
AID_STATES: dict[str, Pair] = {
    "open": ("办理中", "open"),
    "closed": ("已结束", "closed"),
    "withdrawn": ("已撤回", "withdrawn"),
    "merged": ("已合并", "merged"),
}
SITREPS: dict[str, Pair] = {
    "first": ("初报", "first report"),
    "correction": ("更正报告", "corrected report"),
    "follow_up": ("续报", "follow-up report"),
    "final": ("终报", "final report"),
}
TIERS: dict[str, Pair] = {
    "unit": ("事发单位", "unit"),
    "county": ("县（区）级", "county"),
    "city": ("市级", "city"),
    "province": ("省级", "province"),
    "state_council": ("国务院有关部门", "State Council"),
}
VIA: dict[str, Pair] = {
    "phone": ("电话", "telephone"),
    "network": ("网络", "network"),
    "monitoring": ("监测", "monitoring"),
    "other": ("其他", "other"),
}
PEOPLE: dict[str, Pair] = {
    "deaths": ("死亡", "Deaths"),
    "missing": ("失踪（下落不明）", "Missing"),
    "serious_injuries": ("重伤（含急性中毒）", "Serious injuries"),
    "minor_injuries": ("轻伤", "Minor injuries"),
    "trapped": ("被困", "Trapped"),
    "exposed": ("受威胁", "Exposed"),
}
TASK_STATES: dict[str, Pair] = {
    "open": ("未完成", "open"),
    "done": ("已完成", "done"),
    "not_needed": ("无需办理", "not needed"),
}
SPILLS: dict[str, Pair] = {
    "small": ("少量泄漏", "small spill"),
    "large": ("大量泄漏", "large spill"),
    "fire": ("着火", "fire"),
}


class Speaker:
    """Says things in one language; what is not known is said as not known."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.side = 1 if language == "en" else 0

    def __call__(self, zh: str, en: str) -> str:
        """Return the words of the paper's language."""
        return (zh, en)[self.side]

    @property
    def unknown(self) -> str:
        """The word for what is not known: it is never shown as 0 and never left blank."""
        return self("待核实", "not known")

    def coded(self, words: dict[str, Pair], code: str) -> str:
        """Return a code in words; one that has none reads as itself."""
        return words[code][self.side] if code in words else code

    def known(self, value: object) -> str:
        """Return a value as text, the unknown as unknown."""
        if value is None or value == "":
            return self.unknown
        return f"{value:,}" if isinstance(value, int) else str(value)

    def at(self, instant: datetime | None, otherwise: str | None = None) -> str:
        """Return an instant in Beijing time to the minute."""
        if instant is None:
            return self.unknown if otherwise is None else otherwise
        return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")

    def short_at(self, instant: datetime | None, otherwise: str = "—") -> str:
        """Return an instant for a narrow column: month, day and time."""
        if instant is None:
            return otherwise
        return instant.astimezone(BEIJING).strftime("%m-%d %H:%M")

    def day(self, instant: datetime) -> str:
        """Return the day as it stands under a paper."""
        local = instant.astimezone(BEIJING)
        return self(f"{local.year}年{local.month}月{local.day}日", local.date().isoformat())

    def span(self, seconds: float) -> str:
        """Return a length of time in hours and minutes."""
        minutes = int(seconds // 60)
        hours, rest = divmod(minutes, 60)
        zh = (f"{hours}小时" if hours else "") + (f"{rest}分钟" if rest or not hours else "")
        en = (f"{hours} h " if hours else "") + (f"{rest} min" if rest or not hours else "")
        return self(zh, en.strip())

    def listed(self, parts: list[str]) -> str:
        """Return several things in one sentence."""
        return self("、", ", ").join(parts)

    def kind(self, code: str) -> str:
        """Return what an incident's kind is called."""
        return label_of(code, self.language)

    def level(self, confirmed: int | None, proposed: int | None) -> str:
        """Return the level: set, only proposed, or not yet known."""
        if confirmed is not None:
            return LEVELS[confirmed][self.side]
        if proposed is None:
            return self("待定", "not determined")
        name = LEVELS[proposed][self.side]
        return self(f"{name}（初判，待审定）", f"{name}, proposed, not confirmed")

    def response(self, level: int | None) -> str:
        """Return the level of response in force."""
        return self("未启动", "none in force") if level is None else RESPONSES[level][self.side]
