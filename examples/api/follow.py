"""Follows the change feed with nothing but Python's own library: the smallest honest client.

    python3 follow.py --base https://muster.city.example --key "$KEY" --nouns lot,team --keep cursor

Prints one event a line. Where to go on is kept in a file after the events were handed over, so
that a crash repeats the last page and loses nothing: take in events by their ``seq``, once.
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

WAIT_S = 25
NEVER_AGAIN = (401, 403, 422)


def ask(base: str, key: str, path: str, **query: Any) -> Any:
    """Ask the service; wait and ask again while it is away or wants fewer calls."""
    address = f"{base}{path}?{urllib.parse.urlencode(query)}"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {key}"})
    pause_s = 1.0
    while True:
        try:
            with urllib.request.urlopen(request, timeout=WAIT_S + 15) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            problem = json.load(error)
            if error.code in NEVER_AGAIN:
                raise SystemExit(f"{problem['code']}: {problem['detail']}") from None
            pause_s = float(error.headers.get("Retry-After") or pause_s * 2)
        except OSError as error:
            print(f"no answer, trying again: {error}", file=sys.stderr)
            pause_s *= 2
        time.sleep(min(pause_s, 60))


def everything(base: str, key: str, path: str) -> list[Any]:
    """Read a list to its end, page by page."""
    rows: list[Any] = []
    offset: int | None = 0
    while offset is not None:
        page = ask(base, key, path, offset=offset, limit=500)
        rows += page["rows"]
        offset = page["next_offset"]
    return rows


def follow(base: str, key: str, nouns: str, cursor: Path, *, once: bool) -> None:
    """Hand over what happened since last time, then what happens, in order."""
    after = int(cursor.read_text()) if cursor.exists() else 0
    while True:
        page = ask(base, key, "/api/events", after=after, nouns=nouns, wait_s=0 if once else WAIT_S)
        if page["reset"]:  # the site was set up anew: begin again with its lists
            print(json.dumps({"teams": everything(base, key, "/api/teams")}), flush=True)
        for event in page["events"]:
            print(json.dumps(event, ensure_ascii=False), flush=True)
        at_end = not page["events"] and page["last_seq"] == after
        after = page["last_seq"]
        cursor.write_text(str(after))
        if once and at_end:
            return


def main() -> None:
    """Read the command line and follow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="address of the site")
    parser.add_argument("--key", required=True, help="a key with the scope picture.read")
    parser.add_argument("--nouns", default="lot,team,depot", help="kinds of records, by commas")
    parser.add_argument("--keep", type=Path, default=Path("cursor"), help="where to go on")
    parser.add_argument("--once", action="store_true", help="stop when everything is read")
    given = parser.parse_args()
    follow(given.base.rstrip("/"), given.key, given.nouns, given.keep, once=given.once)


if __name__ == "__main__":
    main()
