"""`watcher subscribers`, `watcher backup` and `watcher tidy`: keep people and the database in order.

Does not decide how long anything is kept (actions.tidy does). May import: actions, store, cli.frame.
"""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from watcher import store
from watcher.actions import subscribe
from watcher.actions.tidy import tidy
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    moment,
    out,
    print_json,
    print_table,
    safe,
    tools_for,
)
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Subscriber, Subscription

subscribers = typer.Typer(help="Who hears from us.", no_args_is_help=True)
app.add_typer(subscribers, name="subscribers")


@subscribers.callback()
def _options(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Who hears from us."""


Listed = list[str] | None


@subscribers.command(name="add")
def add_command(
    address: Annotated[str, typer.Argument(help="The email address.")],
    config: ConfigOption = DEFAULT_CONFIG,
    council: Annotated[
        Listed, typer.Option(help="Follow this council (its `key`; `watcher status` shows it before the slash).")
    ] = None,
    committee: Annotated[
        Listed, typer.Option(help="Follow this committee or feed (the first column of `watcher status`).")
    ] = None,
    topic: Annotated[Listed, typer.Option(help="Follow this topic (its key; `watcher topics` lists them).")] = None,
    frequency: Annotated[Frequency, typer.Option(help="How often.")] = Frequency.WEEKLY,
    quiet_weeks: Annotated[
        bool, typer.Option(help="Whether to write in a week in which nothing happened as well.")
    ] = True,
) -> None:
    """Add a subscriber.

    Without --council, --committee and --topic they follow everything: all sources, and all topics in force. Each
    of the three may be repeated.
    """
    subscription = Subscription(
        councils=tuple(council or ()),
        committees=tuple(committee or ()),
        topics=tuple(topic or ()),
        frequency=frequency,
        hears_quiet_weeks=quiet_weeks,
    )
    with tools_for(config) as tools:
        added = subscribe.add(tools, address, subscription)
    out.print(safe(f"{added.address} follows {_follows(added)}, {frequency}."))


@subscribers.command(name="list")
def list_command(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the subscribers."""
    with tools_for(config) as tools, tools.store.read() as conn:
        found = store.subscribers.list_all(conn)
    if as_json:
        print_json([dataclasses.asdict(each) for each in found])
        return
    rows = [
        [each.address, str(each.subscription.frequency), _follows(each), str(each.told_up_to), moment(each.created_at)]
        for each in found
    ]
    print_table(["address", "how often", "follows", "told up to", "since"], rows, empty="Nobody has subscribed yet.")


@subscribers.command(name="remove")
def remove_command(
    address: Annotated[str, typer.Argument(help="The email address.")], config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """Forget a subscriber. An email that still waits for them is not sent."""
    with tools_for(config) as tools:
        subscribe.remove(tools, address)
    out.print(safe(f"{address} is forgotten."))


def _follows(subscriber: Subscriber) -> str:
    wanted = subscriber.subscription
    places = ", ".join(wanted.councils + wanted.committees) or "all sources"
    return f"{', '.join(wanted.topics) or 'all topics'} in {places}"


@app.command()
def backup(
    path: Annotated[Path, typer.Argument(help="The file to write; an existing one is replaced.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Copy the database while it is in use."""
    with tools_for(config) as tools:
        tools.store.backup(path)
    out.print(f"Written to {path}.")


@app.command(name="tidy")
def tidy_command(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Forget what is past its time.

    That is: old pages, polls, papers and bodies of emails; never a change or an edition. Papers that could not be read
    are tried again, where another try may help.
    """
    with tools_for(config) as tools:
        gone = tidy(tools)
    if as_json:
        print_json(dataclasses.asdict(gone))
        return
    out.print(
        f"Forgotten: {gone.pages} raw pages, {gone.polls} polls, {gone.papers} papers, {gone.bodies} bodies of emails."
    )
    if gone.papers_read:
        out.print(f"Read now, and not before: {gone.papers_read} papers.")
