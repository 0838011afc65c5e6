"""Turns every failure into one shape: an RFC 9457 problem with a code, facts, request id."""

import logging
import re
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from app.malformed import field_fault
from app.refusals import keep_refusal
from app.words import words
from core.db import LIVE
from core.errors import DomainError, Forbidden, Invalid, Unavailable
from core.world_paths import world_of

logger = logging.getLogger("muster.errors")

FOREIGN_KEY_VIOLATION = "23503"
NO_RIGHT = "42501"


class UnknownReference(Invalid):
    """The field {field} names a record that does not exist: {value}."""

    zh = "字段 {field} 所指的记录不存在：{value}。"


class NotInAnExercise(Forbidden):
    """What all worlds share is not changed from within an exercise."""

    zh = "演练中不能修改与实战共用的内容。"


class UnstorableValue(Invalid):
    """A value lies outside what can be stored."""

    zh = "有数值超出可存储的范围。"


TITLES = {
    400: "Bad request",
    401: "Not signed in",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    409: "Conflict",
    412: "Changed in the meantime",
    413: "Too large",
    422: "Not acceptable",
    428: "Version required",
    429: "Too many attempts",
    500: "Internal error",
    502: "Another server is silent",
    503: "Unavailable",
}
_PLAIN = {
    400: ("unreadable", "body 无法读取，须为 UTF-8 编码的 JSON。", "body is no JSON in UTF-8."),
    404: ("not_found", "没有这个地址。", "There is no such address."),
    413: ("too_large", "body 过大，最多 4 MB。", "body is too large; 4 MB at most."),
    405: ("method_not_allowed", "该地址不支持此方法。", "This address does not know this method."),
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
    keep_refusal(request, error)
    locale = wanted_locale(request)
    detail = error.message(locale, words(locale))
    answer = problem(request, error.status, error.code, detail, error.facts)
    if "retry_after_s" in error.facts:
        answer.headers["retry-after"] = str(error.facts["retry_after_s"])
    return answer


def _malformed(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    english = wanted_locale(request) == "en"
    fields = [field_fault(one, english) for one in error.errors()]
    joiner = "; " if english else "；"
    detail = joiner.join(f"{one['field']} {one['message']}" for one in fields)
    return problem(request, 422, "malformed", detail, {"fields": fields})


def _plain_http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    known = _PLAIN.get(error.status_code)
    if known is None:
        return problem(request, error.status_code, "http_error", str(error.detail))
    code, chinese, english = known
    detail = english if wanted_locale(request) == "en" else chinese
    facts = {"field": "body"} if code in ("unreadable", "too_large") else {}
    return problem(request, error.status_code, code, detail, facts)


def too_large(request: Request) -> JSONResponse:
    """Return the answer to a body that no form of ours could produce."""
    return _plain_http(request, HTTPException(413))


def no_such_address(request: Request) -> JSONResponse:
    """Return the answer for an address below /api that does not exist."""
    return _plain_http(request, HTTPException(404))


def _database_trouble(request: Request, error: Exception) -> JSONResponse:
    away = isinstance(error, OperationalError | PoolExhausted)
    retryable = away or _sqlstate(error) in ("40001", "40P01")
    if retryable:
        logger.warning("database unavailable or contended: %s", type(error).__name__)
        return _domain_error(request, Unavailable())
    if isinstance(error, DataError):
        return _domain_error(request, UnstorableValue())
    if _sqlstate(error) == NO_RIGHT and world_of(request) != LIVE:
        logger.warning("an exercise reached beyond its world: %s", error)
        return _domain_error(request, NotInAnExercise())
    if _sqlstate(error) == FOREIGN_KEY_VIOLATION:
        return _domain_error(request, unknown_reference(error))
    return _unexpected(request, error)


def unknown_reference(error: Exception) -> UnknownReference:
    """Return the error that names the column whose row there is not."""
    diagnosis = getattr(getattr(error, "orig", None), "diag", None)
    named = re.match(r"Key \((\w+)\)=\((.*?)\)", getattr(diagnosis, "message_detail", "") or "")
    field, value = named.groups() if named else ("?", "?")
    return UnknownReference(field=field, value=value)


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
    application.add_exception_handler(PoolExhausted, _database_trouble)
    application.add_exception_handler(Exception, _unexpected)
