"""Text as modern.gov writes it: Word's paragraphs, numbered entities, dates and times.

Does not know pages. May import: the standard library and markupsafe (which comes with jinja2).
"""

import textwrap
from datetime import datetime
from html import escape
from html.entities import codepoint2name

from markupsafe import Markup

CUT_AT = 700
"""Minutes longer than this many characters are cut on the meeting page."""

_LEFT_ALONE = frozenset(" ,.-/")


def coded(text: str) -> Markup:
    """Every sign that is no letter, digit or plain punctuation as `&#58;`."""
    return Markup("".join(sign if sign.isalnum() or sign in _LEFT_ALONE else f"&#{ord(sign)};" for sign in text))  # noqa: S704 - signs that matter were just coded


def spaced(text: str) -> Markup:
    """The same with each space as `&#32;`, as title attributes have it."""
    return Markup(str(coded(text)).replace(" ", "&#32;"))  # noqa: S704 - coded above


def word_html(text: str, ending: str = "") -> Markup:
    """Paragraphs as Word and HTML Tidy leave them; `ending` (markup) closes the last one."""
    written = []
    paragraphs = text.split("\n\n")
    for place, paragraph in enumerate(paragraphs):
        body = _entities(textwrap.fill(paragraph, 66, break_long_words=False, break_on_hyphens=False))
        if body.startswith("RESOLVED"):
            body = body.replace("RESOLVED", "<b>RESOLVED</b>", 1)
        if place % 2:
            body = f'<span style=\n"color:black">{body}</span>'
        written.append(f'<p class="MsoNormal">{body}{ending if place == len(paragraphs) - 1 else ""}</p>')
    gap = '\n<p class="MsoNormal">&nbsp;</p>\n'
    return Markup(f'<div class="WordSection1">\n{gap.join(written)}\n</div>\n')  # noqa: S704 - escaped in _entities


def cut(text: str) -> str:
    """The beginning of long minutes, ending between two words; the whole if they are short."""
    if len(text) <= CUT_AT:
        return text
    return text[:CUT_AT].rsplit(" ", 1)[0].rstrip()


def long_date(moment: datetime) -> str:
    """`Thursday 17 September 2026`."""
    return f"{moment:%A} {moment.day} {moment:%B %Y}"


def ordinal_date(moment: datetime) -> str:
    """`Thursday, 17th September, 2026`, as feeds have it."""
    ending = "th" if 10 <= moment.day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(moment.day % 10, "th")
    return f"{moment:%A}, {moment.day}{ending} {moment:%B}, {moment.year}"


def short_date(moment: datetime) -> str:
    """`17 Sep 2026`."""
    return f"{moment.day} {moment:%b %Y}"


def file_date(moment: datetime) -> str:
    """`Thursday 17-Sep-2026 10.30`, as in the names of generated files."""
    return f"{moment:%A %d-%b-%Y %H.%M}"


def clock(moment: datetime, sign: str = ":") -> str:
    """`10:30 am`; the feeds have a full stop."""
    return f"{moment.hour % 12 or 12}{sign}{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def _entities(text: str) -> str:
    text = escape(text, quote=False).replace("'", "’")
    return "".join(
        f"&{codepoint2name[ord(sign)]};" if ord(sign) in codepoint2name and ord(sign) > 127 else sign for sign in text
    )
