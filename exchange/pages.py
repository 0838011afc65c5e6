"""The same answers as pages for people: no script, no font, no picture; Chinese or English."""

from collections.abc import Iterable
from datetime import date, datetime
from html import escape
from typing import Any

from exchange.layers import Layer
from exchange.links import Link

Words = tuple[str, str]
SHARED: Words = ("资源图层共享服务", "Shared resource layers")
LAYERS_HEAD: Words = ("图层", "Layers")
CONFORMS: Words = ("符合的标准条款", "Conformance classes")
FOUND: Words = ("共 {total} 条，显示第 {first}–{last} 条", "{total} in all, showing {first}–{last}")
NONE: Words = ("没有符合条件的要素", "No feature matches")
DEMO: Words = ("演示数据", "demonstration data")
NAMES: dict[str, Words] = {
    "self": ("本页", "this page"),
    "alternate": ("GeoJSON / JSON", "GeoJSON / JSON"),
    "next": ("下一页", "next page"),
    "prev": ("上一页", "previous page"),
    "service-desc": ("接口描述（OpenAPI 3.0）", "description (OpenAPI 3.0)"),
    "conformance": ("符合性", "conformance"),
    "data": ("图层列表", "layers"),
    "items": ("要素", "features"),
    "collection": ("图层", "layer"),
}
_STYLE = (
    "body{font:14px/1.5 'Noto Sans SC','Microsoft YaHei',sans-serif;margin:24px;color:#16202b}"
    "table{border-collapse:collapse}td,th{border:1px solid #c9d2da;padding:3px 8px;text-align:left}"
    "th{background:#eef2f5;font-weight:600}a{color:#0f6f68}nav a{margin-right:14px}"
)


def page(title: str, body: str, links: Iterable[Link], english: bool) -> str:
    """A whole page with the links that the JSON answer has too."""
    shown = [one for one in links if one.rel in NAMES and one.rel != "self"]
    places = "".join(
        f'<a rel="{escape(one.rel)}" href="{escape(one.href)}">'
        f"{escape(one.title or NAMES[one.rel][english])}</a>"
        for one in shown
    )
    language = "en" if english else "zh-CN"
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f"<h1>{escape(title)}</h1><nav>{places}</nav>{body}</html>"
    )


def layer_list(layers: Iterable[tuple[Layer, str]], english: bool) -> str:
    """The layers, each with its address."""
    rows = (
        f'<li><a href="{escape(address)}">{escape(name_of(layer, english))}</a> '
        f"— {escape(layer.description)}</li>"
        for layer, address in layers
    )
    return f"<h2>{LAYERS_HEAD[english]}</h2><ul>{''.join(rows)}</ul>"


def plain_list(lines: Iterable[str], english: bool) -> str:
    """Conformance classes, one below the other."""
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f"<h2>{CONFORMS[english]}</h2><ul>{rows}</ul>"


def feature_table(
    layer: Layer, found: list[dict[str, Any]], total: int, first: int, address: str, english: bool
) -> str:
    """A page of features as a table; `address` is that of the layer's items."""
    if not found:
        return f"<p>{NONE[english]}</p>"
    told = FOUND[english].format(total=total, first=first + 1, last=first + len(found))
    heads = "".join(f"<th>{escape(name)}</th>" for name in ("id", *layer.properties))
    rows = "".join(
        f'<tr><td><a href="{escape(address)}/{one["id"]}?f=html">{one["id"]}</a></td>'
        + "".join(f"<td>{escape(_text(one['properties'][name]))}</td>" for name in layer.properties)
        + "</tr>"
        for one in found
    )
    return f"<p>{escape(told)}</p><table><tr>{heads}</tr>{rows}</table>"


def feature_facts(feature: dict[str, Any]) -> str:
    """One feature, property by property, and where it is."""
    facts = {"id": feature["id"], **feature["properties"], "geometry": feature["geometry"]}
    rows = "".join(
        f"<tr><th>{escape(name)}</th><td>{escape(_text(value))}</td></tr>"
        for name, value in facts.items()
    )
    return f"<table>{rows}</table>"


def name_of(layer: Layer, english: bool) -> str:
    """What a layer is called."""
    return layer.title_en if english else layer.title


def _text(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
