"""Bodies read piece by piece up to a limit, counted after decoding: a gzip bomb is as large as what comes out of it.

The decoding is ours because urllib3's takes a compressed body that stops in the middle for a whole one, and a page cut
short must never be compared with what is known. Does not know statuses. May import: urllib3, the standard library.
"""

import zlib
from dataclasses import dataclass

from urllib3.response import BaseHTTPResponse

_PIECE = 64 * 1024


class TooLargeError(Exception):
    """More than the limit came. `start` is the part up to the limit."""

    def __init__(self, start: bytes, max_bytes: int) -> None:
        super().__init__(f"larger than {max_bytes} bytes")
        self.start = start


class BrokenBodyError(Exception):
    """The body cannot be decoded, or ended before its end; the message says which."""


class UnknownEncodingError(Exception):
    """The server used an encoding that was not asked for."""


@dataclass(slots=True)
class Meter:
    """How many bytes came over the wire."""

    wire: int = 0


def read_body(raw: BaseHTTPResponse, *, max_bytes: int, meter: Meter) -> bytes:
    """The decoded body. Raises TooLargeError, BrokenBodyError, UnknownEncodingError and the wire's own (urllib3)."""
    decoder = _decoder(raw.headers.get("Content-Encoding", ""))
    pieces: list[bytes] = []
    room = max_bytes
    for piece in raw.stream(_PIECE, decode_content=False):
        meter.wire += len(piece)
        plain = piece if decoder is None else decoder.decode(piece, room + 1)
        pieces.append(plain[:room])
        # Also by the wire: a compressed stream can be endless and come to nothing.
        if len(plain) > room or meter.wire > max_bytes:
            raise TooLargeError(b"".join(pieces), max_bytes)
        room -= len(plain)
    if decoder is not None and meter.wire and not decoder.is_whole:
        raise BrokenBodyError("the compressed body stops before its end")
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _decoder(encoding: str) -> "_Inflater | None":
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip", "deflate"):
        return _Inflater(is_gzip=name != "deflate")
    raise UnknownEncodingError(f"encoded as {name[:40]}, which was not asked for")


class _Inflater:
    """gzip (also of several members), and deflate with (RFC 1950) or without (RFC 1951) a header: servers send both."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._stream = zlib.decompressobj(31) if is_gzip else None
        self._first = b""

    @property
    def is_whole(self) -> bool:
        """True if the stream has come to its own end."""
        return self._stream is not None and self._stream.eof

    def decode(self, piece: bytes, at_most: int) -> bytes:
        """What this piece decodes to, but no more than `at_most` bytes (at least 1)."""
        try:
            return self._decode(self._first + piece, at_most)
        except zlib.error as error:
            raise BrokenBodyError(f"cannot be decompressed: {error}") from error

    def _decode(self, piece: bytes, at_most: int) -> bytes:
        if self._stream is None:
            if len(piece) < 2:
                self._first = piece
                return b""
            self._first = b""
            has_header = piece[0] & 0x0F == 8 and (piece[0] << 8 | piece[1]) % 31 == 0
            self._stream = zlib.decompressobj(15 if has_header else -15)
        plain = self._stream.decompress(piece, at_most)
        rest = self._stream.unused_data
        while self._is_gzip and self._stream.eof and rest.startswith(b"\x1f\x8b") and len(plain) < at_most:
            self._stream = zlib.decompressobj(31)
            plain += self._stream.decompress(rest, at_most - len(plain))
            rest = self._stream.unused_data
        return plain
