"""What bytes are, from their beginning and their end. Does not open PDFs. May import: the standard library."""

_HEAD = 1024
"""A PDF's header may stand anywhere in its first 1,024 bytes (ISO 32000-1, annex H.3.4.1)."""

_TAIL = 4096
"""Acrobat wants the end mark in the last 1,024 bytes (annex H.3.4.4); some servers add a few lines."""

_KINDS = (
    (b"PK\x03\x04", "a Word, Excel or zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file"),
    (b"{\\rtf", "a rich text file"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"<?xml", "an XML file"),
)


def not_a_pdf(body: bytes) -> str | None:
    """What the bytes are instead of a PDF, in words; None if they begin as a PDF does."""
    head = body[:_HEAD]
    if b"%PDF-" in head:
        return None
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if any(mark in head.lower() for mark in (b"<!doctype html", b"<html", b"<head", b"<body")):
        return "a web page"
    for mark, words in _KINDS:
        if start.startswith(mark):
            return words
    return "a file of another kind" if b"\0" in head else "a text"


def seems_cut_short(body: bytes) -> bool:
    """True if a PDF's end is missing: what is left could be read, and the rest would seem withdrawn."""
    return b"%%EOF" not in body.rstrip(b"\0 \t\r\n")[-_TAIL:]
