"""The description of the shared layers in OpenAPI 3.0, as OGC API - Features asks for."""

from collections.abc import Iterable
from typing import Any

from exchange.asked import LIMIT, MOST
from exchange.layers import Layer
from exchange.links import GEOJSON, HTML, JSON

Json = dict[str, Any]
_BOX: Json = {
    "name": "bbox", "in": "query", "style": "form", "explode": False,
    "schema": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
}  # fmt: skip
_WHEN: Json = {"name": "datetime", "in": "query", "schema": {"type": "string"}}
_LIMIT: Json = {
    "name": "limit", "in": "query", "style": "form", "explode": False,
    "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT},
}  # fmt: skip
_OFFSET: Json = {"name": "offset", "in": "query", "schema": {"type": "integer", "minimum": 0}}
_FORM: Json = {"name": "f", "in": "query", "schema": {"type": "string", "enum": ["json", "html"]}}


def description(base: str, layers: Iterable[Layer], version: str) -> Json:
    """Every address below the service, for the layers as they are."""
    paths: Json = {
        "/": _get("landing", "The service and where its parts are", [_FORM], JSON),
        "/conformance": _get("conformance", "Conformance classes", [_FORM], JSON),
        "/collections": _get("layers", "The layers", [_FORM], JSON),
    }
    for layer in layers:
        paths |= _of_layer(layer)
    return {
        "openapi": "3.0.3",
        "info": {"title": "Muster - OGC API - Features", "version": version},
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "muster_session"},
            }
        },
        "security": [{"token": []}, {"cookie": []}],
    }


def _of_layer(layer: Layer) -> Json:
    own: list[Json] = [
        {"name": name, "in": "query", "schema": {"type": "string"}}
        for name in sorted(layer.filters)
    ]
    one: Json = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    asked: list[Json] = [_BOX, _WHEN, _LIMIT, _OFFSET, _FORM, *own]
    place = f"/collections/{layer.id}"
    return {
        place: _get(f"describe_{layer.id}", layer.title_en, [_FORM], JSON),
        f"{place}/items": _get(f"list_{layer.id}", layer.description, asked, GEOJSON),
        f"{place}/items/{{featureId}}": _get(
            f"get_{layer.id}", layer.title_en, [one, _FORM], GEOJSON
        ),
    }


def _get(name: str, summary: str, parameters: list[Json], kind: str) -> Json:
    shown = {kind: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}}
    refused = {"description": "refused, with the reason"}
    answers = {"200": {"description": summary, "content": shown}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": answers | dict.fromkeys(("400", "401", "403", "404"), refused),
        }
    }
