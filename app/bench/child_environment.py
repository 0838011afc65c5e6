"""The environment of a measuring child process: the parent's, and where it finds the product."""

import os
import sys


def environment_of_child() -> dict[str, str]:
    """Return the environment that lets a child import what this process can import."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
