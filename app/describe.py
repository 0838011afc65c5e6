"""Completes the description of the HTTP API: every operation names the errors it can answer."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from app.errors import TITLES
from core.wire import Problem

JsonObject = dict[str, Any]
PUBLIC = frozenset({"sign_in", "get_health", "get_settings"})
PROBLEM_REF = {"$ref": f"#/components/schemas/{Problem.__name__}"}
NOT_OURS = ("HTTPValidationError", "ValidationError")


def describe_errors(application: FastAPI) -> None:
    """Let the description say that every error is a problem, also those no route declares."""
    plain: Callable[[], JsonObject] = application.openapi

    def described() -> JsonObject:
        if application.openapi_schema is None:
            application.openapi_schema = _completed(plain())
        return application.openapi_schema

    application.openapi = described  # type: ignore[method-assign]


def _completed(description: JsonObject) -> JsonObject:
    for operations in description["paths"].values():
        for operation in operations.values():
            _complete(operation["operationId"], operation["responses"])
    schemas = description["components"]["schemas"]
    for name in NOT_OURS:
        schemas.pop(name, None)
    schemas.setdefault(Problem.__name__, Problem.model_json_schema())
    return description


def _complete(operation_id: str, responses: JsonObject) -> None:
    responses.setdefault("503", _problem(503))
    if operation_id not in PUBLIC:
        responses.setdefault("401", _problem(401))
    for status, answer in responses.items():
        schemas = [kind.get("schema") for kind in answer.get("content", {}).values()]
        if status == "422" or PROBLEM_REF in schemas:
            responses[status] = _problem(int(status))


def _problem(status: int) -> JsonObject:
    return {
        "description": TITLES[status],
        "content": {"application/problem+json": {"schema": PROBLEM_REF}},
    }
