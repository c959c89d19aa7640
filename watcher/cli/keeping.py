"""`watcher backup` and `watcher tidy`: keep the database in order.

Does not decide how long anything is kept (actions.tidy does). May import: actions, cli.frame.
"""

import dataclasses
from pathlib import Path
from typing import Annotated

import typer

from watcher.actions.tidy import tidy
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    out,
    print_json,
    tools_for,
)


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

    That is: old pages, polls, papers, bodies of emails, and people who left; never a change or an edition. Papers that
    could not be read are tried again, where another try may help.
    """
    with tools_for(config) as tools:
        gone = tidy(tools)
    if as_json:
        print_json(dataclasses.asdict(gone))
        return
    out.print(
        f"Forgotten: {gone.pages} raw pages, {gone.polls} polls, {gone.papers} papers, {gone.bodies} bodies of emails, "
        f"{gone.people} people."
    )
    if gone.papers_read:
        out.print(f"Read now, and not before: {gone.papers_read} papers.")
