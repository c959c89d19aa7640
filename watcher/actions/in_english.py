"""Ask again, in English, for what came in Welsh.

Does not know how that is asked for (systems do) or remember it (asking does, for what is polled). May import: systems.
"""

from watcher.actions.asking import Asks
from watcher.domain.publications import Outcome, Page, Source, Validators
from watcher.systems import SYSTEMS
from watcher.systems.languages import InTwoLanguages


class InEnglish:
    """What asks, with a second request for each page that came in Welsh; the Welsh page where there is no other."""

    def __init__(self, asks: Asks) -> None:
        self._asks = asks
        self._is_in_welsh: set[str] = set()

    def get(self, address: str, source: Source, validators: Validators = Validators()) -> Page:  # noqa: B008 - frozen
        """Fetch one address; never raises for expected failures."""
        system = SYSTEMS.get(source.system)
        english = system.in_english(address) if isinstance(system, InTwoLanguages) else ""
        if english and source.url in self._is_in_welsh:
            return self._asks.get(english, source, validators)
        page = self._asks.get(address, source, validators)
        if not english or page.outcome is not Outcome.OK:
            return page
        if not isinstance(system, InTwoLanguages) or not system.is_in_welsh(page):
            return page
        other = self._asks.get(english, source)
        if other.outcome is not Outcome.OK:
            return page
        self._is_in_welsh.add(source.url)
        return other
