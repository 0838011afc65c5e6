"""The description of the HTTP API: names, texts, examples that hold, and every error body."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel

from app.main import create_app
from core.config import Environment, Settings
from core.wire import Input, Problem

METHODS = {"get", "post", "put", "patch", "delete"}
PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}

Json = dict[str, Any]


@pytest.fixture(scope="module")
def description() -> Json:
    """The API as it describes itself; no database is needed for that."""
    described: Json = create_app(Settings(environment=Environment.TEST)).openapi()
    return described


def operations(description: Json) -> Iterator[tuple[str, str, Json]]:
    """Every operation with its method and path."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            assert method in METHODS
            yield method, path, operation


def every_input(parent: type[BaseModel] = Input) -> Iterator[type[BaseModel]]:
    """Every shape that a client sends, by inheritance."""
    for shape in parent.__subclasses__():
        yield shape
        yield from every_input(shape)


def bodies(description: Json) -> set[str]:
    """The names of the shapes that are sent as a whole body; a file has no shape."""
    found = set()
    for _method, _path, operation in operations(description):
        content = operation.get("requestBody", {}).get("content", {})
        shapes = (kind["schema"] for name, kind in content.items() if name == "application/json")
        found |= {shape["$ref"].rpartition("/")[2] for shape in shapes}
    return found


def test_every_operation_has_a_summary_and_says_what_it_does(description: Json) -> None:
    silent = [
        operation["operationId"]
        for _method, _path, operation in operations(description)
        if not operation.get("summary") or not operation.get("description")
    ]
    assert silent == []


def test_operation_ids_are_the_names_of_functions(description: Json) -> None:
    names = [operation["operationId"] for _method, _path, operation in operations(description)]
    assert len(names) > 60
    assert len(names) == len(set(names))
    assert all(name.isidentifier() and name == name.lower() for name in names)


def test_every_operation_documents_its_errors_as_problems(description: Json) -> None:
    for _method, _path, operation in operations(description):
        errors = {
            status: answer
            for status, answer in operation["responses"].items()
            if status.startswith(("4", "5"))
        }
        name = operation["operationId"]
        assert "503" in errors, name
        for status, answer in errors.items():
            if (name, status) == ("get_health", "503"):
                continue
            assert answer["content"] == PROBLEM, (name, status)
            assert answer["description"], (name, status)


def test_whatever_takes_input_says_that_it_may_be_malformed(description: Json) -> None:
    for _method, _path, operation in operations(description):
        if operation.get("requestBody") or operation.get("parameters"):
            assert "422" in operation["responses"], operation["operationId"]


def test_every_change_of_a_record_documents_stale_and_missing_versions(description: Json) -> None:
    for _method, _path, operation in operations(description):
        headers = [one["name"].lower() for one in operation.get("parameters", [])]
        if "if-match" in headers:
            assert {"412", "428"} <= set(operation["responses"]), operation["operationId"]


def test_no_shape_of_the_framework_is_left_as_an_error_body(description: Json) -> None:
    schemas = description["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    assert set(schemas["Problem"]["required"]) == set(Problem.model_fields)


def test_every_body_has_an_example_that_the_service_would_read(description: Json) -> None:
    shapes = {shape.__name__: shape for shape in every_input()}
    sent = bodies(description)
    assert len(sent) > 15
    for name in sorted(sent):
        examples = description["components"]["schemas"][name].get("examples")
        assert examples, f"{name} has no example"
        for given in examples:
            read = shapes[name].model_validate(given)
            assert read.model_fields_set, name


def test_a_position_is_described_with_its_datum(description: Json) -> None:
    schemas = description["components"]["schemas"]
    entered = schemas["IncidentIn"]["properties"]["position"]
    assert entered["$ref"].endswith("/EnteredPoint")
    assert "datum" in schemas["EnteredPoint"]["properties"]
    assert schemas["Datum"]["enum"] == ["WGS84", "CGCS2000", "GCJ02", "BD09"]
    assert "datum" not in schemas["Point"]["properties"]
