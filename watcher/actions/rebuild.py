"""Render again what a run said, from its stored editions: the same files, and the same emails where they are kept.

An email's own words (the token in its links, the emails it refers to) are read from the kept one: of a token only the
hash is stored. Does not compose anew or send. May import: store, digest, publish, config, domain.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from watcher import digest, publish, store
from watcher.actions.archive import write_files
from watcher.actions.collaborators import Collaborators
from watcher.actions.envelopes import Envelopes
from watcher.domain.addresses import as_kept
from watcher.domain.digests import Edition, Frequency, Run
from watcher.domain.subscribers import Delivery, Subscriber, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """A run rendered again. `changed` are the files under digests/ that were missing or not as they are now.

    `kept` counts the emails that are kept, `differing` are the Message-IDs of those that would look otherwise today.
    """

    run: Run
    files: tuple[str, ...]
    changed: tuple[str, ...]
    kept: int
    differing: tuple[str, ...]


def runs_of(tools: Collaborators, period: str) -> tuple[Run, ...]:
    """The runs of a period, of all frequencies."""
    return tuple(run for run in _all_runs(tools) if run.period == period)


def periods(tools: Collaborators) -> tuple[str, ...]:
    """Every period that has a run, the newest first."""
    return tuple(sorted({run.period for run in _all_runs(tools)}, reverse=True))


def rebuild(tools: Collaborators, run: Run) -> Rebuilt:
    """Write the run's files again and compare its kept emails. Raises RenderError and StoreError."""
    with tools.store.read() as conn:
        editions = {slug: digest.from_json(each) for slug, each in store.outbox.editions(conn, run.id).items()}
    folder = tools.settings.digests_dir
    before = {
        path: path.read_bytes() if path.exists() else None
        for edition in editions.values()
        for path in _paths(folder, edition)
    }
    files = write_files(tools, editions.values())
    changed = tuple(str(path) for path, content in before.items() if path.read_bytes() != content)
    kept, differing = 0, []
    for delivery, slug in _emails(tools, run):
        kept += 1
        if not is_same(tools, run, editions[slug], delivery):
            differing.append(delivery.message_id)
    return Rebuilt(run=run, files=files, changed=changed, kept=kept, differing=tuple(differing))


def email_to(tools: Collaborators, run: Run, address: str) -> bytes | None:
    """A person's email of a run, made again; None where it is not kept or was never written."""
    with tools.store.read() as conn:
        editions: Mapping[str, Edition] = {
            slug: digest.from_json(each) for slug, each in store.outbox.editions(conn, run.id).items()
        }
    for delivery, slug in _emails(tools, run, as_kept(address)):
        return _again(tools, run, editions[slug], delivery)
    return None


def is_same(tools: Collaborators, run: Run, edition: Edition, delivery: Delivery) -> bool:
    """True if the email made again has the bytes of the kept one, which a signature may precede."""
    return (delivery.message or b"").endswith(_again(tools, run, edition, delivery))


def _again(tools: Collaborators, run: Run, edition: Edition, delivery: Delivery) -> bytes:
    kept = message_from_bytes(delivery.message or b"", policy=policy.compat32)
    letter = str(kept.get("List-Unsubscribe", "")).rpartition("unsubscribe%20")[2]
    references = str(kept.get("References", "")).split()
    person = Subscriber(
        id=delivery.subscriber_id, address=delivery.address, subscription=Subscription(), told_up_to=0, is_new=False
    )
    envelopes = Envelopes(tools.settings, run, _written_at(delivery))
    return envelopes.envelope(edition, person, letter.strip(" <>\r\n"), list(reversed(references))).message


def _written_at(delivery: Delivery) -> datetime:
    return delivery.history[0].at


def _emails(tools: Collaborators, run: Run, address: str = "") -> Iterator[tuple[Delivery, str]]:
    """The kept emails one by one: all of a run at a time may be more than there is memory."""
    with tools.store.read() as conn:
        rows: Collection[tuple[int, str]] = store.writing.kept_of(conn, run.id, address=address)
        for delivery_id, slug in rows:
            delivery = store.outbox.delivery(conn, delivery_id)
            if delivery is not None and delivery.message is not None:
                yield delivery, slug


def _paths(folder: Path, edition: Edition) -> Iterator[Path]:
    base = folder / publish.stem(edition)
    yield from (base.with_name(base.name + ending) for ending in (".html", ".txt", ".json"))


def _all_runs(tools: Collaborators) -> list[Run]:
    with tools.store.read() as conn:
        return [run for frequency in Frequency for run in store.outbox.runs(conn, frequency)]
