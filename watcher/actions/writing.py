"""The digests of one run for the people who hear: fifty at a time, each fifty one commit.

    plan    outside of any writing: edition (one for all who follow the same since the same change), email, token
    keep    one transaction: is each person still as planned?  edition, email, token, thread, told_up_to

Who changed between the two is planned once more. A crash leaves whole fifties: told and written are one thing.
Does not open or close runs (compose does). May import: store, digest, links, config, domain.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watcher import digest, links, store
from watcher.actions.collaborators import Collaborators
from watcher.actions.envelopes import Envelopes
from watcher.actions.material import Materials
from watcher.actions.periods import Due
from watcher.digest import Material
from watcher.domain.digests import Edition, Frequency, Run, Window
from watcher.domain.subscribers import Subscriber, Subscription
from watcher.store.writing import Letter

BATCH = 50
"""People a commit: 10,000 commits of one would take a minute of fsync alone, and a crash costs fifty renderings."""
_ROUNDS = 3
"""How often a person who changes under our hands is planned again; the next run has those who go on changing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A run to be composed. `missed` runs before it were never made; the last one told up to `told_before`."""

    due: Due
    run: Run
    missed: int = 0
    told_before: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of everybody who hears: people = written + nothing_to_say + had_it + left + waiting.

    `had_it`: this run wrote to them before, in a process that ended. `left`: gone, paused, or hearing at another
    frequency since. `waiting`: their news waits for its companions, or they changed again and again under our hands.
    """

    people: int = 0
    written: int = 0
    nothing_to_say: int = 0
    had_it: int = 0
    left: int = 0
    waiting: int = 0

    @property
    def is_accounted(self) -> bool:
        """True if nobody is missing."""
        return self.people == self.written + self.nothing_to_say + self.had_it + self.left + self.waiting

    def with_waiting(self, count: int) -> "Tally":
        """The same with people who were not asked for."""
        return replace(self, people=self.people + count, waiting=self.waiting + count)

    def as_counts(self) -> dict[str, int]:
        """For the log and for programs."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What is to be written for one person; no letter: there is nothing to say."""

    person: Subscriber
    up_to: int
    edition: Edition | None = None
    letter: Letter | None = None


def edition_of(
    material: Material,
    subscription: Subscription,
    opened: Opened,
    window: Window,
    now: datetime,
    *,
    is_first: bool,
    slug: str = "",
) -> Edition:
    """The edition of a subscription in this run. After runs that were never made it covers their days as well."""
    due = opened.due
    # Who joined since, or was told by a digest of another frequency, missed nothing.
    missed = opened.missed if not is_first and window.after <= opened.told_before else 0
    days = timedelta(days=7 if due.frequency is Frequency.WEEKLY else 1)
    return digest.compose(
        material,
        subscription,
        frequency=due.frequency,
        period=due.period,
        first_day=due.first_day - missed * days,
        last_day=due.last_day,
        window=window,
        now=now,
        is_first=is_first,
        next_on=due.next_on,
        slug=slug,
        missed=missed,
    )


