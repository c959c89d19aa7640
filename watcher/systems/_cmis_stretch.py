"""The part of a CMIS page that is the meetings module's, cut out by slices, without a parser.

The rest is the council's own skin. Every step takes time in proportion to the page. Does not understand any of it.
May import: the standard library, _stretch.
"""

import hashlib
import re
from dataclasses import dataclass

from watcher.systems._stretch import without_noise, without_scripts

_MARKS = (
    r"ModCMISMeetings|CMIS_ModuleWrapper|CM_ModuleWrapper|MeetingCalendarListView|CmisDocumentList|SimpleCalendarDate"
)
_START = re.compile(
    rf"<(?:div|table|ul|ol|td)\b[^<>]{{0,400}}?\bclass\s{{0,3}}=\s{{0,3}}[\"']?[^\"'<>]{{0,300}}?\b(?:{_MARKS})"
)
_END = re.compile(r"</(?:body|html)\s{0,3}>", re.IGNORECASE)
_ANY_MODULE = re.compile(r"\bModCMIS|\bCMIS_ModuleWrapper\b|\bCmisDocumentList\b")
_ITS_NAME = re.compile(r"\Ahttps?://(?:[^/]*\bcmis|[^/]*/[^/]*cmis[^/]*/)", re.IGNORECASE)
_VERSION = b"cmis 1\x00"
"""Part of every fingerprint; raise it when the stretch is cut differently."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What counts of a page. `is_closed` is False when the page ends inside it."""

    text: str
    is_closed: bool

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over all that a reading is made of."""
        return hashlib.sha256(_VERSION + f"{self.is_closed}\x00{self.text}".encode(errors="replace")).hexdigest()


def cut(page: str) -> Stretch | None:
    """The stretch of a page; None if it has nothing of the meetings module."""
    start = _START.search(page)
    if start is None:
        return None
    body = without_scripts(page[start.start() :])
    end = _END.search(body)
    return Stretch(without_noise(body[: end.start()] if end else body), is_closed=end is not None)


def is_of_cmis(text: str, address: str) -> bool:
    """True for a page of a CMIS site, whichever it is: by what is on it, else by its address.

    `x.cmis.uk.com`, `cmis.x.gov.uk` and `x.gov.uk/cmis5/` are what such sites are called (councils.csv).
    """
    return _ANY_MODULE.search(text) is not None or _ITS_NAME.match(address) is not None
