"""What is wrong with a row that another system sent, in plain Chinese and English."""

from collections.abc import Mapping
from typing import Any

from resources.importing.fields import Kind
from resources.importing.sentences import row_sentence

SENTENCES: Mapping[str, tuple[str, str]] = {
    "field_unknown": ("没有“{given}”这个字段", "there is no field “{given}”"),
    "depot_unnamed": (
        "对方系统没有报送过编号为“{external_id}”的物资库",
        "this system has named no depot “{external_id}”",
    ),
    "external_id_repeated": (
        "外部编号“{external_id}”在本次请求中重复",
        "“{external_id}” stands twice in this request",
    ),
    "names_another": (
        "外部编号已对应“{now}”，不能改为“{said}”",
        "the external id means “{now}” here, not “{said}”",
    ),
    "no_longer_here": (
        "该外部编号对应的条目已不在本单位",
        "the row with this external id is no longer in this office",
    ),
    "linked_to_another": (
        "该条目已对应同一系统的外部编号“{external_id}”",
        "this row is “{external_id}” of the same system already",
    ),
    "cannot_be_removed": (
        "这类条目不能由接口移除",
        "rows of this kind cannot be removed over the API",
    ),
    "changed_here": (
        "本系统现为“{here}”，对方上次报送“{last_sent}”，本次“{sent}”",
        "here it is “{here}”; sent last “{last_sent}”, now “{sent}”",
    ),
}


def detail(kind: Kind, problem: Mapping[str, Any], locale: str) -> str:
    """Return a problem of a row in a language, its own words or those of the lists."""
    own = SENTENCES.get(problem["code"])
    if own is None:
        return row_sentence(kind, problem, locale)
    chinese, english = own
    template = english if locale.startswith("en") else chinese
    nothing = "nothing" if locale.startswith("en") else "无"
    facts = {name: nothing if v is None else v for name, v in problem["facts"].items()}
    return template.format(**facts)
