"""Addresses of the web and of mail, as an operator may write them.

Does not resolve or open any. Whether an address is private is decided by fetch, on what was actually connected to.
May import: domain, errors, the standard library.
"""

import re
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import SplitResult, urlsplit, urlunsplit

from pydantic import PlainValidator, WithJsonSchema

from watcher.config._fields import text
from watcher.domain.addresses import check_address
from watcher.domain.calendars import calendar_folder
from watcher.errors import AddressError

# ASP.NET puts a session into the path: /(S(abc123))/ , also quoted and with other letters; it ends after minutes.
_SESSION = re.compile(r"/(?:\(|%28)(?:[A-Z](?:\(|%28)[^/()%]*(?:\)|%29))+(?:\)|%29)(?=/|$)", re.IGNORECASE)
_MAILBOX = re.compile(r"(?:(?P<name>[^<>]*?)\s*<(?P<inside>[^<>]*)>|(?P<bare>.*))")
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN = re.compile(r"[!-~]+")
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")


def is_loopback(url: str) -> bool:
    """True if the address names this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def directory_url(value: object) -> str:
    """The folder that holds a council's committee pages, ending in a slash."""
    parts = _web(value)
    if calendar_folder(urlunsplit(parts)):
        raise ValueError("is an address of CMIS; add `system: cmis` to this council")
    folder, _, last = parts.path.rpartition("/")
    if parts.query or "." in last:
        base = urlunsplit((parts.scheme, parts.netloc, (folder if "." in last else parts.path) + "/", "", ""))
        raise ValueError(f"must be the folder of the committee pages, not one page of it: `{re.sub('/+$', '/', base)}`")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/") + "/", "", ""))


def calendar_url(value: object) -> str:
    """The folder of a CMIS calendar, from the address of any meeting in it, ending in a slash."""
    folder = calendar_folder(urlunsplit(_web(value)))
    if not folder:
        raise ValueError(
            "must have the numbers of the meetings page in it, `.../tabid/70/ctl/ViewMeetingPublic/mid/397/...`: "
            "open any meeting of the council in a browser and copy its address"
        )
    return folder


def page_url(value: object) -> str:
    """The address of a feed."""
    parts = _web(value)
    return urlunsplit((parts.scheme, parts.netloc, parts.path or "/", parts.query, ""))


def public_url(value: object) -> str:
    """The address under which readers reach our own pages, ending in a slash; https, except on this machine."""
    url = directory_url(value)
    if not url.startswith("https:") and not is_loopback(url):
        raise ValueError("must begin with https://")
    return url


def _web(value: object) -> SplitResult:
    words = text(value)
    try:
        parts = urlsplit(words)
        has_host = bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        has_host = False
    if not has_host or parts.scheme not in ("http", "https") or re.search(r"[\s<>\"\\^`{|}]", words):
        raise ValueError("must be an address of the web that begins with https:// or http://")
    if "@" in parts.netloc:
        raise ValueError("must not hold a user name or password")
    return parts._replace(netloc=parts.netloc.lower(), path=_SESSION.sub("", parts.path))


def mailbox(value: object) -> str:
    """`Name <address>` or an address; a name with commas is put into quotes."""
    words = text(value)
    found = _MAILBOX.fullmatch(words)
    address = (found["inside"] or found["bare"] or "").strip() if found else ""
    if len(address) > 254 or not _ADDRESS.fullmatch(address):
        raise ValueError("must be one e-mail address, such as `Council watcher <watcher@example.org>`")
    name = (found["name"] or "").strip() if found else ""
    if name.startswith('"') and name.endswith('"') and len(name) > 1:
        name = name[1:-1]
    if '"' in name or "\\" in name:
        raise ValueError("must not have quotation marks or backslashes within the name")
    if re.search(r"[,;:@()\[\].]", name):
        name = f'"{name}"'
    return f"{name} <{address}>" if name else address


def bare_address(value: object) -> str:
    """An address without a name."""
    words = text(value)
    if len(words) > 254 or not _ADDRESS.fullmatch(words):
        raise ValueError("must be one e-mail address without a name, such as `letters@example.org`")
    return words


def operator(value: object) -> str:
    """Whom we tell of troubles: an address as people sign up with."""
    try:
        return check_address(text(value))
    except AddressError as error:
        raise ValueError(str(error)) from None


def ping_problem(url: str) -> str:
    """What is wrong with an address that is told how we are; empty if nothing is."""
    try:
        parts = urlsplit(url)
        is_web = bool(parts.hostname) and parts.port != 0 and parts.scheme in ("http", "https")
    except ValueError:
        is_web, parts = False, urlsplit("")
    if not is_web or "@" in parts.netloc or parts.query or parts.fragment or not _PLAIN.fullmatch(url):
        return "must be like https://hc-ping.com/your-uuid: /start and /fail are put behind it"
    if parts.scheme == "http" and not _is_near(parts.hostname or ""):
        return "must begin with https://, except for an address of this machine or network"
    return ""


def _is_near(host: str) -> bool:
    """True if the host is written as an address that is of this machine or network only."""
    try:
        return is_loopback(f"http://{host}") or ip_address(host).is_private
    except ValueError:
        return False


def domain(value: object) -> str:
    """A domain or a part of one, in lower case."""
    words = text(value).lower()
    if len(words) > 253 or not re.fullmatch(rf"{_LABEL}(?:\.{_LABEL})*", words):
        raise ValueError("must be a name of the domain name system, such as `example.org` or `watcher2026`")
    return words


def contact(value: object) -> str:
    """Who can be reached about our requests: an e-mail address or a page, fit for an HTTP header."""
    words = text(value)
    if _ADDRESS.fullmatch(words):
        return words
    try:
        if words.isascii():
            return page_url(words)
    except ValueError:
        pass
    raise ValueError("must be an e-mail address or the address of a page (https://...)")


PageUrl = Annotated[str, PlainValidator(page_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
PublicUrl = Annotated[str, PlainValidator(public_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Mailbox = Annotated[str, PlainValidator(mailbox), WithJsonSchema({"type": "string", "pattern": "@"})]
BareAddress = Annotated[str, PlainValidator(bare_address), WithJsonSchema({"type": "string", "pattern": "@"})]
Operator = Annotated[str, PlainValidator(operator), WithJsonSchema({"type": "string", "pattern": "@"})]
Domain = Annotated[str, PlainValidator(domain), WithJsonSchema({"type": "string", "minLength": 1})]
Contact = Annotated[str, PlainValidator(contact), WithJsonSchema({"type": "string", "minLength": 3})]
