"""What a person is told when a council's site is of no known system, or does not let us in.

Does not ask sites on its own account, but for what it offers. May import: actions, councils, systems, cli.frame.
"""

from dataclasses import replace
from urllib.parse import urlsplit

import typer

from watcher.actions.adding import Target
from watcher.actions.discover import Found, Tried, discover
from watcher.app import utc_now
from watcher.cli.frame import err, safe
from watcher.councils import vendor_addresses
from watcher.domain.publications import LONDON, Outcome
from watcher.errors import WatcherError
from watcher.fetch import Fetcher
from watcher.systems.whereabouts import title_of


def with_exception(target: Target, reason: str) -> Target:
    """The target asked without checking its certificate, for the reason that goes into its entry."""
    return replace(target, like=replace(target.like, tls_exception=reason))


def feed_instead(found: Found, target: Target, fetcher: Fetcher, is_asked: bool) -> tuple[str, str]:
    """Address and name of a feed to watch instead: what was given is one, or a person takes the offer.

    Raises WatcherError with why nothing was found, and what can be done.
    """
    if target.page and found.feeds == (target.page,):
        return target.page, _name_of(target.page, target, fetcher)
    for each in found.tried:
        err.print(safe(f"  tried {each.address}: {str(each.outcome).replace('_', ' ')}{_words(each)}"))
    worst = found.worst
    if worst is not None and worst.outcome is Outcome.TLS_FAILED:
        raise WatcherError(
            f"The certificate of {_host(worst.address)} cannot be verified: {worst.words}",
            hint="Tell the council. To watch it all the same, say why, for this council alone: "
            '--tls-exception "their chain is incomplete, they know" (`tls_exception:` of its entry).',
        )
    if worst is not None and worst.outcome is Outcome.BLOCKED:
        raise WatcherError(
            f"{_host(worst.address)} is blocked for programs: {worst.words}",
            hint="Write to the council or its supplier; this program does not pretend to be a browser.",
        )
    if moved := _elsewhere(target, fetcher):
        raise WatcherError(
            f"{target.name} was not found at {found.url}, but a site answers at {moved}",
            hint=f"If that is it: `watcher add {moved}`."
            if target.number is None
            else f"If it is the same one, write `url: {moved}` into its entry: what is remembered goes on.",
        )
    if found.feeds:
        return _offer(found, target, fetcher, is_asked)
    if worst is not None and worst.outcome in (Outcome.UNREACHABLE, Outcome.TIMED_OUT):
        raise WatcherError(
            f"{_host(worst.address)} could not be reached: {worst.words}",
            hint="Is it still the council's address? One of any of its committee pages will do.",
        )
    where = found.url or "any address of it that is recorded"
    raise WatcherError(
        f"No system that can be read was found at {where}", hint="Try the address of one of its committee pages."
    )


def _offer(found: Found, target: Target, fetcher: Fetcher, is_asked: bool) -> tuple[str, str]:
    for feed in found.feeds:
        err.print(safe(f"  it offers a feed: {feed}"))
    feed = found.feeds[0]
    if is_asked and typer.confirm(f"Watch {feed} instead?", default=False, err=True):
        return feed, _name_of(feed, target, fetcher)
    raise WatcherError(
        f"{found.url} is of no system that can be read",
        hint=f"Its feed can be watched, whose entries are then news: `watcher add {feed}`.",
    )


def _name_of(feed: str, target: Target, fetcher: Fetcher) -> str:
    page = fetcher.get(feed, target.like.directory_source())
    title = title_of(page) if page.outcome is Outcome.OK else ""
    return " ".join(title.split())[:100] or target.name


def _elsewhere(target: Target, fetcher: Fetcher) -> str:
    """A site for this council at the given address or at the vendor's, if it was not asked already."""
    guesses = [target.place.base] if target.place else []
    if len(target.listed) == 1 and not target.like.allows_private:
        guesses += vendor_addresses(target.listed[0])
    today = utc_now().astimezone(LONDON).date()
    like = replace(target.like, tls_exception="")
    bases = [each for each in guesses if each not in target.bases]
    return answered.url if (answered := discover(fetcher, like, bases, today=today)).committees else ""


def _words(tried: Tried) -> str:
    return f" ({tried.words})" if tried.words else ""


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
