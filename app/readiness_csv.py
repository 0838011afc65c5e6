"""Writes a test of all plans as a table: one line for each thing asked for in each case."""

from collections.abc import Iterable, Iterator

from plans.schemas_readiness import ReadinessAsked, ReadinessLine

HEADINGS = {
    "zh": (
        "预案编号", "预案", "响应级别", "区划", "地点", "结论", "需求", "编码", "数量",
        "时限（分钟）", "按时到位", "缺口", "首批到达（分钟）", "全部到位（分钟）", "已证明",
        "原因", "单点损失",
    ),
    "en": (
        "plan code", "plan", "response level", "area", "place", "outcome", "asked for", "code",
        "quantity", "within (min)", "in time", "missing", "first arrival (min)", "complete (min)",
        "proven", "reasons", "single losses",
    ),
}  # fmt: skip
STATES = {
    "zh": {
        "met": "满足",
        "short": "不满足",
        "unclear": "未定",
        "unknown": "数量未知",
        "empty": "无要求",
    },
    "en": {name: name for name in ("met", "short", "unclear", "unknown", "empty")},
}
REASONS_ZH = {
    "aged": "久未核实",
    "off_duty": "不在班",
    "shift_ends": "班次将结束",
    "not_free": "占用或停用",
    "no_agreement": "无协议",
    "too_far": "距离太远",
    "expired": "已过期",
    "no_lorry": "仓库无车",
    "lorries": "运力不足",
    "none": "没有此类资源",
}


def rows(lines: Iterable[ReadinessLine], locale: str) -> Iterator[list[object]]:
    """Return the table without its headings; an unknown stays empty and is never a zero."""
    for line in lines:
        for one in line.asked:
            yield _row(line, one, locale)


def _row(line: ReadinessLine, one: ReadinessAsked, locale: str) -> list[object]:
    chinese = locale == "zh"
    reasons = [f"{REASONS_ZH[name] if chinese else name} {n}" for name, n in one.reasons.items()]
    losses = [f"{loss.kind}: {loss.name or '—'}" for loss in line.losses]
    return [
        line.plan_code,
        line.plan_title if chinese else line.plan_title_en,
        line.response_level,
        line.jurisdiction_code,
        line.spot_name,
        STATES[locale][line.state],
        one.label if chinese else one.label_en,
        one.code,
        one.quantity,
        minutes(one.within_s or None),
        one.covered if one.quantity is not None else None,
        one.missing,
        minutes(one.first_s),
        minutes(one.met_s),
        ("是" if one.proven else "否") if chinese else ("yes" if one.proven else "no"),
        "; ".join(reasons),
        "; ".join(losses),
    ]


def minutes(seconds: int | None) -> int | None:
    """Return whole minutes, rounded up; an unknown stays unknown."""
    return None if seconds is None else -(-seconds // 60)
