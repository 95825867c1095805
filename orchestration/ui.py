"""Opens Dagster's pages on the data home: `python -m orchestration.ui`. The webserver alone; runs are started with `jixiao build`."""

from __future__ import annotations

import os
import sys

from orchestration.dbt import prepare_manifest
from orchestration.home import CHECKOUT, Home, RefusalError
from orchestration.instance import open_instance

ADDRESS = ("127.0.0.1", "3000")


def main() -> None:
    """Becomes the webserver, once the instance's databases are made and the dbt project is parsed."""
    home = Home.from_env()
    try:
        prepare_manifest(home)
    except RefusalError as exc:
        sys.exit(str(exc))
    with open_instance(home):
        pass
    # The server and the processes that it starts read these; paths are absolute, whatever folder they run in.
    os.environ |= {"JIXIAO_HOME": str(home.root), "JIXIAO_RAW": str(home.raw), "DO_NOT_TRACK": "1"}
    print(f"Dagster on http://{ADDRESS[0]}:{ADDRESS[1]} (stop it with Ctrl-C)", flush=True)
    command = [sys.executable, "-m", "dagster_webserver", "-h", ADDRESS[0], "-p", ADDRESS[1], "-w", str(CHECKOUT / "workspace.yaml")]
    os.execv(sys.executable, command)


if __name__ == "__main__":
    main()
