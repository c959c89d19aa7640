"""`watcher subscribers list`, `show`, `export` and `import`: people as lists, and everything that is kept about one.

Does not decide who may hear (actions do). May import: actions, store, cli.frame, cli.people.
"""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from watcher import store
from watcher.actions.disclose import disclose, look_up
from watcher.actions.roster import bring_in
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    end,
    err,
    moment,
    out,
    print_json,
    print_table,
    safe,
    tools_for,
)
from watcher.cli.people import AddressArgument, follows, subscribers
from watcher.domain.subscribers import Subscriber

_LATEST = 10


@subscribers.command(name="list")
def list_command(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the subscribers. Also those who left and are not forgotten yet."""
    with tools_for(config) as tools, tools.store.read() as conn:
        found = store.subscribers.list_all(conn)
    if as_json:
        print_json([dataclasses.asdict(each) for each in found])
        return
    rows = [
        [
            each.address,
            str(each.state),
            str(each.subscription.frequency),
            follows(each),
            str(each.told_up_to),
            moment(each.created_at),
        ]
        for each in found
    ]
    columns = ["address", "state", "how often", "follows", "told up to", "since"]
    print_table(columns, rows, empty="Nobody has subscribed yet.")


@subscribers.command(name="show")
def show_command(address: AddressArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show one person. What they follow, how they came, and the last emails to them."""
    with tools_for(config) as tools:
        kept = look_up(tools, address)
    if as_json:
        emails = [{**dataclasses.asdict(each), "message": None} for each in kept.emails]
        print_json({"person": dataclasses.asdict(kept.subscriber), "emails": emails})
        return
    for name, words in _facts(kept.subscriber):
        out.print(safe(f"{name + ':':<10} {words}"))
    rows = [
        [moment(each.history[0].at), str(each.kind), str(each.state), each.subject, each.history[-1].words]
        for each in reversed(kept.emails[-_LATEST:])
    ]
    out.print()
    print_table(["email", "what", "state", "subject", "last words"], rows, empty="No email was written to them yet.")


@subscribers.command(name="export")
def export_command(address: AddressArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Print everything that is kept about somebody, as JSON. It is what they may ask for."""
    with tools_for(config) as tools:
        print_json(disclose(tools, address))


@subscribers.command(name="import")
def import_command(
    file: Annotated[
        Path,
        typer.Argument(
            help="A CSV file with the columns address, councils, committees, topics, frequency and consent.",
            exists=True,
            dir_okay=False,
            readable=True,
        ),
    ],
    config: ConfigOption = DEFAULT_CONFIG,
    partial: Annotated[bool, typer.Option("--partial", help="Add the good lines although others are not.")] = False,
    ask: Annotated[bool, typer.Option("--ask", help="Ask each of them to confirm first.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Add everyone in a CSV file; nobody, if a line is wrong.

    Each line says in `consent` where and when it was given. Empty councils, committees and topics are all of them;
    several keys in a cell are set apart by spaces or semicolons. Whoever is known already is reported, not changed.
    """
    with tools_for(config) as tools:
        result = bring_in(tools, file.read_bytes(), partial=partial, ask=ask)
    if as_json:
        print_json(dataclasses.asdict(result))
    else:
        for fault in result.faults:
            err.print(safe(f"{file}:{fault.line}: {fault.words}"))
        done = f"{result.added} {'asked to confirm' if ask else 'added'}"
        count = len(result.faults)
        left = f", {count} {'line' if count == 1 else 'lines'} left out" if count else ""
        out.print(f"{done}{left}." if result.added or not result.faults else f"Nobody was {done[2:]}.")
    if result.faults:
        end(1)


def _facts(person: Subscriber) -> list[tuple[str, str]]:
    """What there is to say, by name; what is empty is left out."""
    quiet = "" if person.subscription.hears_quiet_weeks else ", not in quiet weeks"
    told = "nothing yet" if person.is_new else f"everything up to change {person.told_up_to}"
    facts = [
        ("address", person.address),
        ("state", f"{person.state}{': ' + person.trouble if person.trouble else ''}"),
        ("follows", f"{follows(person)}, {person.subscription.frequency}{quiet}"),
        ("told", told),
        ("since", moment(person.created_at)),
        ("confirmed", moment(person.confirmed_at) if person.confirmed_at else "not yet"),
        ("left", moment(person.left_at) if person.left_at else ""),
        ("consent", person.consent),
        ("bounces", str(person.bounces) if person.bounces else ""),
    ]
    return [(name, words) for name, words in facts if words]
