"""Where the gate's pages are found by a browser."""

from pathlib import Path

import pytest

from orchestration.addresses import page_url

PAGE = Path("/home/data_docs/1f 2/index.html")


@pytest.mark.parametrize(
    ("environ", "url"),
    [
        ({}, "http://127.0.0.1:3100/1f%202/index.html"),
        ({"JIXIAO_DOCS_PORT": "4000"}, "http://127.0.0.1:4000/1f%202/index.html"),
        ({"JIXIAO_DOCS_PORT": "4000", "JIXIAO_DOCS_URL": "https://example.org/gate/"}, "https://example.org/gate/1f%202/index.html"),
    ],
)
def test_a_page_is_found_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], url: str) -> None:
    for name in ("JIXIAO_DOCS_PORT", "JIXIAO_DOCS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert page_url(PAGE) == url
