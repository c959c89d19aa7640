"""Is this one email address that can be written to? Says why not. And words without any address in them.

The narrow form that mail servers accept everywhere: ASCII, dot-atom, a domain with a dot (RFC 5321 4.1.2, 4.5.3.1).
Does not ask whether the mailbox exists. May import: errors.
"""

import re
import unicodedata

from watcher.errors import AddressError

MOST_LOCAL = 64
MOST_DOMAIN = 253
MOST_ADDRESS = 254
"""RFC 5321 4.5.3.1.3 allows a path of 256 with its angle brackets."""

_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")

_LIKE_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:=/\\@]+@[^\s<>()\[\]\"',;:=/\\@]+\.[^\W_]{2,}")
_MESSAGE_ID = re.compile(r"[a-z2-7]{32}@")


def without_addresses(text: str) -> str:
    """The text with `(an address)` in place of each address: logs and notes outlive the people in them.

    Our Message-IDs look like addresses; they stay, to find an email by.
    """
    return _LIKE_ADDRESS.sub(lambda found: found[0] if _MESSAGE_ID.match(found[0]) else "(an address)", text)


def check_address(text: str) -> str:
    """The address, outer white space removed and its domain in lower case. Raises AddressError with the reason."""
    if any(unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") for each in text.strip(" \t")):
        raise AddressError("the address contains a control character")
    address = text.strip()
    if not address:
        raise AddressError("the address is empty")
    if "," in address or ";" in address or address.count("@") > 1:
        raise AddressError("give one address, not several")
    if any(each.isspace() for each in address):
        raise AddressError("the address contains a space")
    if any(each in address for each in '<>()[]"\\:'):
        raise AddressError("give the bare address, without a name, brackets or quotes")
    local, at, domain = address.partition("@")
    if not at:
        raise AddressError("the address has no @")
    return f"{_checked_local(local)}@{_checked_domain(domain, len(local))}"


def as_kept(text: str) -> str:
    """The form in which an address that somebody typed is kept; what is no address as it is, for it is nobody's."""
    try:
        return check_address(text)
    except AddressError:
        return text.strip()


def _checked_local(local: str) -> str:
    if not local:
        raise AddressError("there is nothing before the @")
    if not local.isascii():
        raise AddressError("the part before the @ has letters that not every mail server accepts")
    if len(local) > MOST_LOCAL:
        raise AddressError(f"the part before the @ is longer than {MOST_LOCAL} characters")
    if not _ATOM.fullmatch(local):
        raise AddressError("the part before the @ has a dot or a character where none may be")
    if "=?" in local:  # begins an encoded word (RFC 2047), which some programs decode even in an address
        raise AddressError("the part before the @ has =? in it, which some mail programs take for something else")
    return local


def _checked_domain(domain: str, local_length: int) -> str:
    if not domain:
        raise AddressError("there is nothing after the @")
    lower = unicodedata.normalize("NFC", domain).lower()
    try:
        plain = lower if lower.isascii() else lower.encode("idna").decode("ascii")
        is_clear = plain == lower or plain.encode("ascii").decode("idna") == lower
    except UnicodeError:
        raise AddressError("the part after the @ is not a domain") from None
    if not is_clear:
        # Python reads them by IDNA 2003: with a German sz it would be somebody else's domain (RFC 5894 7.2).
        raise AddressError("the part after the @ has a letter that programs read in two ways; write it as xn--...")
    if len(plain) > MOST_DOMAIN or local_length + 1 + len(plain) > MOST_ADDRESS:
        raise AddressError("the address is too long")
    labels = plain.split(".")
    if len(labels) < 2:
        raise AddressError("the part after the @ is not a full domain, such as example.org")
    if not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise AddressError("the part after the @ is not a domain")
    return plain
