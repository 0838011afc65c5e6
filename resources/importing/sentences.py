"""What is wrong with a cell, a row or a file, in plain Chinese and English."""

from collections.abc import Mapping
from typing import Any

from resources.importing.fields import Kind, said

SENTENCES: Mapping[str, tuple[str, str]] = {
    # cells
    "number_expected": ("“{text}”不是数字", "“{text}” is not a number"),
    "number_unclear": ("“{text}”里有不止一个数字，请只写一个", "“{text}” holds more than one number"),
    "number_out_of_range": ("数字 {text} 超出范围", "{text} is out of range"),
    "number_too_small": ("数字 {text} 太小，至少为 {least}", "{text} is too small; at least {least}"),
    "number_not_whole": ("应为整数，现为 {text}", "a whole number is needed, not {text}"),
    "number_is_rough": ("“{text}”是约数，已按该数字读取", "“{text}” is a rough figure, taken as it stands"),
    "unit_unknown": ("不认识单位“{unit}”，可用：{known}", "unknown unit “{unit}”; known are {known}"),
    "unit_needed": ("“{text}”没有单位：若是吨请写“{text}吨”，若确是千克请写“{text}千克”", "“{text}” has no unit: write “{text} t” for tonnes, “{text} kg” if kilograms are meant"),
    "unit_differs": ("单位“{unit}”与目录单位“{expected}”不同，请换算后填写", "the unit “{unit}” differs from the catalogue's “{expected}”; convert it first"),
    "unit_taken_as": ("单位“{unit}”按目录单位“{expected}”计", "the unit “{unit}” is taken as “{expected}”"),
    "date_expected": ("“{text}”不是日期，请写成 2026-05-03", "“{text}” is not a date; write 2026-05-03"),
    "date_ambiguous": ("“{text}”分不清月和日，请写成 2026-05-03", "“{text}”: which is the month? Write 2026-05-03"),
    "date_out_of_range": ("日期“{text}”不合理", "the date “{text}” cannot be meant"),
    "text_too_long": ("文字过长（{length} 字，最多 {most} 字）", "the text is too long ({length}, at most {most})"),
    "digits_lost": ("“{text}”已被表格软件改成科学计数，号码末几位丢失，请把该列设为文本后重填", "“{text}”: the spreadsheet has lost the last digits; format the column as text and enter it again"),
    "phone_expected": ("“{text}”不是电话号码", "“{text}” is no telephone number"),
    "yes_or_no_expected": ("“{text}”应为“是”或“否”", "“{text}” should be yes or no"),
    "not_in_choices": ("“{text}”不在可选项内：{choices}", "“{text}” is none of: {choices}"),
    "not_in_list": ("没有找到“{text}”{nearest}", "“{text}” was not found{nearest}"),
    "named_more_than_once": ("“{text}”对应多个条目，请改写编号", "“{text}” names more than one entry; write its code"),
    "degrees_expected": ("“{text}”不是经纬度", "“{text}” is no longitude or latitude"),
    "pair_expected": ("“{text}”应为“经度,纬度”两个数", "“{text}” should be two numbers: longitude, latitude"),
    "formula_failed": ("公式出错（{text}），请填入数值", "the formula failed ({text}); enter its value"),
    "value_missing": ("必填项为空", "a value is needed here"),
    "supply_code_wrong_shape": ("“{text}”不是 7 位物资编码（首位 1-3）", "“{text}” is no code of seven digits beginning with 1, 2 or 3"),
    "supply_code_layer_below_unused": ("编码“{text}”上层为 00，下层不能有值", "“{text}”: a layer is in use below an unused one"),
    # rows
    "free_above_capacity": ("可用数大于总数（{capacity}）", "more is free than there is ({capacity})"),
    "made_after_expiry": ("生产日期 {made_on} 晚于有效期 {expires_on}", "made on {made_on}, after it expires on {expires_on}"),
    "swapped": ("经度和纬度写反了，已对调为 {lon}, {lat}", "longitude and latitude were swapped; taken as {lon}, {lat}"),
    "outside_area": ("位置（{lon}, {lat}）不在本辖区内，请核对坐标和坐标系", "the position ({lon}, {lat}) lies outside your area; check it and its datum"),
    "outside_office": ("行政区划 {said} 不属于本单位（{office}）", "{said} does not belong to this office ({office})"),
    "jurisdiction_missing": ("请写明所属区县", "say which county it belongs to"),
    "jurisdiction_differs": ("填写的区划 {said} 与坐标所在的 {lies_in} 不一致", "the jurisdiction {said} differs from {lies_in}, where the position lies"),
    "placed_by_address": ("没有坐标，按“{place}”概略定位，请到现场核实", "no coordinates: placed roughly at “{place}”; check it on the spot"),
    "place_unknown": ("没有坐标，地址“{text}”也无法定位", "no coordinates, and the address “{text}” names no known place"),
    "several_have_this_name": ("已有 {number} 个同名条目，请补填编号", "{number} entries have this name; add the code"),
    "name_exists": ("已有同名条目（{codes}），本行将作为新条目；若是同一个，请改填它的编号", "entries of this name exist ({codes}); this row becomes a new one. If it is the same, give its code"),
    "moves_far": ("同名条目原在 {km} 公里外，将改到新位置；若是另一处，请补填编号", "the entry of this name lies {km} km away and would be moved here; if this is another one, give it a code"),
    "row_repeated": ("与第 {row} 行重复", "repeats row {row}"),
    "team_committed": ("队伍正在执行任务（{state}），返回前不能修改", "the team is {state} for an incident and cannot be changed until it is back"),
    "truck_assigned": ("车辆正在执行任务，返回前不能修改", "the vehicle is on an order and cannot be changed until it is back"),
    "below_reserved": ("已预留 {reserved}，数量不能更少", "{reserved} are promised; the quantity cannot be less"),
    "depot_holds_stock": ("库内还有 {lots} 批物资，不能停用", "{lots} lots lie there still; it cannot be closed"),
    "code_not_local": ("编码 {code} 不在国标表内，也不在“99 其他”之下，请改正或留空由系统编号", "{code} is neither in the standard's table nor below an “other” (99); correct it or leave it empty"),
    "class_missing": ("没有 7 位编码，请写明所属分类（可在“核对列”一步为全部行统一填写）", "no seven-digit code: say which class it belongs to (one for all rows can be given beside the columns)"),
    "class_full": ("分类 {code} 下已没有空余的本地编码", "no local code is left below the class {code}"),
    "unit_in_use": ("已有 {lots} 批库存按“{unit}”计数，不能改单位", "{lots} lots are counted in “{unit}”; the unit cannot be changed"),
    "parent_unknown": ("上级分类 {parent} 不存在，请把它也列在表内", "the class above it, {parent}, is not known; list it too"),
    "code_used_by_item": ("本地目录已用此编码表示“{item}”", "a local item has this code: “{item}”"),
    "code_taken": ("编号 {code} 已被其他单位使用", "the code {code} belongs to another office"),
    # files
    "file_empty": ("文件是空的", "the file is empty"),
    "file_too_large": ("文件超过 {most_mb} MB", "the file is larger than {most_mb} MB"),
    "file_not_a_table": ("这不是表格文件，请上传 xlsx、xls、csv 或 json", "this is no table; send xlsx, xls, csv or json"),
    "file_is_markup": ("这是网页或 XML，请在表格软件中另存为 xlsx", "this is a web page or XML; save it as xlsx in your spreadsheet program"),
    "file_damaged": ("文件已损坏或不是它声称的格式", "the file is damaged or not what it claims to be"),
    "file_locked": ("文件有密码，请去掉密码后上传", "the file has a password; remove it first"),
    "file_too_many_parts": ("压缩包内文件过多，已拒绝", "the file has too many parts and was refused"),
    "file_declares_entities": ("文件含有不安全的声明，已拒绝", "the file carries unsafe declarations and was refused"),
    "file_inflates": ("文件展开后超过 {most_mb} MB，已拒绝", "the file inflates beyond {most_mb} MB and was refused"),
    "file_encoding_unknown": ("认不出文字编码，请另存为 UTF-8 或 xlsx", "the text encoding is unknown; save it as UTF-8 or xlsx"),
    "file_needs_too_much_memory": ("读取该文件所需内存过大，已停止", "reading this file needs too much memory; it was stopped"),
    "file_takes_too_long": ("读取该文件超过 {most_s} 秒，已停止", "reading this file takes longer than {most_s} s; it was stopped"),
    "too_many_rows": ("行数超过 {most}，请拆分后上传", "more than {most} rows; split the file"),
    "reader_died": ("读取该文件的进程意外结束，未写入任何内容", "the process reading this file ended by itself; nothing was written"),
    "header_outside": ("表头行超出表格范围", "the heading lies outside the table"),
    "no_rows": ("表头下没有数据", "there are no rows under the heading"),
    # applying and undoing
    "rows_changed_since": ("预览之后有 {number} 行已被他人修改，请重新预览：{rows}", "{number} rows were changed by others since the preview; preview again: {rows}"),
    "changed_since_applied": ("导入之后有 {number} 行又被修改，不能整批撤销：{rows}", "{number} rows were changed since the import; it cannot be undone as a whole: {rows}"),
    "ledger_refused": ("库存账不允许：{number} 行，{rows}", "the stock ledger refuses {number} rows: {rows}"),
    "still_in_use": ("有条目已被使用，不能撤销", "something that was brought in is in use; it cannot be undone"),
    "cancelled": ("已取消", "cancelled"),
    "work_failed": ("处理出错，未写入任何内容，请重试或联系管理员", "the work failed, nothing was written; try again or tell the administrator"),
}  # fmt: skip

