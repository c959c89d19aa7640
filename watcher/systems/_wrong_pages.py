"""What came instead of a page: a challenge, an error with status 200, a login, a stub, half a page, something else.

Looked at only when a page has nothing of its system: "access denied" may well stand in honest minutes.
Does not parse; every search is bounded. May import: domain, the standard library.
"""

import re

from watcher.domain.publications import Outcome
from watcher.systems._html import fold

Finding = tuple[Outcome, str]

_STUB_BELOW_CHARACTERS = 1024
"""A page with less than this is no page of a council: firewalls answer with some 200 bytes."""

_LOOKED_AT = 50_000
"""Characters from the start: titles, headings and forms of wrong pages stand early, and they are short."""

_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{0,400})", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^<>]{0,300}>(.{0,400}?)</h1", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_SCRIPT = re.compile(r"<(script|style)\b.{0,20000}?(?:</\1\s{0,3}>|\Z)", re.IGNORECASE | re.DOTALL)
_PASSWORD = re.compile(r"<input\b[^<>]{0,300}?type\s{0,3}=\s{0,3}[\"']?password", re.IGNORECASE)

_CHALLENGE = re.compile(r"just a moment|attention required|access denied|request unsuccessful|captcha", re.IGNORECASE)
_ERROR = re.compile(
    r"\Aerror\b|\berror\Z|server error|runtime error|unexpected error|error has occurred|\bobject moved\b"
    r"|not found|unavailable|bad gateway|bad request|gateway time-?out|something went wrong"
    r"|\bmaintenance\b|\A[45]\d\d\b",
    re.IGNORECASE,
)
_SENDS_ON = re.compile(
    r"\blocation(?:\.href)?\s{0,3}=[^=]|\blocation\.replace\b|http-equiv\s{0,3}=\s{0,3}[\"']?refresh", re.IGNORECASE
)
_LOGIN = re.compile(r"\b(?:sign|log)\s?-?(?:in|on)\b|\blogin\b|mewngofnodi", re.IGNORECASE)


def find_wrong(text: str) -> Finding:
    """The outcome of a page on which its system found nothing, and what was seen."""
    early = text[:_LOOKED_AT]
    title = _first(_TITLE, early)
    heading = _first(_HEADING, early)
    if not text.strip():
        return Outcome.STUB, "the page is empty"
    if (early.startswith("%PDF-")) or "\x00" in early:
        return Outcome.NOT_A_PAGE, "a file, not a page"
    if found := _challenge_in(early, title, len(text)):
        return Outcome.BLOCKED, f"a challenge page: {found}"
    for words in (title, heading):
        if _ERROR.search(words):
            return Outcome.ERROR_PAGE, f"an error page: {words[:100]}"
    if _PASSWORD.search(early) or _LOGIN.search(title):
        return Outcome.LOGIN, f"a login page: {title[:100]}" if title else "a login page"
    return _shapeless(text, title)


def _challenge_in(early: str, title: str, length: int) -> str:
    """The marker of a challenge page. In long pages only the title counts: theirs may have a form with a captcha."""
    found = _CHALLENGE.search(title)
    if found is None and length < _LOOKED_AT:
        found = _CHALLENGE.search(
            early if length < 8 * _STUB_BELOW_CHARACTERS else _TAG.sub(" ", _SCRIPT.sub(" ", early))
        )
    return found.group().lower() if found else ""


def _shapeless(text: str, title: str) -> Finding:
    """What is neither challenge, error nor login: too short, cut short, or simply something else."""
    if len(text) < _STUB_BELOW_CHARACTERS:
        seen = "a script that sends the browser elsewhere" if _SENDS_ON.search(text) else "nothing of a committee page"
        return Outcome.STUB, f"only {len(text)} characters: {seen}"
    start = text[:1000].lower()
    if ("<!doctype html" in start or "<html" in start) and re.search(
        r"</(?:html|body)\s{0,3}>", text, re.IGNORECASE
    ) is None:
        return Outcome.TRUNCATED, "the page ends before its content begins"
    return Outcome.NOT_A_PAGE, f"not a committee page: {title[:100]}" if title else "not a committee page"


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return fold(_TAG.sub(" ", found.group(1))) if found else ""
