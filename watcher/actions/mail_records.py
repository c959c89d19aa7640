"""What the domain name system must say so that our emails are believed: SPF, DKIM, DMARC, and domains that agree. Pure.

Does not look anything up (deliver.records does). May import: deliver (how a lookup answers), dkimpy.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from watcher.deliver.records import Lookup, look_nothing_up

MOST_SPF_LOOKUPS = 10
"""RFC 7208 4.6.4."""


class Finding(StrEnum):
    """How one check ended. Only WRONG is a failure."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"
    UNKNOWN = "unknown"
    """It was not or could not be looked up, or there is no program to ask: nothing is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One line: what was looked at, what was found, and what to do about it."""

    name: str
    finding: Finding
    words: str
    advice: str = ""


def check_spf(domain: str, lookup: Lookup) -> Check:
    """RFC 7208, for the domain of the envelope's sender. Which servers it names cannot be judged from here."""
    records = lookup(domain)
    if records is None:
        return _unknown("SPF", domain, lookup)
    found = [each for each in records if re.match(r"v=spf1(?: |$)", each, re.IGNORECASE)]
    publish = (
        f'publish "v=spf1 include:YOUR-MAIL-SERVER ~all" as TXT of {domain}, in the words of whoever sends for you'
    )
    if not found:
        return Check(name="SPF", finding=Finding.WARNING, words=f"{domain} has no SPF record", advice=publish)
    if len(found) > 1:
        words = f"{domain} has {len(found)} SPF records, so none counts"
        return Check(name="SPF", finding=Finding.WRONG, words=words, advice="make one of them")
    record = found[0].lower()
    if re.search(r"(?:^| )\+?all(?: |$)", record):
        words = f'"{found[0]}" lets everybody send for {domain}'
        return Check(name="SPF", finding=Finding.WRONG, words=words, advice='end it with "~all"')
    asked = len(re.findall(r"(?:^| )[+?~-]?(?:include:|a(?=[ :/]|$)|mx(?=[ :/]|$)|exists:|redirect=)", record))
    if asked > MOST_SPF_LOOKUPS:
        words = f"{asked} lookups in the SPF record of {domain}; after {MOST_SPF_LOOKUPS} it counts for nothing"
        return Check(name="SPF", finding=Finding.WRONG, words=words, advice="take some out")
    if not re.search(r"(?: [-~]all| redirect=)", record):
        words = f'"{found[0]}" does not say what of all the others'
        return Check(name="SPF", finding=Finding.WARNING, words=words, advice='end it with "~all"')
    return Check(name="SPF", finding=Finding.OK, words=f'"{found[0]}" (see that it names your mail server)')


def check_dkim(domain: str, selector: str, signed: bytes, lookup: Lookup) -> Check:
    """RFC 6376: the key that is published fits the one by which this email was signed."""
    name = f"{selector}._domainkey.{domain}"
    records = lookup(name)
    if records is None:
        return _unknown("DKIM", name, lookup)
    if not records:
        advice = "publish the public key (docs/delivery.md), or leave `dkim:` out until it is"
        return Check(name="DKIM", finding=Finding.WRONG, words=f"nothing is published at {name}", advice=advice)
    if not _verifies(signed, records[0]):
        advice = "publish the public half of the key in WATCHER_DKIM_KEY_FILE"
        words = f"the key published at {name} does not fit the signature"
        return Check(name="DKIM", finding=Finding.WRONG, words=words, advice=advice)
    return Check(name="DKIM", finding=Finding.OK, words=f"the signature fits the key published at {name}")


def _verifies(signed: bytes, record: str) -> bool:
    import dkim

    published = record.encode("ascii", "replace")
    return bool(dkim.DKIM(signed).verify(dnsfunc=lambda _name, timeout=5: published)) if published else False  # noqa: ARG005


def check_dmarc(domain: str, lookup: Lookup, *, is_aligned: bool) -> Check:
    """RFC 7489, for the domain in From or the nearest one above it that has a record."""
    for each in _and_above(domain):
        records = lookup(f"_dmarc.{each}")
        if records is None:
            return _unknown("DMARC", f"_dmarc.{each}", lookup)
        found = [record for record in records if record.lower().startswith("v=dmarc1")]
        if len(found) == 1:
            return _policy(each, found[0], is_aligned=is_aligned)
        if found:
            words = f"_dmarc.{each} has {len(found)} records, so none counts"
            return Check(name="DMARC", finding=Finding.WRONG, words=words, advice="make one of them")
    advice = (
        f'publish "v=DMARC1; p=none; rua=mailto:YOU@{domain}" as TXT of _dmarc.{domain}; large providers ask for it'
    )
    return Check(name="DMARC", finding=Finding.WARNING, words=f"{domain} has no DMARC record", advice=advice)


def _policy(domain: str, record: str, *, is_aligned: bool) -> Check:
    policy = re.search(r";\s*p\s*=\s*(none|quarantine|reject)\b", record, re.IGNORECASE)
    if policy is None:
        words = f'"{record}" names no policy'
        return Check(name="DMARC", finding=Finding.WRONG, words=words, advice='begin it with "v=DMARC1; p=none"')
    if not is_aligned and policy[1].lower() != "none":
        words = (
            f"{domain} asks others to {policy[1].lower()} what is not aligned with From, and neither sender nor DKIM is"
        )
        return Check(name="DMARC", finding=Finding.WRONG, words=words, advice="see the line on alignment")
    return Check(name="DMARC", finding=Finding.OK, words=f'"{record}"')


def check_alignment(from_domain: str, envelope_domain: str, dkim_domain: str | None) -> Check:
    """RFC 7489 3.1, relaxed: From agrees with the envelope's sender (SPF) or with the signature (DKIM)."""
    by = [
        what
        for what, domain in (("the envelope's sender", envelope_domain), ("the DKIM signature", dkim_domain))
        if domain and is_aligned(from_domain, domain)
    ]
    if by:
        words = f"From ({from_domain}) agrees with {' and '.join(by)}"
        return Check(name="alignment", finding=Finding.OK, words=words)
    others = envelope_domain + (f" and {dkim_domain}" if dkim_domain else "")
    advice = f"send from an address of {envelope_domain}, or sign with `dkim: {{domain: {from_domain}}}`"
    words = f"From is of {from_domain}, the envelope's sender and the signature of {others}"
    return Check(name="alignment", finding=Finding.WRONG, words=words, advice=advice)


def is_aligned(one: str, other: str) -> bool:
    """The same domain, or one below the other. (Two subdomains of one domain are not told from two of co.uk.)"""
    one, other = one.lower(), other.lower()
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _and_above(domain: str) -> list[str]:
    labels = domain.lower().split(".")
    return [".".join(labels[start:]) for start in range(max(1, len(labels) - 1))]


def _unknown(name: str, asked: str, lookup: Lookup) -> Check:
    if lookup is look_nothing_up:
        words = f"{asked} was not looked up: --no-dns"
        return Check(name=name, finding=Finding.UNKNOWN, words=words, advice="look yourself, or leave --no-dns out")
    advice = "look yourself, or run this where a name server answers (with the extra `mail`)"
    return Check(name=name, finding=Finding.UNKNOWN, words=f"{asked} could not be looked up", advice=advice)
