"""Headers of narrow columns: the words of their lines are told by what the labels spell, since in narrow columns heights tell no order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

_MOST_WORDS = 40  # of a header


def columns_of(lines: Sequence[Sequence[str]], labels: Sequence[tuple[str, ...]]) -> list[tuple[int, ...]] | None:
    """By line the number of each word's label, where the words make all labels whole, each in one of its spellings.

    Words of one line stand from left to right as the labels do. None where words are left over or a label is not whole. A word
    that two labels could have (标 of 一级指标 and of 二级指标) is as good in either.
    """
    words = [(text, k == 0) for line in lines for k, text in enumerate(line)]

    @cache
    def rest(n: int, last: int, begun: tuple[str, ...]) -> tuple[int, ...] | None:
        if n == len(words):
            return () if all(text in texts for text, texts in zip(begun, labels, strict=True)) else None
        text, begins_line = words[n]
        for k, texts in enumerate(labels):
            longer = begun[k] + text
            if (begins_line or k > last) and any(label.startswith(longer) for label in texts):
                found = rest(n + 1, k, (*begun[:k], longer, *begun[k + 1 :]))
                if found is not None:
                    return (k, *found)
        return None

    if len(words) > _MOST_WORDS or (owners := rest(0, -1, ("",) * len(labels))) is None:
        return None
    left = iter(owners)
    return [tuple(next(left) for _ in line) for line in lines]
