"""Turns every failure into one shape: an RFC 9457 problem with a code, facts, request id."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.exceptions import HTTPException

from core.errors import DomainError, Unavailable

logger = logging.getLogger("muster.errors")

TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Changed in the meantime",
    422: "Not acceptable",
    428: "Version required",
    429: "Too many attempts",
    500: "Internal error",
    503: "Unavailable",
}
_MALFORMED = {
    "missing": ("必填", "is required"),
    "extra_forbidden": ("不认识的字段", "is not a known field"),
    "greater_than": ("必须大于 {gt}", "must be greater than {gt}"),
    "greater_than_equal": ("不得小于 {ge}", "must be at least {ge}"),
    "less_than": ("必须小于 {lt}", "must be less than {lt}"),
    "less_than_equal": ("不得大于 {le}", "must be at most {le}"),
    "string_too_short": ("至少 {min_length} 个字符", "needs at least {min_length} characters"),
    "string_too_long": ("最多 {max_length} 个字符", "must have at most {max_length} characters"),
    "string_pattern_mismatch": ("格式不符", "does not have the required form"),
    "literal_error": ("只能是 {expected}", "must be one of {expected}"),
    "json_invalid": ("不是有效的 JSON", "is not valid JSON"),
    "int_parsing": ("必须是整数", "must be a whole number"),
    "int_type": ("必须是整数", "must be a whole number"),
    "float_parsing": ("必须是数字", "must be a number"),
    "uuid_parsing": ("不是有效的编号", "is not a valid identifier"),
    "datetime_parsing": ("不是有效的时间", "is not a valid instant"),
    "datetime_from_date_parsing": ("不是有效的时间", "is not a valid instant"),
    "timezone_aware": ("时间必须带时区", "needs a time zone"),
}


def wanted_locale(request: Request) -> str:
    """Return the language of an error text: what the request asks for, Chinese otherwise."""
    wanted = request.headers.get("accept-language", "").lower()
    return "en" if wanted.startswith("en") else "zh-CN"


def problem(
    request: Request, status: int, code: str, detail: str, facts: dict[str, Any] | None = None
) -> JSONResponse:
    """Return an error body in the one shape."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
        "code": code,
        "facts": jsonable_encoder(facts or {}),
        "request_id": getattr(request.state, "request_id", ""),
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def _domain_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)
    return problem(
        request, error.status, error.code, error.message(wanted_locale(request)), error.facts
    )


def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    english = wanted_locale(request) == "en"
    fields = [_field_fault(one, english) for one in error.errors()]
    joiner = "; " if english else "；"
    detail = joiner.join(f"{one['field']} {one['message']}" for one in fields)
    return problem(request, 422, "malformed", detail, {"fields": fields})


def _field_fault(fault: dict[str, Any], english: bool) -> dict[str, str]:
    where: Sequence[Any] = fault["loc"][1:] or fault["loc"]
    known = _MALFORMED.get(fault["type"])
    if known is None:
        message = str(fault["msg"]).removeprefix("Value error, ")
    else:
        message = known[1 if english else 0].format(**fault.get("ctx", {}))
    field = ".".join(str(step) for step in where)
    return {"field": field, "code": fault["type"], "message": message}


def _plain_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "http_error")
    return problem(request, error.status_code, code, str(error.detail))


def _database_trouble(request: Request, error: Exception) -> JSONResponse:
    retryable = isinstance(error, OperationalError) or _sqlstate(error) in ("40001", "40P01")
    if retryable:
        logger.warning("database unavailable or contended: %s", type(error).__name__)
        return _domain_error(request, Unavailable())
    return _unexpected(request, error)


def _sqlstate(error: Exception) -> str | None:
    return getattr(getattr(error, "orig", None), "sqlstate", None)


def _unexpected(request: Request, error: Exception) -> JSONResponse:
    logger.error("unexpected failure", exc_info=error)
    english = wanted_locale(request) == "en"
    detail = (
        "Something went wrong on our side; quote the request id."
        if english
        else "系统内部错误，请报告请求编号。"
    )
    return problem(request, 500, "internal_error", detail)


def install(application: FastAPI) -> None:
    """Register the one mapping from failures to answers."""
    application.add_exception_handler(DomainError, _domain_error)
    application.add_exception_handler(RequestValidationError, _malformed)
    application.add_exception_handler(HTTPException, _plain_http)
    application.add_exception_handler(DBAPIError, _database_trouble)
    application.add_exception_handler(Exception, _unexpected)
