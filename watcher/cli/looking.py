"""`watcher changes`: look without changing anything.

Does not poll. May import: actions, cli.frame.
"""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    moment,
    note_unknown,
    print_json,
    print_table,
    tools_for,
)
from watcher.cli.words import change_words
from watcher.domain.changes import Change
from watcher.domain.publications import LONDON


@app.command()
def changes(
    config: ConfigOption = DEFAULT_CONFIG,
    since: Annotated[str | None, typer.Option(help="Only from this day on: 2026-09-07.")] = None,
    council: Annotated[
        str | None, typer.Option(help="Only of this council (its key; `watcher status` shows it before the slash).")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="Only of items about this topic (its key; `watcher topics` lists them).")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many, the newest ones.")] = 1000,
    as_json: JsonOption = False,
) -> None:
    """List what changed, oldest first."""
    start = _day(since)
    with tools_for(config) as tools:
        with tools.store.read() as conn:
            found = store.changes.find(conn, since=start, council=council, topic=topic, limit=limit)
        if not found:
            note_unknown(tools, council=council, topic=topic)
        if as_json:
            print_json([dataclasses.asdict(each) for each in found])
        else:
            print_changes(tools, found)


def print_changes(tools: Collaborators, found: Sequence[Change]) -> None:
    """A table of changes in words, with the names that people know."""
    with tools.store.read() as conn:
        names = {state.key: state.name for state in store.sources.states(conn)}
        keys = {(each.source_key, each.meeting_id) for each in found if each.meeting_id is not None}
        meetings = store.meetings.by_keys(conn, sorted(keys))
    rows = [
        [
            str(each.number),
            moment(each.noticed_at),
            names.get(each.source_key, each.source_key),
            str(each.kind).replace("_", " "),
            change_words(each, meetings.get((each.source_key, each.meeting_id or ""))),
        ]
        for each in found
    ]
    print_table(["no.", "noticed", "source", "what", "which"], rows, empty="No changes.")


def _day(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(0, 0), tzinfo=LONDON).astimezone(UTC)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day like 2026-09-07", param_hint="--since") from error
