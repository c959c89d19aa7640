"""Edition -> subject, text, HTML: the same things in the same order twice.

Does not choose or count (digest does). May import: domain, errors, render, css-inline.
"""

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import css_inline

from watcher.domain.digests import Edition, Frequency
from watcher.errors import RenderError
from watcher.render.ladder import MOST_BYTES, WHOLE, Shown, Step, fitted, steps_for
from watcher.render.neutral import neutral_text, safe_url
from watcher.render.templates import fill

HTML, TEXT, INDEX = "email/digest.html.j2", "email/digest.txt.j2", "archive/index.html.j2"
FEEDS = "archive/feeds.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class FooterLinks:
    """Where a reader may go from the foot of a digest; None where there is no such page.

    `base_url` is the public address of the pages, `web_url` this edition in the archive, `unsubscribe_mailto` an
    address (no `mailto:`) and `unsubscribe_subject` what a letter to it says, `reply_to` an address that someone reads.
    `archive_name` is the edition's file under digests/.
    """

    base_url: str | None = None
    web_url: str | None = None
    manage_url: str | None = None
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None
    unsubscribe_subject: str = "unsubscribe"
    reply_to: str | None = None
    archive_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A digest as people see it. `text` has lines of at most 72 characters but for addresses."""

    subject: str
    text: str
    html: str


def render(
    edition: Edition, *, links: FooterLinks | None = None, templates: Path | None = None, is_whole: bool = False
) -> Rendered:
    """Render an edition for an email, or `is_whole` for the archive; `templates` go before the program's own.

    The encoded HTML of an email stays under MOST_BYTES. Raises RenderError, naming the template's file and line.
    """
    safe = _safe(links or FooterLinks())
    for step in (WHOLE,) if is_whole else steps_for(edition):
        values = _values(edition, safe, step)
        html = _inlined(fill(HTML, values, templates))
        if is_whole or encoded_size(html) < MOST_BYTES:
            text = _tidy(fill(TEXT, values, templates))
            head = values["edition"]
            assert isinstance(head, Edition)
            return Rendered(subject=head.subject, text=text, html=html)
    words = f"{HTML}: {encoded_size(html)} bytes, even with one entry a section; {MOST_BYTES} is the most"
    raise RenderError(words, hint=f"Shorten the templates under {templates}." if templates else "")


def encoded_size(html: str) -> int:
    """Bytes of the page as it stands in an email."""
    return len(binascii.b2a_qp(html.replace("\n", "\r\n").encode("utf-8", "replace"), istext=True))


def _values(edition: Edition, links: FooterLinks, step: Step) -> dict[str, object]:
    """What the templates may name."""
    head, sections = fitted(edition, step)
    foot_links = _foot_links(links)
    is_letter = bool(foot_links or links.reply_to)
    return {
        "edition": head,
        "sections": sections,
        "more_words": {shown.kind: _more_words(shown, links) for shown in sections},
        "is_letter": is_letter,
        "is_alarming": edition.checked < edition.sources,
        "foot_heading": "Why you got this" if is_letter else "About this digest",
        "links": links,
        "foot_links": foot_links,
        "next_on": _next_words(edition),
    }


def _more_words(shown: Shown, links: FooterLinks) -> str:
    """`And 143 more: read them on the web`; without pages, where else the whole list is."""
    if not shown.more:
        return ""
    name = f" {links.archive_name}" if links.archive_name else ""
    if links.web_url:
        where = "read them on the web"
    elif links.reply_to:
        where = f"answer this email to ask for the whole list{f' ({name.strip()})' if name else ''}"
    else:
        where = f"the whole list is in the archive{f', in{name}' if name else ''}"
    return f"And {shown.more} more: {where}"


def render_index(
    rows: Sequence[Mapping[str, object]], *, templates: Path | None = None, has_feeds: bool = False
) -> str:
    """The archive's first page. Rows are as publish.index_rows gives them, newest first."""
    return _inlined(fill(INDEX, {"rows": rows, "has_feeds": has_feeds}, templates))


def render_feeds(groups: Mapping[str, Sequence[Mapping[str, str]]], *, templates: Path | None = None) -> str:
    """The list of feeds and calendars: rows with `title`, `atom` and `ics` (addresses or empty), by their heading."""
    return _inlined(fill(FEEDS, {"groups": groups}, templates))


def _safe(links: FooterLinks) -> FooterLinks:
    return FooterLinks(
        base_url=safe_url(links.base_url or "") or None,
        web_url=safe_url(links.web_url or "") or None,
        manage_url=safe_url(links.manage_url or "") or None,
        unsubscribe_url=safe_url(links.unsubscribe_url or "") or None,
        unsubscribe_mailto=neutral_text(links.unsubscribe_mailto or "") or None,
        unsubscribe_subject=neutral_text(links.unsubscribe_subject),
        archive_name=neutral_text(links.archive_name),
        reply_to=neutral_text(links.reply_to or "") or None,
    )


def _next_words(edition: Edition) -> str:
    """`Mon 30 November 2026`; nothing where there is no calendar."""
    day = edition.next_on
    if day is None or edition.frequency is Frequency.IMMEDIATE:
        return ""
    return f"{day:%a} {day.day} {day:%B %Y}"


def _foot_links(links: FooterLinks) -> list[tuple[str, str]]:
    """Words and addresses at the foot, in their order; only those that exist."""
    subject = quote(links.unsubscribe_subject)
    mailto = f"mailto:{quote(links.unsubscribe_mailto, safe='@')}?subject={subject}" if links.unsubscribe_mailto else ""
    rows = [
        ("Read this on the web", links.web_url),
        ("Change what you follow", links.manage_url),
        ("Unsubscribe", links.unsubscribe_url or mailto),
    ]
    return [(words, url) for words, url in rows if url]


def _tidy(text: str) -> str:
    """No spaces at line ends, never two empty lines in a row, one line feed at the end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"


@lru_cache(maxsize=1)
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def _inlined(html: str) -> str:
    """Style rules become inline styles, because mail programs drop style sheets; blank lines cost bytes and go."""
    try:
        made = _inliner().inline(html)
    except css_inline.InlineError as error:
        raise RenderError(f"{HTML}: its styles could not be inlined: {error}") from error
    return "\n".join(line.strip() for line in made.splitlines() if line.strip()) + "\n"