class Writing:
    """Writes one run's digests."""

    def __init__(self, tools: Collaborators, materials: Materials, opened: Opened, now: datetime) -> None:
        self._tools, self._materials, self._opened, self._now = tools, materials, opened, now
        self._envelopes = Envelopes(tools.settings, opened.run, now, sign=tools.signer.sign)
        self._last: Edition | None = None
        self._counts: Counter[str] = Counter()

    def write(self, people: Sequence[Subscriber]) -> Tally:
        """Write to these people; raises what a template or a title makes impossible, with whole fifties kept."""
        for batch in _batches(people):
            left = list(batch)
            for _ in range(_ROUNDS):
                left = self._keep(self._plan(left)) if left else []
            self._counts["waiting"] += len(left)
        return Tally(people=len(people), **self._counts)

    def _plan(self, people: Sequence[Subscriber]) -> list[_Plan]:
        run = self._opened.run
        with self._tools.store.read() as conn:
            had_it = store.writing.written_to(conn, run.id, [each.id for each in people])
            self._counts["had_it"] += len(had_it)
            wanted = [(each, self._edition(conn, each)) for each in people if each.id not in had_it]
            earlier = self._earlier(conn, wanted)
        return [self._planned(person, edition, earlier) for person, edition in wanted]

    def _planned(self, person: Subscriber, edition: Edition, earlier: dict[tuple[int, str], str]) -> _Plan:
        if not is_wanted(edition, person.subscription):
            return _Plan(person=person, up_to=edition.window.up_to)
        token, token_hash = links.new_token(self._tools.random_bytes)
        keys = meetings_of(edition) if edition.frequency is Frequency.IMMEDIATE else ()
        references = [earlier[person.id, key] for key in keys if (person.id, key) in earlier]
        mail = self._envelopes.envelope(edition, person, token, references)
        letter = Letter(
            subscriber_id=person.id,
            edition_slug=edition.slug,
            address=person.address,
            message_id=mail.message_id,
            subject=mail.subject,
            message=mail.message,
            token_hash=token_hash,
            expires_at=self._opened.due.next_at,
            meetings=tuple(key for key in keys if (person.id, key) not in earlier),
        )
        return _Plan(person=person, up_to=edition.window.up_to, edition=edition, letter=letter)

    def _earlier(self, conn: Connection, wanted: Sequence[tuple[Subscriber, Edition]]) -> dict[tuple[int, str], str]:
        """The first emails about the same meetings; only what is told at once is threaded."""
        if self._opened.due.frequency is not Frequency.IMMEDIATE:
            return {}
        keys = {key for _, edition in wanted for key in meetings_of(edition)}
        return store.writing.earlier_emails(conn, [person.id for person, _ in wanted], keys)

    def _edition(self, conn: Connection, person: Subscriber) -> Edition:
        """The edition of somebody; who follows the same since the same change has the same one."""
        run = self._opened.run
        window = Window(after=person.told_up_to, up_to=max(run.up_to, person.told_up_to))
        slug = digest.slug_of(person.subscription, window, is_first=person.is_new)
        if self._last is None or self._last.slug != slug:
            # Somebody who follows the same may have been told before a crash: archive and emails say one thing.
            kept = store.writing.edition(conn, run.id, slug)
            self._last = digest.from_json(kept) if kept else self._made(conn, person, window)
        return self._last

    def _made(self, conn: Connection, person: Subscriber, window: Window) -> Edition:
        material = self._materials.of(conn, window)
        return edition_of(material, person.subscription, self._opened, window, self._now, is_first=person.is_new)

    def _keep(self, plans: Sequence[_Plan]) -> list[Subscriber]:
        """Write what is still as planned; gives those who are not, as they are now."""
        run, again, sure = self._opened.run, [], []
        with self._tools.store.write(durable=True) as conn:
            current = store.subscribers.lock_all(conn, [plan.person.id for plan in plans])
            had_it = store.writing.written_to(conn, run.id, current)
            told_otherwise = self._add_editions(conn, plans)
            for plan in plans:
                person = current.get(plan.person.id)
                if person is None or not person.hears or person.subscription.frequency is not run.frequency:
                    self._counts["left"] += 1
                elif person != plan.person or person.id in had_it or plan.edition in told_otherwise:
                    again.append(person)
                else:
                    sure.append(plan)
            store.writing.keep(conn, run.id, [plan.letter for plan in sure if plan.letter], now=self._now)
            store.writing.set_told(conn, {plan.person.id: plan.up_to for plan in sure})
        written = sum(plan.letter is not None for plan in sure)
        self._counts.update(written=written, nothing_to_say=len(sure) - written)
        return again

    def _add_editions(self, conn: Connection, plans: Sequence[_Plan]) -> list[Edition]:
        """Keep the editions; gives those that another process worded otherwise: archive and emails say one thing."""
        found = []
        for edition in {plan.edition.slug: plan.edition for plan in plans if plan.letter and plan.edition}.values():
            made = digest.to_json(edition)
            if store.outbox.add_edition(conn, self._opened.run.id, edition.slug, made, self._now):
                continue
            if store.writing.edition(conn, self._opened.run.id, edition.slug) != made:
                found.append(edition)
                self._last = None
                self._envelopes.forget(edition)
        return found


def is_wanted(edition: Edition, subscription: Subscription) -> bool:
    """A quiet week sends a short mail by default; a quiet day or slot is silent.

    With half of the sources unread a week or a day is never silent; what is told at once is, or it would be said each
    time.
    """
    if not edition.is_quiet:
        return True
    is_alarming = edition.sources > 0 and edition.checked * 2 <= edition.sources
    if edition.frequency is Frequency.WEEKLY:
        return subscription.hears_quiet_weeks or is_alarming
    return edition.frequency is Frequency.DAILY and is_alarming


def meetings_of(edition: Edition) -> tuple[str, ...]:
    """The keys of the meetings that the edition has news of, in its order."""
    entries = (entry for section in edition.sections for entry in section.entries)
    return tuple(dict.fromkeys(entry.meeting for entry in entries if entry.meeting and entry.change_numbers))


def _batches(people: Sequence[Subscriber]) -> Iterator[Sequence[Subscriber]]:
    """By fifties, those who share a window and an edition beside one another: each is made once and then forgotten."""
    ordered = sorted(people, key=lambda each: (each.told_up_to, each.is_new, repr(each.subscription), each.id))
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
