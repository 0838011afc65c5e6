"""Work that goes on: a lost database is waited for, a failure is written down and begun anew."""

import logging
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy.exc import DBAPIError


def keep_on(
    serve: Callable[[], object],
    stop: threading.Event,
    logger: logging.Logger,
    what: str,
    apart_s: float,
) -> None:
    """Serve until told to stop, again after every interruption; ``what`` names the work."""
    while not stop.is_set():
        try:
            serve()
        except (psycopg.Error, DBAPIError, OSError) as error:
            logger.warning("database interrupted, %s wait: %s", what, error)
        except Exception:
            logger.exception("work on %s failed, starting over", what)
        stop.wait(apart_s)
