"""Everything that is kept about a person, for that person.

Does not change anything. May import: store, domain.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.people import unknown
from watcher.domain.addresses import as_kept
from watcher.domain.subscribers import Delivery, Subscriber


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A person, with the emails to them, the oldest first."""

    subscriber: Subscriber
    emails: tuple[Delivery, ...]


def look_up(tools: Collaborators, address: str) -> Kept:
    """A person and the emails to them. Raises AddressError for an unknown one."""
    with tools.store.read() as conn:
        found = store.subscribers.by_address(conn, as_kept(address))
        if found is None:
            raise unknown(address)
        return Kept(subscriber=found, emails=store.correspondence.of_person(conn, found.id))


def disclose(tools: Collaborators, address: str) -> Mapping[str, Any]:
    """All of it as JSON: the person, the links they hold, the emails with their texts. Raises AddressError.

    Of links only hashes are kept, which say nothing: purpose and times are told.
    """
    with tools.store.read() as conn:
        found = store.subscribers.by_address(conn, as_kept(address))
        if found is None:
            raise unknown(address)
        tokens = [dataclasses.asdict(each) for each in store.tokens.of_person(conn, found.id)]
        for token in tokens:
            del token["hash"]
        return {
            "person": dataclasses.asdict(found),
            "links": tokens,
            "emails": [_email(each) for each in store.correspondence.of_person(conn, found.id)],
            "first_emails_of_meetings": list(store.correspondence.threads_of(conn, found.id)),
        }


def _email(delivery: Delivery) -> dict[str, Any]:
    told = dataclasses.asdict(delivery)
    message = told.pop("message")
    return {**told, "message": None if message is None else message.decode("utf-8", "replace")}
