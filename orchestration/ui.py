"""Opens Dagster's pages on the data home: `python -m orchestration.ui`. Starts the webserver, the daemon and
what shows the gate's pages, and ends them together.

Without the daemon a run that is started on the page would wait in the queue for ever. With JIXIAO_UI_READ_ONLY=1 the pages can start and
change nothing; sensors and schedules run on.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

import dagster as dg

from orchestration.addresses import HOST, docs_port, ui_port
from orchestration.dbt import prepare_manifest
from orchestration.home import CHECKOUT, Home, RefusalError
from orchestration.instance import end_dead_runs, open_instance

GRACE = dt.timedelta(minutes=1)


def main() -> int:
    """Serves until it is interrupted, or one of the processes ends; the exit code is then that of the first to end."""
    home = Home.from_env()
    try:
        port = free_port(ui_port(), "JIXIAO_UI_PORT")
        port_of_docs = free_port(docs_port(), "JIXIAO_DOCS_PORT")
        if port == port_of_docs:
            raise RefusalError(f"JIXIAO_UI_PORT and JIXIAO_DOCS_PORT are both {port}: two servers need two ports")
        home.ready()
        prepare_manifest(home)
    except RefusalError as exc:
        sys.exit(str(exc))
    with open_instance(home) as instance:  # makes its databases: its processes would make them at the same time
        return _serve(home, instance, port, port_of_docs)


def free_port(port: str, variable: str) -> str:
    """The port, if a server can have it; `variable` of the environment names another.

    Raises:
        RefusalError: it is in use, or no port.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(port)))
        except (OSError, OverflowError, ValueError) as exc:
            raise RefusalError(f"port {port} cannot be had ({exc}): end what uses it, or name another by {variable}") from exc
    return port


def _serve(home: Home, instance: dg.DagsterInstance, port: str, port_of_docs: str) -> int:
    os.environ |= {"JIXIAO_HOME": str(home.root), "JIXIAO_RAW": str(home.raw), "DO_NOT_TRACK": "1", "PYTHONPATH": str(CHECKOUT)}
    signal.signal(signal.SIGTERM, _interrupt)
    for folder in (home.logs, home.data_docs):
        folder.mkdir(parents=True, exist_ok=True)
    workspace = ["-w", str(CHECKOUT / "workspace.yaml")]
    with (home.logs / "daemon.log").open("wb") as log, (home.logs / "data_docs.log").open("wb") as visits:
        daemon = subprocess.Popen([sys.executable, "-m", "dagster._daemon", "run", *workspace], stdout=log, stderr=log)
        pages = ["--read-only"] if os.environ.get("JIXIAO_UI_READ_ONLY") == "1" else []
        server = subprocess.Popen([sys.executable, "-m", "dagster_webserver", "-h", HOST, "-p", port, *pages, *workspace])
        docs = [sys.executable, "-m", "http.server", port_of_docs, "--bind", HOST, "--directory", str(home.data_docs)]
        gate = subprocess.Popen(docs, stdout=visits, stderr=visits)
        print(f"Dagster on http://{HOST}:{port} (stop it with Ctrl-C)", flush=True)
        return _first_to_end((server, daemon, gate), lambda: end_dead_runs(home, instance, dt.datetime.now(dt.UTC) - GRACE))


def _first_to_end(processes: Sequence[subprocess.Popen[bytes]], now_and_then: Callable[[], None]) -> int:
    try:
        tick = 0
        while True:
            if tick % 60 == 0:
                now_and_then()
            tick += 1
            for process in processes:
                code = process.poll()
                if code is not None:
                    return code
            time.sleep(0.5)
    except KeyboardInterrupt:
        return 0
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
