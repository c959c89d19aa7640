"""The program that opens a PDF: bytes on stdin, JSON lines on stdout, limits as arguments. Started by `reader.py`.

It is run by its path, imports nothing of the project, and first of all gives up what a PDF could use against the
machine: memory, time, files. Then one line with the number of pages, a line for each page, and a last line:

    {"pages": 7}
    {"page": 1, "size": [595, 842], "pieces": [["words", left, bottom, right, top, em, is broken word], ...]}
    {"end": true}

or `{"outcome": "encrypted"}` in place of what is missing. Points are PDF points as a viewer shows the page, from its
lower left corner; an em is the height of a line's type. Does not decide about order or paragraphs.
May import: pypdfium2, the standard library.
"""

import contextlib
import ctypes
import json
import os
import re
import resource
import sys
from collections.abc import Iterator
from typing import IO, Any

Piece = list[Any]
Box = tuple[float, float, float, float]
Library = Any
"""The library has no types."""

_GUTTER_EMS = 0.9
"""A space wider than this, in heights of a line, parts two columns or two cells. Justified text stays under 0.7."""

_MARKER = 5
"""Letters at a line's start that may be a bullet or a number, with room behind it."""

_SAMPLED = 6
"""So many of a page's longest lines are looked at for such spaces before all are: the places of letters cost time."""

_HYPHENS = "\x02\ufffe"
"""What PDFium writes for a hyphen at a line's end, in place of hyphen and line break."""

_LINE = re.compile(f"[^\r\n{_HYPHENS}]*[^\\s{_HYPHENS}][^\r\n{_HYPHENS}]*")

_ERRORS = {3: "damaged", 4: "encrypted", 5: "encrypted", 6: "damaged"}  # FPDF_ERR_FORMAT, _PASSWORD, _SECURITY, _PAGE


def main(memory_bytes: int, cpu_s: int, size: int, max_pages: int, max_letters: int) -> None:
    """Read `size` bytes from stdin and answer on stdout."""
    _give_up(memory_bytes, cpu_s)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace", buffering=1 << 16)
    os.dup2(2, 1)  # whatever a library prints is no answer
    try:
        for answer in _answers(sys.stdin.buffer.read(size), max_pages, max_letters):
            _say(answers, answer)
    except MemoryError:
        _say(answers, {"outcome": "too_much_memory"})
    except ImportError:
        _say(answers, {"outcome": "no_reader"})
    answers.flush()
    os._exit(0)  # a library's own clearing up is one more place to crash


def _give_up(memory_bytes: int, cpu_s: int) -> None:
    """No core dumps, no written files, so much memory and CPU and no more."""
    wanted = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_AS: (memory_bytes, memory_bytes),
        resource.RLIMIT_CPU: (cpu_s, cpu_s + 1),
    }
    for limit, value in wanted.items():
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; the parent's clock still runs
            resource.setrlimit(limit, value)


