"""The only HTTP client: a good guest that says who it is, asks rarely, and cannot be led astray.

    fetcher.py     Fetcher.get(address, source) -> Page: robots.txt, turns, attempts, redirects
    addresses.py   addresses as they may be sent; which of them are private
    turns.py       one request at a time per host, with a gap; waits that end at once when stopped
    robots.py      what robots.txt allows, remembered for a day
    connect.py     sessions, with the guard on the address actually connected to
    watchdog.py    ends the answers that take for ever
    body.py        bodies read piece by piece up to a limit, and decoded
    answers.py     what a status and its headers mean
    troubles.py    what an error on the way means
    tally.py       how much was asked and received

Does not understand pages, remember anything across processes or know about threads' tasks.
May import: domain, errors, requests, urllib3, protego, the standard library.
"""

from watcher.fetch.fetcher import Fetcher
from watcher.fetch.tally import Tally

__all__ = ["Fetcher", "Tally"]
