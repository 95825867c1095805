"""The log that monitors read: logs/events.jsonl, one JSON object a line; and the same by POST to the URL that JIXIAO_ALERT_URL names.

What is told is plain data; who tells it and when belongs to run.py and jobs.py. The same thing is told once: each event has an id.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import urllib.request
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal, TextIO
from urllib.parse import urlsplit

from orchestration.home import Home

URL = "JIXIAO_ALERT_URL"
PATIENCE = 10  # seconds that a monitor has to answer
Kind = Literal[
    "released", "rolled_back", "run_refused", "run_failed", "form_quarantined", "report_refused", "report_missing", "hook_failed"
]
# What a person has to look at; the rest is said for the record, and is not posted.
ALERTS: frozenset[Kind] = frozenset({"run_refused", "run_failed", "form_quarantined", "report_refused", "report_missing"})


@dataclass(frozen=True)
class Event:
    """One event: `id` is what it is told once by, `message` one line, `details` further lines for people."""

    event: Kind
    id: str
    message: str
    details: tuple[str, ...] = ()
    run_id: str = ""


def tell(home: Home, events: Iterable[Event]) -> list[Event]:
    """Writes those that were not told before, and posts the alerts among them; never raises, a run must not fail for its monitor.

    Returns:
        The events that were new.
    """
    home.logs.mkdir(parents=True, exist_ok=True)
    with home.events.open("a+", encoding="utf-8") as log:
        fcntl.flock(log, fcntl.LOCK_EX)  # two processes may both have seen a run end
        log.seek(0)
        lines = log.readlines()
        if lines and not lines[-1].endswith("\n"):  # cut off by a full disk
            log.write("\n")
        known = {_id_of(line) for line in lines}
        new = [e for e in dict.fromkeys(events) if e.id not in known]
        for event in new:
            _write(log, event)
            error = _post(event) if event.event in ALERTS else None
            if error:
                _write(log, Event("hook_failed", f"hook {event.id}", f"{event.event} could not be posted: {error}"))
    return new


def _id_of(line: str) -> str | None:
    try:
        return str(json.loads(line)["id"])
    except (ValueError, KeyError, TypeError):
        return None


def _as_json(event: Event) -> str:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    level = "alert" if event.event in ALERTS else "note"
    return json.dumps({"at": now, "level": level, **asdict(event)}, ensure_ascii=False)


def _write(log: TextIO, event: Event) -> None:
    log.write(_as_json(event) + "\n")
    log.flush()


def _post(event: Event) -> str | None:
    """Why the event could not be posted; None where it was, or no URL is set."""
    url = os.environ.get(URL)
    if not url:
        return None
    if urlsplit(url).scheme not in ("http", "https"):
        return f"{URL} is no http address"
    request = urllib.request.Request(url, _as_json(event).encode(), {"Content-Type": "application/json; charset=utf-8"})
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE):
            return None
    except (OSError, ValueError) as exc:
        return str(exc)
