"""Papers as a scanner makes them: pages that are pictures of words."""

import io
from collections.abc import Sequence

from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

LINES = (
    "Report to the Cabinet, 8 September 2026",
    "Ofsted inspected the service in June and found it inadequate.",
)


def scan(*pages: Sequence[str]) -> bytes:
    """A PDF with a picture of these lines on each page, at 150 dots an inch."""
    made = FPDF(format="A4")
    for lines in pages:
        picture = Image.new("L", (1240, 1754), 255)
        pen = ImageDraw.Draw(picture)
        for place, line in enumerate(lines):
            pen.text((120, 150 + 60 * place), line, fill=0, font=ImageFont.load_default(size=32))
        made.add_page()
        made.image(io.BytesIO(_png(picture)), 0, 0, 210, 297)
    return bytes(made.output())


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
