"""Where the watched councils publish now: at the address in sources.yaml, or somewhere else by now.

Asked are, until one answers: the entry's address (redirects tell where it went, and so does a page that links there),
the directory's, and the hosts of modern.gov's maker. Meetings and papers are remembered by the council's key, so that
an entry with another address goes on where it was, if the committees kept their ids: that is looked at too.
Does not edit or remember anything. May import: discover, councils, config, domain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from watcher.actions.asking import Asks
from watcher.actions.directory import resolve
from watcher.actions.discover import Found, discover
from watcher.config import CALENDAR_SYSTEM, CouncilSettings
from watcher.councils import Councils, ListedCouncil, fold, vendor_addresses
from watcher.domain.publications import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """How one council's entry stands. `outcome` is OK if its site answers somewhere; else `words` say why it does not.

    `url` and `system` are what the entry should say, empty where it says so already. `lost` are watched committees
    (ids and names) that the site lists no more: an address where some are lost is another site, perhaps.
    """

    number: int
    council: CouncilSettings
    outcome: Outcome
    words: str = ""
    url: str = ""
    system: str = ""
    committees: int = 0
    lost: tuple[str, ...] = ()

    @property
    def has_moved(self) -> bool:
        """True if the entry should say something else."""
        return bool(self.url or self.system)

    @property
    def is_well(self) -> bool:
        """True if nothing is to be done."""
        return self.outcome is Outcome.OK and not self.has_moved and not self.lost


def check_up(asks: Asks, number: int, council: CouncilSettings, councils: Councils, *, today: date) -> Checkup:
    """Ask where a council of sources.yaml (the `number`th, from 0) publishes now."""
    home = council.council.url
    found = discover(asks, council, (home,), today=today)
    worst = found.worst
    if not found.system:
        for base in _others(council, councils):
            # A certificate that need not be right on one host must be on all others.
            elsewhere = discover(asks, replace(council, tls_exception=""), (base,), today=today)
            if elsewhere.committees:
                found = elsewhere
                break
    if not found.system:
        outcome = worst.outcome if worst else Outcome.NOT_A_PAGE
        words = worst.words if worst else ""
        return Checkup(number=number, council=council, outcome=outcome, words=words)
    return Checkup(
        number=number,
        council=council,
        outcome=Outcome.OK,
        words=f"{worst.outcome}: {worst.words}" if worst else "",
        url=found.url if found.url != home else "",
        system=found.system if found.system != council.system else "",
        committees=len(found.committees),
        lost=_lost(council, found),
    )


def _others(council: CouncilSettings, councils: Councils) -> tuple[str, ...]:
    """The addresses that the directory and modern.gov's maker have for a council, without its own."""
    home = council.council.url
    listed = _listed(council, councils.at(home)) or _listed(council, councils.find(council.council.name))
    addresses = [each.address for each in listed if each.address and not each.is_elsewhere]
    if not council.allows_private:
        addresses += [address for each in listed for address in vendor_addresses(each)]
    return tuple(dict.fromkeys(each for each in addresses if _bare(each) != _bare(home)))


def _listed(council: CouncilSettings, found: Sequence[ListedCouncil]) -> tuple[ListedCouncil, ...]:
    """Of the councils found those of the entry's name; one alone is it, whatever the entry calls it."""
    named = tuple(each for each in found if fold(each.name) == fold(council.council.name))
    return named or (tuple(found) if len(found) == 1 else ())


def _lost(council: CouncilSettings, found: Found) -> tuple[str, ...]:
    if not found.committees or found.system == CALENDAR_SYSTEM:  # a calendar names those that meet in its days
        return ()
    ids = {each.id for each in found.committees}
    gone = [each for each in council.committee_ids if each not in ids]
    return (*gone, *resolve(council.wanted_names, found.committees).unknown)


def _bare(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.netloc.lower(), parts.path.rstrip("/")
