"""Takes people out of what is carried from a real incident into an exercise, pure.

Found and taken out: fields that are a person's by their name; in free text the names of people
the system knows, telephone and identity card numbers, car plates, mail addresses, and a surname
followed by how one is spoken of (王某某, 李先生, 张队长). Not found: a full name that the system
does not know and that stands alone, nicknames, relations (死者之妻), addresses of homes. Somebody
reads a scenario before it is shared.
"""

import re
from collections.abc import Iterable
from typing import Any

SOMEBODY = "某人"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤"
)
"""The hundred or so most frequent surnames: nine people in ten bear one (GK)."""
_TWO = "欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐"
_SPOKEN_OF = (
    "先生|女士|小姐|师傅|同志|老师|医生|护士|警官|局长|处长|科长|主任|队长|站长|指导员"
    "|司机|经理|厂长|某某|某"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_ALONE, _ENDS = r"(?<![0-9A-Za-z-])", r"(?![0-9A-Za-z-])"
_PATTERNS = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"[\w.+-]+@[\w-]+(\.[\w-]+)+", "（邮箱）"),
        (_ALONE + r"[1-9]\d{16}[\dXx]" + _ENDS, "（证件号）"),
        (_ALONE + r"(\+?86[- ]?)?1[3-9]\d{9}" + _ENDS, "（电话）"),
        (_ALONE + r"1[3-9]\d[ -]\d{4}[ -]\d{4}" + _ENDS, "（电话）"),
        (_ALONE + r"0\d{2,3}-\d{7,8}" + _ENDS, "（电话）"),
        (rf"[{_PROVINCES}][A-Z][·. ]?[A-Z0-9]{{5,6}}" + _ENDS, "（车牌）"),
        (rf"(?:{_TWO}|[{_SURNAMES}])(?:{_SPOKEN_OF})某?", SOMEBODY),
    )
)
_NAME = re.compile(f"(?:{_TWO}|[{_SURNAMES}])[\u4e00-\u9fff]{{1,2}}")
_FOREIGN_NAME = re.compile(r"[A-Z][A-Za-z'-]+( [A-Z][A-Za-z'-]+)+")

PERSONAL = frozenset(
    {
        "leader_name", "keeper_name", "caller_name", "caller_phone", "phone", "by_name",
        "started_by_name", "settled_by_name", "set_by_name", "issued_by_name", "decided_by_name",
        "withdrawn_by_name", "confirmed_by", "changed_by", "declared_by", "actor_name", "by",
    }
)  # fmt: skip
"""Fields that say who somebody is."""


def names_among(told: Iterable[str | None]) -> frozenset[str]:
    """Return what of these are names of people; what an account is called may be an office."""
    given = {one.strip() for one in told if one}
    return frozenset(one for one in given if _NAME.fullmatch(one) or _FOREIGN_NAME.fullmatch(one))


def hide(text: str, names: frozenset[str]) -> str:
    """Return a text without what is found of people in it."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, SOMEBODY)
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def without_people(value: Any, names: frozenset[str]) -> Any:
    """Return a record without people: their fields emptied, free text cleaned, the rest kept."""
    if isinstance(value, dict):
        return {
            key: _emptied(key, one) if key in PERSONAL else _cleaned(key, one, names)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [without_people(one, names) for one in value]
    return hide(value, names) if isinstance(value, str) else value


def _emptied(key: str, value: Any) -> str | None:
    """Return what stands for a person: nothing for nobody, no number, somebody."""
    if value is None:
        return None
    return "" if key.endswith("phone") else SOMEBODY


def _cleaned(key: str, value: Any, names: frozenset[str]) -> Any:
    if key == "recipients":
        return []
    if isinstance(value, str) and (key == "id" or key.endswith(("_id", "_at", "_code", "_un"))):
        return value
    return without_people(value, names)
