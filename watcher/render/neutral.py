"""Words of strangers made harmless before a template sees them: control and direction marks, addresses, lengths.

Escaping is the template's work (autoescape); this is what escaping does not do. May import: domain.
"""

import unicodedata
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote, urlsplit

from watcher.domain.digests import Edition, Entry, Link, Outcome, Section
from watcher.domain.topics import Evidence

_JOINERS = "\u200c\u200d"
"""Zero-width joiners belong to words of some languages and to emoji; all other invisible characters go."""

_RESERVED = "!#$%&'()*+,/:;=?@[]~-._"


def neutral_text(text: str) -> str:
    """Without control, direction and other invisible characters; white space folded.

    A right-to-left override can make a title read as another one; a control character can end a header.
    """
    if text.isprintable():  # most are: nothing of those categories is printable, and asking each letter takes time
        return " ".join(text.split())
    return " ".join("".join(_neutral_character(each) for each in text).split())


@lru_cache(maxsize=20_000)
def _neutral_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    if category in ("Cf", "Cs", "Co", "Cn") and character not in _JOINERS:
        return ""
    return character


def safe_url(url: str) -> str:
    """The address if it is an http or https one, with what could end an attribute or a line escaped; else empty."""
    stripped = url.strip()
    if not stripped.isprintable():
        stripped = "".join(each for each in stripped if unicodedata.category(each) not in ("Cc", "Cf", "Cs"))
    try:
        parts = urlsplit(stripped)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return quote(stripped, safe=_RESERVED) if is_web else ""


def neutral_edition(edition: Edition) -> Edition:
    """The edition with every text and address made harmless."""
    return replace(
        edition,
        title=neutral_text(edition.title),
        subject=neutral_text(edition.subject),
        follows=neutral_text(edition.follows),
        tally_note=neutral_text(edition.tally_note),
        summary=tuple(neutral_text(line) for line in edition.summary),
        topic_counts=tuple((neutral_text(name), count) for name, count in edition.topic_counts),
        sections=tuple(_section(section) for section in edition.sections),
    )


def _section(section: Section) -> Section:
    return replace(
        section, heading=neutral_text(section.heading), entries=tuple(neutral_entry(each) for each in section.entries)
    )


def neutral_entry(entry: Entry) -> Entry:
    """The entry with every text and address made harmless."""
    return replace(
        entry,
        title=neutral_text(entry.title) or "Untitled",
        url=safe_url(entry.url),
        where=neutral_text(entry.where),
        when=neutral_text(entry.when),
        lines=tuple(neutral_text(line) for line in entry.lines),
        evidence=tuple(_evidence(each) for each in entry.evidence),
        topics=tuple(neutral_text(topic) for topic in entry.topics),
        links=tuple(link for link in map(_link, entry.links) if link.url),
        outcomes=tuple(_outcome(each) for each in entry.outcomes),
        remarks=tuple(neutral_text(remark) for remark in entry.remarks),
        why=neutral_text(entry.why),
    )


def _outcome(outcome: Outcome) -> Outcome:
    title, words, source, since = map(neutral_text, (outcome.title, outcome.words, outcome.source, outcome.since))
    return Outcome(title=title, url=safe_url(outcome.url), words=words, source=source, since=since)


def _evidence(evidence: Evidence) -> Evidence:
    term, snippet, document = map(neutral_text, (evidence.term, evidence.snippet, evidence.document))
    return replace(evidence, term=term, snippet=snippet, document=document)


def _link(link: Link) -> Link:
    return Link(words=neutral_text(link.words) or "Link", url=safe_url(link.url), note=neutral_text(link.note))
