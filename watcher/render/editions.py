"""Edition -> subject, text, HTML: the same things in the same order twice.

Does not choose or count (digest does). May import: domain, errors, render, css-inline.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import css_inline

from watcher.domain.digests import Edition, Frequency
from watcher.errors import RenderError
from watcher.render.neutral import neutral_edition, neutral_text, safe_url
from watcher.render.templates import fill

HTML, TEXT, INDEX = "email/digest.html.j2", "email/digest.txt.j2", "archive/index.html.j2"
FEEDS = "archive/feeds.html.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class FooterLinks:
    """Where a reader may go from the foot of a digest; None where there is no such page.

    `base_url` is the public address of the pages, `web_url` this edition in the archive, `unsubscribe_mailto` an
    address (no `mailto:`), `reply_to` an address that someone reads.
    """

    base_url: str | None = None
    web_url: str | None = None
    manage_url: str | None = None
    unsubscribe_url: str | None = None
    unsubscribe_mailto: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A digest as people see it. `text` has lines of at most 72 characters but for addresses."""

    subject: str
    text: str
    html: str


def render(edition: Edition, *, links: FooterLinks | None = None, templates: Path | None = None) -> Rendered:
    """Render an edition; `templates` is a folder whose templates go before the program's own.

    Raises RenderError, naming the template's file and line.
    """
    safe = _safe(links or FooterLinks())
    foot_links = _foot_links(safe)
    is_letter = bool(foot_links or safe.reply_to)
    values = {
        "edition": neutral_edition(edition),
        "is_letter": is_letter,
        "foot_heading": "Why you got this" if is_letter else "About this digest",
        "links": safe,
        "foot_links": foot_links,
        "next_on": _next_words(edition),
    }
    text = _tidy(fill(TEXT, values, templates))
    return Rendered(subject=neutral_text(edition.subject), text=text, html=_inlined(fill(HTML, values, templates)))


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
    mailto = (
        f"mailto:{quote(links.unsubscribe_mailto, safe='@')}?subject=unsubscribe" if links.unsubscribe_mailto else None
    )
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
