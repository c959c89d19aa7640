"""Text as modern.gov writes it: Word's paragraphs, numbered entities, dates and times.

Does not know pages. May import: the standard library and markupsafe (which comes with jinja2).
"""

import re
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


def worded(english: str) -> str:
    """The words as they are: see watcher.sample.welsh."""
    return english


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


_BROKEN = (
    "adult-hood", "analy-sis", "an-swered", "appoint-ment", "ap-proved", "arrange-ments", "assess-ment",
    "assess-ments", "assump-tions", "author-ity", "chil-dren", "com-mit-tee", "con-cerned", "condi-tions",
    "con-sider", "consul-ta-tion", "consul-ted", "con-trib-utes", "con-trols", "crite-rion", "deci-sion",
    "depart-ment", "devel-op-ment", "direc-tor", "discus-sions", "dis-trict", "divi-sions", "educa-tion",
    "educa-tional", "emis-sions", "equal-ity", "fam-ilies", "fin-ancial", "find-ings", "fore-cast", "fos-tering",
    "gov-ern-ors", "guid-ance", "headteach-ers", "improve-ment", "independ-ent", "inspec-tion", "inspec-tors",
    "inte-grated", "main-stream", "man-agers", "meet-ings", "mem-bers", "neuro-devel-op-mental", "nurs-eries",
    "offi-cers", "part-ner-ship", "permis-sion", "place-ments", "prepar-ing", "prior-ity", "pro-gress",
    "pro-posals", "pro-posed", "protec-tion", "pro-vision", "psy-chol-ogists", "pub-lished", "ques-tions",
    "recom-mended", "recom-men-da-tion", "refer-ence", "resi-den-tial", "resour-ced", "respon-sible", "retire-ment",
    "second-ary", "sep-tem-ber", "ser-vices", "spe-cial", "spend-ing", "stabil-ity", "statu-tory", "strat-egy",
    "suffi-ciency", "sup-ported", "teach-ers", "tele-phoned", "trans-port", "tri-bunal", "wait-ing",
)  # fmt: skip
"""Words as a typesetter breaks them at the end of a line; others stay whole."""

_SOFT = {each.replace("-", ""): each.split("-") for each in _BROKEN}
_LONG_WORD = re.compile(r"[A-Za-z]{7,}")


def soft_hyphens(text: str) -> str:
    """The text with soft hyphens where its words may be broken."""
    return _LONG_WORD.sub(_softened, text)


def _softened(found: re.Match[str]) -> str:
    word, end, parts = found.group(), 0, []
    for part in _SOFT.get(word.lower(), [word]):
        parts.append(word[end : end + len(part)])
        end += len(part)
    return "\N{SOFT HYPHEN}".join(parts)