def _say(answers: IO[str], answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _answers(body: bytes, max_pages: int, max_letters: int) -> Iterator[dict[str, Any]]:
    import pypdfium2_raw as pdfium  # the bare library: half of pypdfium2's own start

    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(body, len(body), None)
    if not document:
        yield {"outcome": _ERRORS.get(pdfium.FPDF_GetLastError(), "damaged")}
        return
    count = pdfium.FPDF_GetPageCount(document)
    yield {"pages": count}
    if count > max_pages:
        return
    for index in range(count):
        answer, letters = _page(pdfium, document, index)
        max_letters -= letters
        if max_letters < 0:
            yield {"outcome": "too_large"}
            return
        yield answer
    yield {"end": True}


def _page(pdfium: Library, document: Library, index: int) -> tuple[dict[str, Any], int]:
    """What stands on a page, and how many letters that is."""
    page = pdfium.FPDF_LoadPage(document, index)
    text = pdfium.FPDFText_LoadPage(page) if page else None
    if not text:
        return {"page": index + 1, "is_damaged": True}, 0
    sheet = _Sheet(pdfium, page, text)
    pieces = sheet.pieces()
    pdfium.FPDFText_ClosePage(text)
    pdfium.FPDF_ClosePage(page)
    return {"page": index + 1, "size": sheet.size, "pieces": pieces}, sheet.count


class _Sheet:
    """One page's letters, with their places as they are asked for."""

    def __init__(self, pdfium: Library, page: Library, text: Library) -> None:
        self._pdfium, self._text = pdfium, text
        self.count = max(0, pdfium.FPDFText_CountChars(text))
        self._rotation = pdfium.FPDFPage_GetRotation(page)
        self.size = (round(pdfium.FPDF_GetPageWidthF(page), 1), round(pdfium.FPDF_GetPageHeightF(page), 1))
        self._origin = self._corner(page)
        self._rect = pdfium.FS_RECTF()
        self._edges = [ctypes.c_double() for _ in range(4)]

    def pieces(self) -> list[Piece]:
        """Lines in the order of the file, cut at gutters where the page seems to have any."""
        letters = self._letters()
        lines = list(_lines(letters))
        longest = sorted(lines, key=lambda line: line[0] - line[1])[:_SAMPLED]
        gaps = sum(
            1 for start, end, _ in longest if self._may_have_gaps(start, end) and self._gaps(letters, start, end)
        )
        if gaps * 2 >= len(longest):
            lines = [piece for line in lines for piece in self._cut(letters, *line)]
        return [self._piece(letters, *line) for line in lines]

    def _letters(self) -> str:
        """One character for each place that the library counts; what is no character becomes a space."""
        buffer = (ctypes.c_ushort * (self.count + 1))()
        written = self._pdfium.FPDFText_GetText(self._text, 0, self.count, buffer)
        letters = bytes(buffer)[: max(0, written - 1) * 2].decode("utf-16-le", errors="replace")
        if len(letters) == self.count:
            return letters
        codes = map(self._pdfium.FPDFText_GetUnicode, [self._text] * self.count, range(self.count))
        return "".join(chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)

    def _piece(self, letters: str, start: int, end: int, is_broken: bool) -> Piece:
        words = letters[start:end]
        first, last = start + len(words) - len(words.lstrip()), start + len(words.rstrip()) - 1
        left, bottom, right, top = self._box(first)
        em = top - bottom
        if last > first:
            other = self._box(last)
            left, bottom = min(left, other[0]), min(bottom, other[1])
            right, top = max(right, other[2]), max(top, other[3])
        return [words.strip(), *(round(each, 1) for each in (left, bottom, right, top, em)), is_broken]

    def _cut(self, letters: str, start: int, end: int, is_broken: bool) -> Iterator[tuple[int, int, bool]]:
        for gap in self._gaps(letters, start, end):
            yield start, gap, False
            start = gap + 1
        yield start, end, is_broken

    def _may_have_gaps(self, start: int, end: int) -> bool:
        """False for most lines: the file wrote them in one go, or piece by piece without room between the pieces."""
        count: int = self._pdfium.FPDFText_CountRects(self._text, start, end - start)
        if count < 2 or self._rotation:
            return count > 1
        left, top, right, bottom = self._edges
        ends, height, begins = float("inf"), 4.0, float("inf")
        for index in range(count):
            self._pdfium.FPDFText_GetRect(self._text, index, left, top, right, bottom)
            height = max(height, top.value - bottom.value)  # of ink: a little less than the line's
            begins = min(begins, left.value)
            if left.value - ends > _GUTTER_EMS * height and ends - begins > _MARKER * 0.5 * height:
                return True
            ends = right.value
        return False

    def _gaps(self, letters: str, start: int, end: int) -> list[int]:
        """Places of the spaces that are too wide to part two words."""
        found: list[int] = []
        before = start + _MARKER
        for place in range(before + 1, end - 1):
            if letters[place] != " ":
                before = place
            elif letters[place + 1] != " ":
                _, bottom, right, top = self._box(before)
                if self._box(place + 1)[0] - right > _GUTTER_EMS * max(4.0, top - bottom):
                    found.append(place)
        return found

    def _box(self, index: int) -> Box:
        """Left, bottom, right and top of a letter, on the page as a viewer shows it."""
        rect = self._rect
        self._pdfium.FPDFText_GetLooseCharBox(self._text, index, rect)
        left, right = rect.left - self._origin[0], rect.right - self._origin[0]
        bottom, top = rect.bottom - self._origin[1], rect.top - self._origin[1]
        if self._rotation == 0:
            return left, bottom, right, top
        width, height = self.size
        if self._rotation == 1:
            return bottom, height - right, top, height - left
        if self._rotation == 2:
            return width - right, height - top, width - left, height - bottom
        return width - top, left, width - bottom, right

    def _corner(self, page: Library) -> tuple[float, float]:
        """The lower left corner of what a viewer shows, in the page's own measure."""
        edges = [ctypes.c_float() for _ in range(4)]
        if self._pdfium.FPDFPage_GetCropBox(page, *edges) or self._pdfium.FPDFPage_GetMediaBox(page, *edges):
            return min(edges[0].value, edges[2].value), min(edges[1].value, edges[3].value)
        return 0.0, 0.0


def _lines(letters: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and whether a word goes on in the next one, of each line that is not empty."""
    for line in _LINE.finditer(letters):
        end = line.end()
        yield line.start(), end, letters[end : end + 1] in _HYPHENS and end < len(letters)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
