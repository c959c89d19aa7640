"""What the doctor says of the mail server that takes our emails: reached, encrypted, believed, logged in. Pure.

Does not connect (deliver.probe does). May import: deliver (what was found).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from watcher.actions.mail_records import Check, Finding
from watcher.deliver.probe import Probed, Stage

SOON = timedelta(days=14)
_GOOD_TLS = ("TLSv1.2", "TLSv1.3")


def check_server(probed: Probed | None, *, now: datetime) -> Iterator[Check]:
    """One line for each step that was reached; None: no server is configured."""
    if probed is None:
        advice = "set WATCHER_SMTP_URL=smtp://user:password@mail.example.org:587"
        words = "WATCHER_SMTP_URL is not set: emails are written to files, none is sent"
        yield Check(name="connect", finding=Finding.WRONG, words=words, advice=advice)
        return
    if probed.stage is Stage.CONNECT:
        # Who was not reached has told us nothing: then the trouble is in our words, and names the server.
        words = f"{probed.server} answers, but: {probed.trouble}" if probed.is_reached else probed.trouble
        advice = "check host and port; many providers close port 25, submission is 587 or 465"
        yield Check(name="connect", finding=Finding.WRONG, words=words, advice=advice)
        return
    yield Check(name="connect", finding=Finding.OK, words=f"{probed.server} answers")
    yield from _encryption(probed, now)
    if probed.stage is not Stage.TLS:
        yield _login(probed)


def _encryption(probed: Probed, now: datetime) -> Iterator[Check]:
    if probed.stage is Stage.TLS:
        advice = (
            "the name in WATCHER_SMTP_URL must be the one in a valid certificate; nothing is ever sent in plain text"
        )
        yield Check(name="TLS", finding=Finding.WRONG, words=f"no encryption: {probed.trouble}", advice=advice)
        return
    if probed.tls is None:
        words = "plain text, which stays on this machine" if probed.is_loopback else "plain text"
        yield Check(name="TLS", finding=Finding.OK if probed.is_loopback else Finding.WRONG, words=words)
        return
    is_good = probed.tls in _GOOD_TLS
    advice = "" if is_good else "the server should offer TLS 1.2 or 1.3"
    yield Check(name="TLS", finding=Finding.OK if is_good else Finding.WARNING, words=probed.tls, advice=advice)
    names = ", ".join(probed.names[:5]) or "no name"
    if probed.expires_at is not None and probed.expires_at - now < SOON:
        words = f"the certificate for {names} ends on {probed.expires_at:%d %B %Y}"
        yield Check(name="certificate", finding=Finding.WARNING, words=words, advice="tell whoever runs the server")
    else:
        ends = f", until {probed.expires_at:%d %B %Y}" if probed.expires_at else ""
        yield Check(name="certificate", finding=Finding.OK, words=f"verified, for {names}{ends}")


def _login(probed: Probed) -> Check:
    if probed.stage is Stage.LOGIN:
        advice = "check name and password in WATCHER_SMTP_URL; many providers want a password for apps"
        return Check(name="login", finding=Finding.WRONG, words=probed.trouble, advice=advice)
    if probed.has_login:
        return Check(name="login", finding=Finding.OK, words="accepted")
    if probed.is_loopback:
        return Check(name="login", finding=Finding.OK, words="none; a server on this machine needs none")
    advice = "a server that takes mail without login is seldom meant for you: smtp://user:password@..."
    return Check(name="login", finding=Finding.WARNING, words="none", advice=advice)
