"""PDFs that mean harm, or were harmed: each a few lines that make the bytes. Nothing of them is taken from anywhere."""

import zlib
from collections.abc import Sequence

from fpdf import FPDF

HELVETICA = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects; the first one is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream(content: bytes, words: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), words, content)


def one_page(
    content: bytes, *, box: bytes = b"0 0 595 842", font: bytes = HELVETICA, more: Sequence[bytes] = ()
) -> bytes:
    """A PDF of one page with this content (object 4, font 5, then whatever else); `content` is the stream object."""
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R" % box
            + b"/Resources<</Font<</F1 5 0 R>>/XObject<</X 6 0 R>>>>>>",
            content,
            font,
            *more,
        ]
    )


def words_at(*lines: tuple[float, float, str]) -> bytes:
    """Lines at their places in a page's content, twelve points high."""
    return b"\n".join(
        b"BT /F1 12 Tf %g %g Td (%s) Tj ET" % (x, y, words.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)"))
        for x, y, words in lines
    )


def plain(*lines: str) -> bytes:
    """A page with these lines, from the top."""
    return one_page(stream(words_at(*((72, 770 - 14 * place, line) for place, line in enumerate(lines)))))


def paper(pages: int = 3, *, password: str | None = None) -> bytes:
    """An ordinary paper."""
    made = FPDF(format="A4")
    if password is not None:
        made.set_encryption(owner_password="owner", user_password=password)
    made.set_font("Helvetica", size=11)
    for number in range(1, pages + 1):
        made.add_page()
        made.multi_cell(0, 6, f"This is what stands on page {number}. The budget of the service is £{number}m.")
    return bytes(made.output())


def scanned() -> bytes:
    """A page that is one picture."""
    picture = stream(
        bytes(range(64)), b"/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8"
    )
    return one_page(stream(b"q 595 0 0 842 0 0 cm /X Do Q"), more=[picture])


def many_pages(count: int) -> bytes:
    """One page, named again and again."""
    kids = b" ".join([b"3 0 R"] * count)
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        ]
    )


def bomb(gigabytes: int) -> bytes:
    """A page whose content is a thousand times as long as the file."""
    return one_page(stream(_inflating(b"(A) Tj ", gigabytes), b"/Filter/FlateDecode"))


def layered_bomb() -> bytes:
    """A stream packed three times over: a few hundred bytes that are gigabytes."""
    packed = zlib.compress(zlib.compress(_inflating(b"\0", 4), 9), 9)
    return one_page(stream(packed, b"/Filter[/FlateDecode/FlateDecode/FlateDecode]"))


def _inflating(words: bytes, gigabytes: int) -> bytes:
    """A packed stream of the same words. Behind a full flush the same megabyte packs to the same bytes each time."""
    packer = zlib.compressobj(9)
    block = (words * (1 << 20))[: 1 << 20]
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    return first + again * (1024 * gigabytes - 1) + packer.flush()


def laughing(depth: int = 12, times: int = 12) -> bytes:
    """Forms that show the next one twelve times each: few bytes, and work without end."""
    calls = b"/X Do " * times
    forms = [
        stream(calls, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (7 + place))
        for place in range(depth)
    ]
    last = stream(words_at((1, 1, "ha")), b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>")
    return one_page(stream(calls), more=[*forms, last])


def deep_tree(depth: int) -> bytes:
    """A page at the end of a chain of page trees."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>"]
    objects += [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (3 + place) for place in range(depth)]
    objects.append(b"<</Type/Page/MediaBox[0 0 595 842]>>")
    return pdf(objects)


def circular_tree() -> bytes:
    """A page tree whose only kid is itself."""
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"])


def nested(depth: int) -> bytes:
    """Lists within lists within lists."""
    return pdf(
        [b"<</Type/Catalog/Pages 2 0 R/X %s%s>>" % (b"[" * depth, b"]" * depth), b"<</Type/Pages/Kids[]/Count 1>>"]
    )


def control_characters() -> bytes:
    """A font that says its letters A, B and C are NUL, BEL and a right-to-left mark."""
    codes = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def
1 begincodespacerange <00> <FF> endcodespacerange
3 beginbfchar <41> <0000> <42> <0007> <43> <202E> endbfchar endcmap end end"""
    font = HELVETICA[:-2] + b"/ToUnicode 6 0 R>>"
    return one_page(stream(words_at((72, 700, "before A B C after"))), font=font, more=[stream(codes)])
