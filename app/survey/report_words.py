"""How codes and figures of a survey are said on paper, in Chinese and in English."""

from datetime import date, datetime

from app.documents.description import Language
from core.local_time import BEIJING

Pair = tuple[str, str]

TEAM_KINDS: dict[str, Pair] = {
    "national_fire_rescue": ("国家综合性消防救援队伍", "National fire and rescue"),
    "professional": ("专业应急救援队伍", "Professional"),
    "social": ("社会应急力量", "Social force"),
    "grassroots": ("基层应急救援队伍", "Grassroots"),
    "unit": ("单位专（兼）职队伍", "Unit's own"),
    "volunteer": ("志愿者队伍", "Volunteers"),
    "contracted": ("签约队伍", "Contracted"),
    "requisitioned": ("征用力量", "Requisitioned"),
}
DEPOT_KINDS: dict[str, Pair] = {
    "government": ("政府储备", "Government reserve"),
    "fire": ("消防战勤保障", "Fire service store"),
    "flood_control": ("防汛物资", "Flood control"),
    "health": ("卫生应急", "Health store"),
    "agreement": ("协议储备", "By agreement"),
}
VEHICLES: dict[str, Pair] = {
    "light": ("轻型车", "Light vehicle"),
    "fire_engine": ("消防车", "Fire engine"),
    "heavy_truck": ("重型货车", "Heavy lorry"),
    "hazmat_carrier": ("危险品运输车", "Hazmat carrier"),
    "bus": ("客车", "Bus"),
    "boat_trailer": ("拖艇车", "Boat trailer"),
    "foot": ("徒步", "On foot"),
}
TRUCK_STATES: dict[str, Pair] = {
    "available": ("可用", "available"),
    "assigned": ("执行任务", "assigned"),
    "unavailable": ("停用", "out of service"),
}
FACILITIES: dict[str, Pair] = {
    "hospital": ("医院", "Hospital"),
    "shelter": ("避难（安置）场所", "Shelter"),
    "school": ("学校", "School"),
    "other": ("其他", "Other"),
}
REQUISITIONS: dict[str, Pair] = {
    "in_use": ("征用中", "in use"),
    "returned": ("已归还", "returned"),
    "settled": ("已结算", "settled"),
}
NOUNS: dict[str, Pair] = {
    "team": ("救援队伍", "Teams"),
    "lot": ("物资批次", "Lots"),
    "depot": ("物资库", "Depots"),
    "truck": ("运输车辆", "Lorries"),
}
LEVELS: dict[int, Pair] = {
    1: ("一级", "I"),
    2: ("二级", "II"),
    3: ("三级", "III"),
    4: ("四级", "IV"),
}
CLASSES: dict[str, Pair] = {
    "1": ("基本生活保障物资", "Basic living supplies"),
    "2": ("应急装备及配套物资", "Emergency equipment"),
    "3": ("工程材料与机械加工设备", "Engineering materials and machinery"),
}
_DIGITS = "〇一二三四五六七八九十"


class Speaker:
    """Says things in one language; what is not known is said as not known."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.column = 1 if language == "en" else 0

    def __call__(self, zh: str, en: str) -> str:
        """Return the one of two texts that is in the language."""
        return (zh, en)[self.column]

    def of(self, words: dict[str, Pair], code: str) -> str:
        """Return how a code is said; a code nobody knows is shown as it is."""
        return words[code][self.column] if code in words else code

    @property
    def unknown(self) -> str:
        """How it is said that nobody knows."""
        return self("未知", "unknown")

    def number(self, value: int | float | None) -> str:
        """Return a number with its thousands apart, or that it is unknown."""
        return self.unknown if value is None else f"{value:,}"

    def minutes(self, seconds: int | None, estimated: bool = False) -> str:
        """Return a time in whole minutes, rounded up, and whether it is an estimate."""
        if seconds is None:
            return self.unknown
        told = self(f"{-(-seconds // 60)} 分钟", f"{-(-seconds // 60)} min")
        return told + self("（估算）", " (estimated)") if estimated else told

    def day(self, day: date) -> str:
        """Return a civil day."""
        return self(f"{day.year}年{day.month}月{day.day}日", day.strftime("%-d %B %Y"))

    def at(self, instant: datetime | None) -> str:
        """Return an instant in civil time."""
        if instant is None:
            return self.unknown
        return instant.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")

    def level(self, level: int) -> str:
        """Return a response level."""
        return LEVELS[level][self.column] if level in LEVELS else str(level)

    def section(self, number: int, zh: str, en: str) -> str:
        """Return a heading of the first level with its number."""
        return self(f"{_DIGITS[number]}、{zh}", f"{number}. {en}")

    def part(self, number: int, zh: str, en: str) -> str:
        """Return a heading of the second level with its number."""
        return self(f"（{_DIGITS[number]}）{zh}", en)
