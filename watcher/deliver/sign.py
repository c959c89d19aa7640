"""DKIM signatures (RFC 6376): the last thing that is done to an email before it is kept.

Both ways to leave are signed (RFC 8058 asks for it), and From and Subject once more than they are there: whoever adds
another one breaks the signature. What is not there but named (Reply-To ...) cannot be added either.

Does not publish the key (docs/delivery.md says how). May import: errors, dkimpy (the extra `mail`).
"""

import stat
from pathlib import Path
from typing import Any, Protocol

from watcher.errors import ConfigError, MessageError, Problem

SIGNED = (
    *("from", "from", "to", "subject", "subject", "date", "message-id", "reply-to"),
    *("mime-version", "content-type", "content-language"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "list-archive", "references", "in-reply-to"),
)
"""Names are signed whether they are there or not; one given twice is signed once more than it is there."""

VARIABLE = "WATCHER_DKIM_KEY_FILE"
LEAST_BITS = 1024
"""RFC 8301: a verifier must not take less; 2048 is what to make."""


class Signer(Protocol):
    """Signs whole messages."""

    def sign(self, message: bytes) -> bytes:
        """The message with its signature on top. Raises MessageError."""
        ...


class Unsigned:
    """Leaves signing to the mail server, as most do that people have an account on."""

    def sign(self, message: bytes) -> bytes:
        """The message as it is."""
        return message


class DkimSigner:
    """Signs with one RSA key."""

    def __init__(self, *, domain: str, selector: str, key: bytes) -> None:
        """`key` is a PEM file's content. Raises ConfigError if it is no key that can be used, in one line."""
        self.domain, self.selector = domain, selector
        self._key = b"\n".join(key.splitlines()) + b"\n"  # dkimpy finds no key between CRLFs
        self._dkim = _library()
        bits = _bits(self._key)
        if bits < LEAST_BITS:
            raise _problem(f"holds a key of {bits} bits, which nobody accepts; make one of 2048")

    def __repr__(self) -> str:
        return f"DkimSigner({self.selector}._domainkey.{self.domain})"

    def sign(self, message: bytes) -> bytes:
        """See Signer. Read back: one header was added on top, and nothing else was touched."""
        try:
            signature: bytes = self._dkim.sign(
                message,
                self.selector.encode("ascii"),
                self.domain.encode("ascii"),
                self._key,
                canonicalize=(b"relaxed", b"relaxed"),
                include_headers=[name.encode("ascii") for name in SIGNED],
            )
        except self._dkim.DKIMException as error:
            raise MessageError(f"an email could not be signed: {error}") from error
        lines = signature.removesuffix(b"\r\n").split(b"\r\n")
        is_one = lines[0].startswith(b"DKIM-Signature: ") and all(line[:1] in (b" ", b"\t") for line in lines[1:])
        if not (is_one and signature.endswith(b"\r\n") and b"\n" not in signature.replace(b"\r\n", b"")):
            raise MessageError("the signature of an email is not one header")
        return signature + message


def load_signer(*, domain: str, selector: str, key_file: Path) -> DkimSigner:
    """Read the key. Raises ConfigError, in one line, if it is missing, open to others, unreadable or no key."""
    try:
        mode = key_file.stat().st_mode
        if not stat.S_ISREG(mode):
            raise _problem(f"names {key_file}, which is not a file")
        if mode & (stat.S_IRWXO | stat.S_IWGRP):
            raise _problem(f"names {key_file}, which others may read or write: chmod 600 {key_file}")
        key = key_file.read_bytes()
    except OSError as error:
        raise _problem(f"names {key_file}, which cannot be read: {error.strerror}") from error
    return DkimSigner(domain=domain, selector=selector, key=key)


def _library() -> Any:  # noqa: ANN401 - a module without types
    try:
        import dkim
    except ImportError:
        raise _problem("is set, but dkimpy is not installed: pip install 'council-watcher[mail]' (or dkimpy)") from None
    return dkim


def _bits(key: bytes) -> int:
    from dkim.crypto import parse_pem_private_key

    try:
        return int(parse_pem_private_key(key)["modulus"]).bit_length()
    except Exception:  # noqa: BLE001 - dkimpy ends in whatever error comes up while it reads what is no key
        raise _problem("names a file that is not a private RSA key in PEM: openssl genrsa -out dkim.pem 2048") from None


def _problem(words: str) -> ConfigError:
    return ConfigError((Problem(file="environment", line=0, column=0, field=VARIABLE, words=words),))
