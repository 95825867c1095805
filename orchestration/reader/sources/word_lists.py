"""Numbers of lists in Word: counted as Word counts them, since a document states only which list and level a paragraph is of."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from orchestration.reader.sources.package import Package, value_of

_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"
_DIGITS = "〇一二三四五六七八九"
_MOST_LEVELS = 9


def _val(element: etree._Element | None, path: str) -> str:
    return "" if element is None else value_of(element.find(path), "val")


@dataclass(frozen=True)
class _Level:
    start: int
    shape: str  # decimal, chineseCounting …
    text: str  # with %1 for the number of the first level

    @classmethod
    def of(cls, element: etree._Element) -> _Level:
        start = _val(element, "{*}start")
        return cls(int(start) if start.isdecimal() else 1, _val(element, "{*}numFmt") or "decimal", _val(element, "{*}lvlText"))


@dataclass
class Lists:
    """The lists of a document and how far each has been counted."""

    package: Package
    levels: dict[str, dict[int, _Level]] = field(init=False)  # by the number of the list
    kinds: dict[str, str] = field(init=False)  # lists of one kind count on in each other
    styles: dict[str, tuple[str, str]] = field(init=False)  # the list and level of a style of paragraphs
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.levels, self.kinds, self.styles = {}, {}, {}
        if _NUMBERING not in self.package:
            return
        root = self.package.tree(_NUMBERING)
        kinds = {value_of(kind, "abstractNumId"): _levels(kind) for kind in root.iterfind("{*}abstractNum")}
        for own in root.iterfind("{*}num"):
            number, kind = value_of(own, "numId"), _val(own, "{*}abstractNumId")
            changed = {int(value_of(o, "ilvl") or 0): o for o in own.iterfind("{*}lvlOverride")}
            anew = {n: _Level.of(level) for n, o in changed.items() if (level := o.find("{*}lvl")) is not None}
            self.levels[number] = kinds.get(kind, {}) | anew
            self.kinds[number] = f"{kind}/{number}" if changed else kind
        if _STYLES in self.package:
            for style in self.package.tree(_STYLES).iterfind("{*}style"):
                properties = style.find("{*}pPr/{*}numPr")
                if number := _val(properties, "{*}numId"):
                    self.styles[value_of(style, "styleId")] = (number, _val(properties, "{*}ilvl"))

    def number(self, properties: etree._Element | None) -> str:
        """What Word prints before the next paragraph, which has these properties; empty before most."""
        own = None if properties is None else properties.find("{*}numPr")
        by_style = self.styles.get(_val(properties, "{*}pStyle"), ("", ""))
        list_number = _val(own, "{*}numId") or by_style[0]
        depth = int(_val(own, "{*}ilvl") or by_style[1] or 0)
        level = self.levels.get(list_number, {}).get(depth)
        if level is None:
            return ""
        counts = self.counts.setdefault(self.kinds[list_number], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [n for n in counts if n > depth]:
            del counts[deeper]
        return self._written(level, list_number, counts)

    def _written(self, level: _Level, list_number: str, counts: dict[int, int]) -> str:
        if level.shape in ("bullet", "none"):
            return "" if level.shape == "none" else "•"
        text = level.text
        for n in range(_MOST_LEVELS):
            if f"%{n + 1}" in text:
                own = self.levels[list_number].get(n, level)
                text = text.replace(f"%{n + 1}", _in_shape(counts.get(n, own.start), own.shape))
        return text


def _levels(kind: etree._Element) -> dict[int, _Level]:
    return {int(value_of(level, "ilvl") or 0): _Level.of(level) for level in kind.iterfind("{*}lvl")}


def _in_shape(number: int, shape: str) -> str:
    if "EnclosedCircle" in shape and 1 <= number <= 20:
        return chr(0x2460 + number - 1)
    if "hinese" in shape or "japanese" in shape or "ideograph" in shape.lower():
        return _in_chinese(number)
    if shape in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        return chr((97 if shape == "lowerLetter" else 65) + number - 1)
    if shape in ("lowerRoman", "upperRoman"):
        return _in_roman(number) if shape == "lowerRoman" else _in_roman(number).upper()
    return f"{number:02}" if shape == "decimalZero" else str(number)


def _in_roman(number: int) -> str:
    out = ""
    for value, sign in ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        out += sign * (number // value)
        number %= value
    return out


def _in_chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _DIGITS[tens]) * bool(tens) + "十" * bool(tens) + (_DIGITS[ones] if ones or not tens else "")
