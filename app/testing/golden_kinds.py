"""One recorded event of every kind there is, with the picture that the service folds them into.

Both readers of the live feed are held to the same file: the command UI's reducer and the service's
own. Records are made from the shapes of the events, so a new kind or field changes the file.
"""

import json
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from app.feed import EVENT_SHAPES
from app.testing.clients import JsonObject, Picture, fold
from core.config import PROJECT_ROOT

FILE = PROJECT_ROOT / "tests" / "data" / "golden" / "kinds.json"
AT = "2026-11-22T08:00:00Z"
_FORMATS = {"date-time": AT, "date": "2026-11-22", "time": "08:00:00", "duration": "PT1M"}
_DEEPEST = 12


def made() -> JsonObject:
    """Return every kind with its event, twice told and once stale, and the picture after all."""
    events: list[JsonObject] = []
    for number, shape in enumerate(EVENT_SHAPES, 1):
        events += _told(shape.model_json_schema(mode="serialization"), number)
    picture: Picture = {}
    for event in events:
        fold(picture, event)
    kinds = sorted({event["kind"] for event in events})
    return {"kinds": kinds, "events": events, "after": picture}


def text() -> str:
    """Return the file as it must stand, an event a line so that a change is seen."""
    whole = made()
    lines = ",\n".join(json.dumps(event, ensure_ascii=False) for event in whole["events"])
    kinds, after = (json.dumps(whole[name], ensure_ascii=False) for name in ("kinds", "after"))
    return f'{{"kinds": {kinds},\n"events": [\n{lines}\n],\n"after": {after}}}\n'


def write() -> None:
    """Write the file anew."""
    FILE.write_text(text(), encoding="utf-8")


def _told(schema: JsonObject, number: int) -> list[JsonObject]:
    """Return a kind's event, the same once more, and one that comes too late to count."""
    event: JsonObject = _sample(schema, schema.get("$defs", {}), "")
    noun = event["kind"].split(".")[0]
    record = event[noun] | {"id": str(uuid5(NAMESPACE_OID, noun))}
    if "version" not in record:
        return [event | {"seq": 3 * number, noun: record}]
    newest = event | {noun: record | {"version": 10 * number}}
    late = event | {noun: record | {"version": 10 * number - 1, "stale": True}}
    return [one | {"seq": 3 * number + n} for n, one in enumerate((newest, newest, late))]


def _sample(schema: JsonObject, parts: JsonObject, path: str) -> Any:
    """Return a value that fits a schema, the same for the same place in it."""
    if "$ref" in schema:
        return _sample(parts[schema["$ref"].rsplit("/", 1)[1]], parts, path)
    if "const" in schema or "enum" in schema:
        return schema.get("const", next(iter(schema.get("enum", [None]))))
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            nobody = {"type": "null"} in schema[choice]
            return None if nobody else _sample(schema[choice][0], parts, path)
    match schema.get("type"):
        case "object":
            return _object(schema, parts, path)
        case "array":
            return _array(schema, parts, path)
        case "string":
            return _string(schema, path)
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return False
    return None


def _object(schema: JsonObject, parts: JsonObject, path: str) -> JsonObject:
    named = schema.get("properties", {})
    return {name: _sample(one, parts, f"{path}.{name}") for name, one in named.items()}


def _array(schema: JsonObject, parts: JsonObject, path: str) -> list[Any]:
    if "prefixItems" in schema:
        return [_sample(one, parts, path) for one in schema["prefixItems"]]
    if path.count(".") > _DEEPEST or "items" not in schema:
        return []
    return [_sample(schema["items"], parts, path)] * max(1, schema.get("minItems", 1))


def _string(schema: JsonObject, path: str) -> str:
    if schema.get("format") == "uuid":
        return str(uuid5(NAMESPACE_OID, path))
    return _FORMATS.get(schema.get("format", ""), path.rsplit(".", 1)[-1] or "text")
