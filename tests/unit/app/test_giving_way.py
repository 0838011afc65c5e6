"""What serves exercises leaves processors to the live world."""

import os
import subprocess
import sys

import pytest

_SAY = "import os; print(sorted(os.sched_getaffinity(0)))"
_GIVE_WAY = f"""
import subprocess, sys
from app.giving_way import give_way
give_way()
subprocess.run([sys.executable, "-c", {_SAY!r}], check=True)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processors are chosen on Linux alone")
def test_who_gives_way_and_what_it_starts_keep_to_the_upper_half_of_the_processors() -> None:
    mine = sorted(os.sched_getaffinity(0))
    said = subprocess.run(
        [sys.executable, "-c", _GIVE_WAY], check=True, capture_output=True, text=True
    )
    assert said.stdout.strip() == str(mine[len(mine) // 2 :])
