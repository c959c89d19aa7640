"""A sender of each email's own, so that what comes back says of which email it is: `box+b7-k4qj...@example.org`.

The signs behind the number are an HMAC under WATCHER_SECRET_KEY: nobody can make a bounce of an email they never saw.
Letters in either case count the same, for some servers fold it. Does not read letters (mailbox does). Pure.
May import: the standard library.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

LENGTH = 16
"""Characters of the HMAC: 80 bits at 5 a letter."""

_OURS = re.compile(rf"\+b(\d{{1,18}})-([a-z2-7]{{{LENGTH}}})@", re.IGNORECASE)
_MOST_READ = 4000


def verp(address: str, delivery_id: int, secret: str) -> str:
    """The envelope's sender for one email, from the address to which letters come."""
    local, _, domain = address.rpartition("@")
    return f"{local}+b{delivery_id}-{_sign(delivery_id, secret)}@{domain}"


def read_verp(texts: Iterable[str], secret: str) -> int | None:
    """The number of the email that one of these texts (headers of a letter) names with a right signature."""
    for text in texts:
        for number, signed in _OURS.findall(text[:_MOST_READ]):
            if hmac.compare_digest(signed.lower(), _sign(int(number), secret)):
                return int(number)
    return None


def _sign(delivery_id: int, secret: str) -> str:
    digest = hmac.new(secret.encode("utf-8"), b"verp:%d" % delivery_id, hashlib.sha256).digest()
    return base64.b32encode(digest[: LENGTH * 5 // 8]).decode("ascii").lower()
