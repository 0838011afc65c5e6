"""What a worker does beside solving: a thing that fails keeps no other back."""

import logging

import pytest
from sqlalchemy.exc import OperationalError

from app.tending import do_each


def test_what_fails_is_told_in_the_log_and_the_rest_is_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    def spoil() -> None:
        raise KeyError("a row that cannot be worked on")

    with caplog.at_level(logging.ERROR, "muster.worker"):
        failed = do_each(
            {
                "promises": lambda: done.append("promises"),
                "areas": spoil,
                "reliefs": lambda: done.append("reliefs"),
            }
        )
    assert done == ["promises", "reliefs"]
    assert failed == ["areas"]
    assert "areas failed" in caplog.text
    assert "a row that cannot be worked on" in caplog.text


def test_a_database_that_went_away_is_left_to_the_worker() -> None:
    def lose() -> None:
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    with pytest.raises(OperationalError):
        do_each({"areas": lose, "reliefs": lambda: None})
