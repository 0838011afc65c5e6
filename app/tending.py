"""What a worker does beside solving, each thing by itself: what fails keeps nothing else back.

Without this one row that cannot be worked on would begin the whole worker anew every time it comes
up: promises would not lapse and reliefs not be asked for because a danger area could not be drawn.
"""

import logging
from collections.abc import Callable, Mapping

from core.db import is_lost_connection

logger = logging.getLogger("muster.worker")

Duty = Callable[[], object]


def do_each(duties: Mapping[str, Duty]) -> list[str]:
    """Do all of these in order; return the names of those that failed, which the log explains.

    A database that went away is the worker's to wait for.
    """
    failed = []
    for name, do in duties.items():
        try:
            do()
        except Exception as error:
            if is_lost_connection(error):
                raise
            logger.exception("%s failed and is tried again later; the rest goes on", name)
            failed.append(name)
    return failed
