"""Bytes of a page to text, whatever the label says.

The order is: byte-order mark; strict UTF-8 whatever the header claims (so a wrong label does no harm); the charset of
the header; the one the page names; Windows-1252, which reads anything.
Does not parse. May import: the standard library.
"""

import codecs
import re
from collections.abc import Iterator, Mapping

_BYTE_ORDER_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([a-z0-9_:.-]{1,40})", re.IGNORECASE)
_XML_LABEL = re.compile(r"^\s*<\?xml[^<>?]{0,200}encoding\s*=\s*[\"']([a-z0-9_:.-]{1,40})", re.IGNORECASE)

# A label is taken only if it is one of these: codecs like "idna" or "punycode" are no charsets of pages, and slow.
# Browsers read latin-1 and ascii as Windows-1252 (WHATWG Encoding, 4.2), and so did whoever wrote the page.
_CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
_OTHER_CHARSETS = re.compile(r"(?:windows-125\d|iso-8859-\d{1,2}|utf-16(?:le|be)?)\Z")

_LABEL_IS_WITHIN_BYTES = 4096
"""Where a page names its charset. HTML wants it in the first 1,024 bytes; skins put comments before it."""


def decode(body: bytes, headers: Mapping[str, str]) -> str:
    """The text of a page. Never raises: what cannot be read at all becomes U+FFFD."""
    for mark, charset in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for charset in _named_charsets(body, headers):
        text = body.decode(charset, errors="replace")
        if charset != "utf-8" or _is_mostly_well(text):
            return text
    return body.decode("cp1252", errors="replace")


def _named_charsets(body: bytes, headers: Mapping[str, str]) -> Iterator[str]:
    """The charsets that the header and then the page name, if they are ones of pages."""
    head = body[:_LABEL_IS_WITHIN_BYTES].decode("latin-1")
    for found in (_LABEL.search(headers.get("content-type", "")), _XML_LABEL.search(head), _LABEL.search(head)):
        name = found.group(1).lower() if found else ""
        if name in _CHARSETS:
            yield _CHARSETS[name]
        elif _OTHER_CHARSETS.match(name):
            yield name


def _is_mostly_well(text: str) -> bool:
    """True if more characters beyond ASCII were read than not: one torn byte, and not another charset altogether."""
    bad = text.count("\ufffd")
    good = sum(1 for character in text if character > "\x7f") - bad
    return good > bad
