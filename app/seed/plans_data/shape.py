"""How a plan is written down here: one row per requirement with a quantity for every level."""

from dataclasses import dataclass, field
from typing import NamedTuple

ALL = (1, 2, 3, 4)
TOXIC_GASES = '["1005", "1017", "1040", "1050", "1052", "1053", "1076", "1079"]'
FLAMMABLES = '["1075", "1114", "1203", "1230", "1971", "1972", "1978", "1040", "1049"]'


class Ask(NamedTuple):
    """A capability or item, the minutes within which it is needed, and its quantity per level.

    The four quantities are for the levels one to four; None asks for nothing at that level. What
    less than the quantity is still worth sending is `least`, the same for all levels.
    """

    code: str
    label: str
    label_en: str
    within_min: int
    quantities: tuple[str | None, str | None, str | None, str | None]
    least: str | None = None

    @property
    def is_item(self) -> bool:
        """Items carry seven-digit codes, capabilities words."""
        return self.code.isdigit()


class Duty(NamedTuple):
    """A task for a named role with its limit, at the levels given."""

    title: str
    title_en: str
    role: str
    role_en: str
    limit_min: int
    levels: tuple[int, ...] = ALL


class Trigger(NamedTuple):
    """What suggests a response level: the expression and how it reads."""

    expression: str
    text: str
    text_en: str


class Measure(NamedTuple):
    """A measure that comes into force with the response, at the levels given."""

    code: str
    text: str
    text_en: str
    levels: tuple[int, ...] = ALL


@dataclass(frozen=True)
class PlanData:
    """A plan as it is written here."""

    code: str
    title: str
    title_en: str
    incident_kinds: tuple[str, ...]
    condition: str
    condition_text: str
    condition_text_en: str
    durations_h: tuple[int, int, int, int]
    triggers: tuple[Trigger, Trigger, Trigger, Trigger]
    asks: tuple[Ask, ...]
    duties: tuple[Duty, ...]
    measures: tuple[Measure, ...] = field(default=())


def when_known(fact: str, expression: str, bounds: tuple[int, int], otherwise: int) -> str:
    """Write an expression that uses a fact within bounds when known, else a stated number."""
    least, most = bounds
    known = f"greatest({least}, smallest({most}, {expression}))"
    return f"has(incident.{fact}) ? {known} : {otherwise}"


COMMAND_DUTIES = (
    Duty(
        "报告本级政府并通知成员单位",
        "Inform the government and the member offices",
        "值班长",
        "duty chief",
        15,
    ),
    Duty(
        "开设现场指挥部并公布通信频道",
        "Open the on-scene command post and announce the radio channel",
        "现场指挥官",
        "on-scene commander",
        45,
        (1, 2, 3),
    ),
    Duty("报送初报", "Send the first report", "信息专员", "report officer", 60),
    Duty(
        "发布公众提示", "Publish advice to the public", "新闻专员", "press officer", 60, (1, 2, 3)
    ),
    Duty(
        "核对参战人员安全清点",
        "Account for everybody at work on scene",
        "安全官",
        "safety officer",
        90,
    ),
)
"""Duties that every plan has, after the statutory content: report, command, publish, protect."""
