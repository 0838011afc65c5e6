"""Says in the reader's language what is wrong with a field that was sent, and which field it is."""

from collections.abc import Sequence
from typing import Any

from dispatch.schemas_study_questions import CHOICES

_TEXTS = {
    # nothing, or something unknown
    "missing": ("必填", "is required"),
    "extra_forbidden": ("不认识的字段", "is not a known field"),
    "union_tag_invalid": ("只能是 {expected_tags}", "must be one of {expected_tags}"),
    "union_tag_not_found": ("缺少说明种类的字段", "does not say what kind it is"),
    # ranges and lengths
    "greater_than": ("必须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不得小于 {ge}", "must be at least {ge}"),
    "less_than": ("必须小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("不得大于 {le}", "must be at most {le}"),
    "finite_number": ("必须是有限的数字", "must be a finite number"),
    "string_too_short": ("至少 {min_length} 个字符", "needs at least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "too_short": ("至少 {min_length} 项", "needs at least {min_length} entries"),
    "too_long": ("最多 {max_length} 项", "must have at most {max_length} entries"),
    # forms
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
    "string_pattern_mismatch": ("格式不符", "does not have the required form"),
    "literal_error": ("只能是 {expected}", "must be one of {expected}"),
    "enum": ("只能是 {expected}", "must be one of {expected}"),
    "string_type": ("必须是文字", "must be text"),
    "string_unicode": ("不是有效的文字", "is not valid text"),
    "bool_type": ("必须是 true 或 false", "must be true or false"),
    "bool_parsing": ("必须是 true 或 false", "must be true or false"),
    "int_type": ("必须是整数", "must be a whole number"),
    "int_parsing": ("必须是整数", "must be a whole number"),
    "int_parsing_size": ("数字过大", "is too large a number"),
    "int_from_float": ("必须是整数", "must be a whole number"),
    "float_type": ("必须是数字", "must be a number"),
    "float_parsing": ("必须是数字", "must be a number"),
    "list_type": ("必须是列表", "must be a list"),
    "tuple_type": ("必须是列表", "must be a list"),
    "dict_type": ("必须是对象", "must be an object"),
    "model_type": ("必须是对象", "must be an object"),
    "model_attributes_type": ("必须是对象", "must be an object"),
    "uuid_type": ("不是有效的编号", "is not a valid identifier"),
    "uuid_parsing": ("不是有效的编号", "is not a valid identifier"),
    "date_type": ("不是有效的日期", "is not a valid date"),
    "date_parsing": ("不是有效的日期", "is not a valid date"),
    "date_from_datetime_parsing": ("不是有效的日期", "is not a valid date"),
    "date_from_datetime_inexact": ("必须是不带时刻的日期", "must be a date without a time"),
    "datetime_type": ("不是有效的时间", "is not a valid instant"),
    "datetime_parsing": ("不是有效的时间", "is not a valid instant"),
    "datetime_from_date_parsing": ("不是有效的时间", "is not a valid instant"),
    "datetime_object_invalid": ("不是有效的时间", "is not a valid instant"),
    "timezone_aware": ("时间必须带时区", "needs a time zone"),
    # rules of our own shapes
    "zero_character": ("文字不能包含字符 U+0000", "must not contain the character U+0000"),
    "unknown_datum": (
        "不认识的坐标系“{given}”，只能是 {expected}",
        "names an unknown datum, {given}; known are {expected}",
    ),
    "longitude_latitude_swapped": (
        "经度与纬度似乎填反了（{lon}, {lat}）",
        "seems to have longitude and latitude swapped ({lon}, {lat})",
    ),
    "no_un_number": (
        "“{given}”不是联合国危险货物编号（0004 至 3999）",
        "{given} is not a UN number of dangerous goods (0004 to 3999)",
    ),
    "fact_value": (
        "必须是不超过 2000 个字符的文字、有限的数字、true 或 false",
        "must be text of at most 2000 characters, a finite number, true or false",
    ),
    "capability_or_item": (
        "capability_code 与 item_code 必须且只能填写一个",
        "exactly one of capability_code and item_code must be given",
    ),
    "no_subject": ("请选择模板，或填写名称与类型", "needs a template, or a title and a kind"),
    "two_scenarios": ("脚本与模板只能给一个", "names both a scenario and a template"),
    "half_a_unit": (
        "单位名称与单位类别须同时填写或同时留空",
        "needs the unit's name and what it is, or neither",
    ),
    "no_such_day": ("“{at}”不是有效的日期时间", "{at} is no time of any day"),
    "one_bound": ("at_least 与 at_most 必须且只能填写一个", "needs either at_least or at_most"),
    "not_in_the_log": (
        "预期行动不能以 controlled、trapped 判定，它们只用于触发",
        "is judged by controlled or trapped, which are for triggers alone",
    ),
    "no_trigger": (
        "未说明何时触发：at_s、after、when 或 by_hand",
        "does not say when: at_s, after, when or by_hand",
    ),
    "two_triggers": ("at_s 与 after 只能填写一个", "names both at_s and after"),
    "twice": ("导调信息 {id} 重复出现", "lists inject {id} twice"),
    "unknown": ("所等待的导调信息 {id} 不存在", "waits for inject {id}, which is not there"),
    "circle": ("导调信息 {id} 循环等待自身", "has inject {id} wait for itself"),
    "unreported": (
        "事件 {ref} 从未由任何导调信息报告",
        "names incident {ref}, which no inject reports",
    ),
    "least_exceeds_quantity": (
        "最低有效数量 {least} 不得大于数量 {quantity}",
        "the least useful amount {least} must not exceed the quantity {quantity}",
    ),
}
_SHAPES = ("Polygon", "MultiPolygon")
_UNKNOWN = ("不符合要求", "is not acceptable")


def field_fault(fault: dict[str, Any], english: bool) -> dict[str, str]:
    """Return which field is wrong, the code of the fault, and a text in the reader's language."""
    text = _TEXTS.get(fault["type"], _UNKNOWN)[1 if english else 0]
    context = fault.get("ctx", {})
    message = text.format(**{name: _readable(value) for name, value in context.items()})
    return {"field": _field(fault, context), "code": fault["type"], "message": message}


def _readable(value: Any) -> str:
    return str(value).replace("' or '", "', '")


def _field(fault: dict[str, Any], context: dict[str, Any]) -> str:
    """Return the path of the field; a rule of a whole object names its own field."""
    where: Sequence[Any] = fault["loc"]
    if fault["type"] == "json_invalid":
        return "body"
    steps = [*(where[1:] or where[: 0 if "field" in context else 1])]
    steps = [step for k, step in enumerate(steps) if not _is_choice(steps, k)]
    steps += [context["field"]] if "field" in context else []
    return ".".join(str(step) for step in steps)


def _is_choice(steps: Sequence[Any], place: int) -> bool:
    """Say whether a step is the shape that was chosen for the question, edit or area before it."""
    if place > 0 and steps[place] in _SHAPES:
        return True
    if steps[place] not in CHOICES or place == 0:
        return False
    return steps[place - 1] == "question" or isinstance(steps[place - 1], int)
