"""Councils that publish in Welsh first: their lists are read as they are, their meetings are asked for in English.

What concerns a topic is found by English words, and an agenda that comes in one language today and in the other
tomorrow would look like an agenda of new titles. `LLL=0` in an address asks for English; who has none answers as ever.
Does not read pages. May import: bs4, domain, _html.
"""

import re
from dataclasses import replace

from bs4 import Tag

from watcher.domain.publications import PageKind, Reading
from watcher.systems._html import parameters, plain_text

_WELSH = re.compile(r"\A(?:pori|rhaglen|cyfarfod|strwythur|manylion|eitem|penderfyniad|cofnodion)", re.IGNORECASE)
_ASKED = re.compile(r"(?<=[?&])LLL=\d*", re.IGNORECASE)


def followed_in_english(reading: Reading, tree: Tag, address: str) -> Reading:
    """The reading with the addresses that a poll goes on to in English, if the page is in Welsh or was asked so itself.

    Of a meeting's page its own address decides: the full minutes come in the language of the rest.
    """
    is_asked = parameters(address).get("lll") == "0"
    if reading.kind is PageKind.MEETINGS and (is_asked or is_welsh(tree)):
        return replace(reading, meetings=tuple(replace(each, url=in_english(each.url)) for each in reading.meetings))
    if reading.kind is PageKind.MEETING and is_asked:
        return replace(reading, follow=tuple(in_english(each) for each in reading.follow))
    return reading


def is_welsh(tree: Tag) -> bool:
    """True if the first heading is in Welsh."""
    return _WELSH.match(plain_text(tree.find("h1", class_="mgMainTitleTxt"))) is not None


def in_english(address: str) -> str:
    """The address with `LLL=0`."""
    if _ASKED.search(address):
        return _ASKED.sub("LLL=0", address)
    page, hash_sign, place = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}LLL=0{hash_sign}{place}"