REASON = {"zh": "问题", "en": "Problems"}
_ROW = {"zh": "整行", "en": "row"}


def sentence(code: str, facts: Mapping[str, Any], locale: str, kind: Kind | None = None, field: str | None = None) -> str:  # fmt: skip
    """Return what is wrong in a language, with its facts filled in."""
    zh, en = SENTENCES.get(code, (code, code))
    template = en if locale.startswith("en") else zh
    told = {name: _told(name, value, locale, kind, field) for name, value in facts.items()}
    try:
        return template.format(**told)
    except (KeyError, IndexError):
        return template


def _told(name: str, value: Any, locale: str, kind: Kind | None, field: str | None) -> str:
    if name == "nearest":
        return _nearest(value, locale)
    if name == "choices" and kind is not None and field is not None:
        codes = {one.code: said(one, locale) for one in kind.field(field).choices}
        return "、".join(codes.get(one, one) for one in value) if not locale.startswith("en") else ", ".join(codes.get(one, one) for one in value)  # fmt: skip
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 and len(f"{value:g}") < 8 else str(value)  # fmt: skip


def _nearest(names: list[str], locale: str) -> str:
    if not names:
        return ""
    if locale.startswith("en"):
        return "; did you mean " + ", ".join(f"“{name}”" for name in names) + "?"
    return "，是否为：" + "、".join(f"“{name}”" for name in names)


def row_sentence(kind: Kind, problem: Mapping[str, Any], locale: str) -> str:
    """Return a row's problem with the name of its column before it."""
    language = "en" if locale.startswith("en") else "zh"
    name = problem.get("field")
    title = said(kind.field(name), locale) if name else _ROW[language]
    text = sentence(problem["code"], problem["facts"], locale, kind, name)
    return f"{title}: {text}" if language == "en" else f"{title}：{text}"
