"""Where `ui` serves: Dagster's pages, and beside them the gate's, which a browser opens from Dagster's only by such a link."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

HOST = "127.0.0.1"


def ui_port() -> str:
    """The port of Dagster's pages."""
    return os.environ.get("JIXIAO_UI_PORT") or "3000"


def docs_port() -> str:
    """The port of the gate's pages."""
    return os.environ.get("JIXIAO_DOCS_PORT") or "3100"


def page_url(page: Path) -> str:
    """The address of a run's page, data_docs/<run>/index.html; `JIXIAO_DOCS_URL` is where a proxy shows them."""
    root = os.environ.get("JIXIAO_DOCS_URL") or f"http://{HOST}:{docs_port()}"
    return f"{root.rstrip('/')}/{quote(page.parent.name)}/{quote(page.name)}"
