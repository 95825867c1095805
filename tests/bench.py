"""`make bench`: what reading costs, measured on made-up reports; one figure a line, a summary last.

Times are of the processor, of reading alone: the corpus is made and fetched from its folder outside of them. A form that is
refused costs little, so how many were is printed beside each figure. No test asserts a time.
"""

from __future__ import annotations

import argparse
import io
import resource
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pdfplumber

from orchestration.reader import read_report
from tests.corpus import SHAPES, report
from tests.printing import Print, print_report

FORMS_A_REPORT = 10  # as in the five reports: 49 forms
# Shapes whose cells are searched for, at fifty times the cost of others: a tenth of their forms is read, and they are in no sum.
SEARCHED = ("woven",)
KINDS = {"target_declaration": "declarations", "self_evaluation": "self-evaluations"}
MEGABYTE = 1_000_000


@dataclass
class Cost:
    """What some reports cost to read; NFKC is one pass of unicodedata.normalize over the same text."""

    reports: int = 0
    size: int = 0  # bytes
    forms: int = 0
    refused: int = 0  # forms with a blocking problem
    seconds: float = 0.0
    nfkc: float = 0.0

    def __add__(self, other: Cost) -> Cost:
        return Cost(*(getattr(self, name) + getattr(other, name) for name in Cost.__dataclass_fields__))

    def __str__(self) -> str:
        speed = f"{self.size / MEGABYTE / self.seconds:6.2f} MB/s {self.forms / self.seconds:8.1f} forms/s {self.ratio:7.1f} x NFKC"
        return f"{speed} {self.seconds:7.1f} s, {self.size / MEGABYTE:.1f} MB, {self.forms} forms, {self.refused} refused"

    @property
    def ratio(self) -> float:
        """How many passes of NFKC one reading costs."""
        return self.seconds / self.nfkc


def make_corpus(folder: Path, forms: int) -> dict[str, dict[Path, str]]:
    """Files of made-up reports by shape, each with the kind of its forms: about so many forms in all, the same reports in each shape."""
    files: dict[str, dict[Path, str]] = {shape: {} for shape in SHAPES}
    count = max(1, round(forms / (len(SHAPES) - len(SEARCHED)) / FORMS_A_REPORT))
    for shape, paths in files.items():
        for seed in range(max(1, count // 10) if shape in SEARCHED else count):
            path = folder / f"{shape}-{seed}.txt"
            text, gold = report(seed, FORMS_A_REPORT, shape)
            path.write_text(text, encoding="utf-8")
            paths[path] = KINDS[gold["forms"][0]["form_type"]]
    return files


def cost_of(data: bytes) -> Cost:
    """The cost of reading one report."""
    start = time.process_time()
    record = read_report(data, "report.txt")
    seconds = time.process_time() - start
    text = data.decode()
    start = time.process_time()
    unicodedata.normalize("NFKC", text)
    nfkc = time.process_time() - start
    return Cost(1, len(data), len(record.forms), sum(form.quarantined for form in record.forms), seconds, nfkc)


def total(costs: Iterable[Cost]) -> Cost:
    """The sum of some costs."""
    return sum(costs, Cost())


@dataclass
class PdfCost:
    """What a PDF costs: its pages, the seconds of reading it, and those that pdfplumber takes to extract its tables and nothing else."""

    name: str
    pages: int
    forms: int
    refused: int
    seconds: float
    pdfplumber: float

    def __str__(self) -> str:
        ours, theirs = self.pages / self.seconds, self.pages / self.pdfplumber
        found = f"{self.forms} forms, {self.refused} refused; pdfplumber's extract_tables {theirs:.1f} pages/s"
        return f"{self.name:8} {ours:6.1f} pages/s of {self.pages} pages, {found}"


def pdf_costs(pages: int) -> Iterator[PdfCost]:
    """Forms as they are printed, and a budget of so many pages behind whose text they stand."""
    forms = 12
    for name, before in (("pdf", 0), ("budget", pages)):
        data, _ = print_report(1, forms, Print(before=before))
        start = time.process_time()
        record = read_report(data, "report.pdf")
        seconds = time.process_time() - start
        start = time.process_time()
        with pdfplumber.open(io.BytesIO(data)) as document:
            count = len(document.pages)
            for page in document.pages:
                page.extract_tables()
                page.close()
        refused = sum(form.quarantined for form in record.forms)
        yield PdfCost(name, count, len(record.forms), refused, seconds, time.process_time() - start)


def joined(paths: Iterable[Path], size: int) -> bytes:
    """Reports put together to one file of about a size."""
    out = bytearray()
    for path in paths:
        out += path.read_bytes()
        if len(out) >= size:
            break
    return bytes(out)


def peak() -> float:
    """The most memory that this process has held, in MB."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / MEGABYTE * (1 if sys.platform == "darwin" else 1024)


def main(arguments: list[str] | None = None) -> None:
    """Print the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=10_000, help="forms in the corpus")
    parser.add_argument("--pages", type=int, default=300, help="pages of text before the forms of a budget as PDF")
    parser.add_argument("--times", type=int, default=20, help="how many times longer the long file is")
    args = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        files = make_corpus(Path(folder), args.forms)
        print(f"corpus: reports of {FORMS_A_REPORT} forms, the same ones in each of {len(files)} shapes: {', '.join(files)}", flush=True)
        print(f"memory before reading: {peak():.0f} MB", flush=True)
        whole = Cost()
        for shape, paths in files.items():
            by_kind = dict.fromkeys(sorted(paths.values()), Cost())
            for path, kind in paths.items():
                by_kind[kind] += cost_of(path.read_bytes())
            print(f"{shape:8} {total(by_kind.values())}")
            for kind, cost in by_kind.items():
                print(f"  {kind:16} {cost}, {1000 * cost.seconds / cost.forms:.1f} ms a form", flush=True)
            whole += total(by_kind.values()) if shape not in SEARCHED else Cost()
        by_report = peak()
        print(f"{'all':8} {whole}")
        print(
            f"memory at the peak, report by report: {by_report:.0f} MB for {whole.size / MEGABYTE:.1f} MB in {whole.reports} files",
            flush=True,
        )
        every = [path for paths in zip(*(own for shape, own in files.items() if shape not in SEARCHED), strict=True) for path in paths]
        short = joined(every, MEGABYTE)
        one = min((cost_of(short) for _ in range(3)), key=lambda cost: cost.seconds)
        print(f"{'short':8} {one}", flush=True)
        many = cost_of(short * args.times)
        print(f"{'long':8} {many}")
    print(f"memory at the peak, the long file at once: {peak():.0f} MB for {many.size / MEGABYTE:.1f} MB")
    before = peak()
    for pdf in pdf_costs(args.pages):
        print(pdf, flush=True)
    print(f"memory at the peak, PDFs: {peak():.0f} MB, {before:.0f} MB before them")
    growth = f"{args.times} times the text takes {many.seconds / one.seconds:.1f} times as long"
    speed = f"{whole.size / MEGABYTE / whole.seconds:.2f} MB/s, {whole.forms / whole.seconds:.0f} forms/s, {whole.ratio:.1f} x NFKC"
    print(f"bench: {whole.forms} forms, {whole.size / MEGABYTE:.1f} MB: {speed}, peak {by_report:.0f} MB; {growth}")


if __name__ == "__main__":
    main()
