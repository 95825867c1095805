"""The wording that the reader knows is that of the reports that people have read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from orchestration.reader.layout.wording import PAIRS
from orchestration.reader.text import squeeze
from tests.gold.corpus import GOLD

LEAST = 3  # texts that hold a pair


def texts_of_a_form() -> Iterator[set[str]]:
    for file in sorted((GOLD / "reports").glob("*.json")):
        for form in json.loads(file.read_text(encoding="utf-8"))["forms"]:
            found = [form["project_name"], *form["goals"].values()]
            found += [i.get(name) for i in form["indicators"] for name in ("level3", "target", "actual", "deviation")]
            yield {squeeze(text) for text in found if text}


def test_pairs_are_those_that_three_texts_of_the_reports_hold() -> None:
    counts = Counter(text[n : n + 2] for texts in texts_of_a_form() for text in texts for n in range(len(text) - 1))
    assert {pair for pair, count in counts.items() if count >= LEAST and all("一" <= c <= "鿿" for c in pair)} == PAIRS


def test_words_are_known_and_chance_pairs_are_not() -> None:
    assert {"完成", "服务", "质量"} <= PAIRS
    assert not {"成服", "率完", "量服"} & PAIRS
