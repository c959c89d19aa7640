"""People from a CSV file: one a line, each with the consent that was given. Whoever is known is reported, not changed.

    address,councils,committees,topics,frequency,consent
    jo@example.org,,,send;ofsted,weekly,signed the list at the meeting of 3 March

Keys in one cell are set apart by spaces, semicolons or bars. Does not open files (cli does) and adds nobody who left.
May import: store, deliver, domain.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from watcher import store
from watcher.actions import subscribe
from watcher.actions.collaborators import Collaborators
from watcher.actions.people import Wishes, locked
from watcher.deliver import check_address
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import SubscriberState, Subscription
from watcher.errors import AddressError

COLUMNS = ("address", "councils", "committees", "topics", "frequency", "consent")

_SAID = re.compile(r"sep=([,;\t|])", re.IGNORECASE)
"""The first line of some of Excel's files, which says by what the cells are set apart."""

_KNOWN_AS = {
    SubscriberState.PENDING: "was asked and has not confirmed yet",
    SubscriberState.ACTIVE: "is subscribed already",
    SubscriberState.PAUSED: "is subscribed already, and paused",
    SubscriberState.LEFT: "left; who comes back is added by `watcher subscribers add`",
    SubscriberState.SUPPRESSED: "is known as an address to which nothing can be delivered",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a line of the file; lines count from 1, the head included."""

    line: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many people were added or asked, and which lines were not good. Without `partial` one fault is for all."""

    added: int
    faults: tuple[Fault, ...]


class _NothingAtAllError(Exception):
    """Ends the transaction without a trace."""


def bring_in(tools: Collaborators, content: bytes, *, partial: bool = False, ask: bool = False) -> Imported:
    """Add everyone in the file, or ask them to confirm; nobody if any line is wrong, unless `partial`.

    Faults are in the result, in the order of the lines. Raises RenderError or MessageError where `ask` cannot write.
    """
    faults: list[Fault] = []
    added = 0
    try:
        with tools.store.write(durable=True) as conn:
            wishes = Wishes(tools, conn)
            for line, row in _rows(content, faults):
                try:
                    _bring_in(tools, conn, wishes, row, ask=ask)
                    added += 1
                except AddressError as error:
                    faults.append(Fault(line=line, words=" ".join(f"{error} {error.hint}".split())))
            if faults and not partial:
                raise _NothingAtAllError
    except _NothingAtAllError:
        added = 0
    return Imported(added=added, faults=tuple(sorted(faults, key=lambda fault: fault.line)))


def _bring_in(tools: Collaborators, conn: Connection, wishes: Wishes, row: Mapping[str, str], *, ask: bool) -> None:
    """One person; raises AddressError for what is wrong, before anything is written."""
    address = check_address(row["address"])
    subscription = _subscription(row)
    wishes.check(subscription)
    if not ask and not row["consent"]:
        raise AddressError("no consent is noted; say where and when it was given, or import with --ask")
    known = locked(conn, address)
    if known is not None:
        raise AddressError(f"{address} {_KNOWN_AS[known.state]}")
    if ask:
        subscribe.invite(tools, conn, address, subscription, origin=row["consent"])
    else:
        store.subscribers.add(conn, address, subscription, now=tools.clock(), consent=row["consent"])


def _subscription(row: Mapping[str, str]) -> Subscription:
    frequency = row["frequency"].lower() or Frequency.WEEKLY.value
    if frequency not in list(Frequency):
        raise AddressError(f'the frequency is "{frequency}"; it can be {", ".join(Frequency)}')
    councils, committees, topics = (
        tuple(dict.fromkeys(re.findall(r"[^\s;|,]+", row[name]))) for name in ("councils", "committees", "topics")
    )
    return Subscription(councils=councils, committees=committees, topics=topics, frequency=Frequency(frequency))


def _rows(content: bytes, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that can be read, with its number, all columns present; the others become faults."""
    records = _records(content, faults)
    line, head = next(records, (1, []))
    columns = [cell.lower() for cell in head]
    if not faults and (wrong := _wrong_head(columns)):
        faults.append(Fault(line=line, words=wrong))
    if faults:
        return
    for line, cells in records:
        if len(cells) > len(columns):
            faults.append(Fault(line=line, words=f"there are {len(cells)} cells under {len(columns)} columns"))
        elif not all(cell.isprintable() for cell in cells):
            faults.append(Fault(line=line, words="there is a control character"))
        else:
            given = dict(zip(columns, cells, strict=False))
            yield line, {name: given.get(name, "") for name in COLUMNS}


def _records(content: bytes, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each record that is not empty, white space folded, with the number of its first line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        faults.append(Fault(line=line, words="this is not UTF-8; save the file as CSV in UTF-8"))
        return
    head = text.partition("\n")[0]
    said = _SAID.fullmatch(head.strip())
    delimiter = said[1] if said else max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            folded = [" ".join(cell.split()) for cell in cells]
            if any(folded) and not (said and line == 1):
                yield line, folded
            line = reader.line_num + 1
    except csv.Error as error:
        # Where the next record begins is not known any more.
        faults.append(Fault(line=line, words=f"this line cannot be read: {error}"))


def _wrong_head(columns: list[str]) -> str:
    """What is wrong with the first line; empty if nothing is."""
    if not columns:
        return f"the file is empty; its first line names the columns: {', '.join(COLUMNS)}"
    unknown = [name for name in columns if name not in COLUMNS]
    if "address" not in columns:
        return f"the first line names the columns and one of them is address: {', '.join(COLUMNS)}"
    if unknown:
        return f'there is no column "{unknown[0]}"; there can be {", ".join(COLUMNS)}'
    return "a column is named twice" if len(set(columns)) < len(columns) else ""
