"""Pages in Welsh, and where the same stands in English.

modern.gov answers in the language that its council chose, and in English where `LLL=0` is asked for (1 is Welsh). Welsh
pages are understood as well, but their titles are not what topics and people look for.
Does not fetch. May import: the readers beside it, the standard library.
"""

import re
from typing import Protocol, runtime_checkable

from watcher.domain.publications import Page
from watcher.systems._decode import decode
from watcher.systems._html import page_name, parameters

_ENGLISH = "LLL=0"
_LANGUAGE = "lll"
_SPOKEN = re.compile(r"<html\b[^<>]{0,300}?\blang\s{0,3}=\s{0,3}[\"']?(?P<language>[a-z]{2})\b", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^<>]{0,300}\bmgMainTitleTxt\b[^<>]{0,300}>(?P<words>[^<]{0,200})")
_WELSH = re.compile(
    r"\b(?:rhaglen|cyfarfod(?:ydd)?|c[oh]?fnodion|gofnodion|chofnodion|penderfyniad(?:au)?|pwyllgor(?:au)?|eitem|manylion"
    r"|strwythur|pori|blaengynllun|materion|cynllun(?:iau)?)\b",
    re.IGNORECASE,
)
_HEAD_IS_WITHIN = 2_000
_LOOKED_AT = 300_000
"""Characters from the start; the heading stands below the council's own menus."""


@runtime_checkable
class InTwoLanguages(Protocol):
    """A system whose pages may come in Welsh, and can be asked for in English."""

    def in_english(self, address: str) -> str:
        """The address that asks for the page in English; empty where one asks for a language, or nothing can be."""

    def is_in_welsh(self, page: Page) -> bool:
        """True if the page came in Welsh."""


def in_english(address: str) -> str:
    """See InTwoLanguages: for the vendor's own pages."""
    name = page_name(address)
    if not name.startswith(("mg", "ie")) or not name.endswith(".aspx") or _LANGUAGE in parameters(address):
        return ""
    return f"{address}{'&' if '?' in address else '?'}{_ENGLISH}"


def is_in_welsh(page: Page) -> bool:
    """By the heading, whose words are the system's; without one by the language that the page says it is in."""
    text = decode(page.body[:_LOOKED_AT], page.headers)
    heading = _HEADING.search(text)
    if heading is not None:
        return _WELSH.search(heading.group("words")) is not None
    spoken = _SPOKEN.search(text[:_HEAD_IS_WITHIN])
    return spoken is not None and spoken.group("language").lower() == "cy"
