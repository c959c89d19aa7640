"""`watcher status`, `watcher changes` and `watcher inspect`: look without changing anything.

Does not poll. May import: actions, cli.frame.
"""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Annotated

import typer

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.health import Health, health
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    end,
    moment,
    note_unknown,
    out,
    print_json,
    print_table,
    safe,
    tools_for,
)
from watcher.cli.words import change_words, unindexed_words
from watcher.domain.changes import Change
from watcher.domain.polls import SourceState
from watcher.domain.publications import LONDON


@app.command()
def status(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show how things stand: sources, digests, emails. The exit code is 1 if something is wrong."""
    with tools_for(config) as tools:
        found = health(tools)
    if as_json:
        print_json(_health_as_json(found))
    else:
        _print_health(found)
    if not found.is_well:
        end(1)


def _health_as_json(found: Health) -> dict[str, object]:
    return {
        "now": found.now,
        "is_well": found.is_well,
        "sources": [dataclasses.asdict(each) for each in found.sources],
        "runs": [dataclasses.asdict(each) for each in found.runs],
        "outbox": {str(state): count for state, count in found.outbox.items()},
        "subscribers": found.subscribers,
        "changes": found.changes,
        "unindexed": found.unindexed,
        "late": found.late,
        "undated": [
            {"source": key, "meeting_id": meeting.id, "raw": meeting.starts_at.raw, "url": meeting.url}
            for key, meeting in found.undated
        ],
    }


def _print_health(found: Health) -> None:
    rows = [
        [
            each.key,
            each.name,
            _trouble(each),
            moment(each.last_good_at),
            moment(each.next_poll_at),
            each.why if _is_bad(each) else "",
        ]
        for each in found.sources
    ]
    print_table(
        ["source", "name", "state", "last good", "next poll", "why"], rows, empty="No source has been polled yet."
    )
    out.print("")
    runs = [
        [
            str(run.frequency),
            run.period,
            str(run.up_to),
            moment(run.opened_at),
            "finished" if run.finished_at else "open",
        ]
        for run in found.runs
    ]
    print_table(["run", "period", "up to change", "opened", "state"], runs, empty="No digest has been composed yet.")
    out.print("")
    outbox = ", ".join(f"{count} {state}" for state, count in sorted(found.outbox.items()) if count) or "empty"
    out.print(f"Outbox: {outbox}. Subscribers: {found.subscribers}. Changes recorded: {found.changes}.")
    for key, meeting in found.undated:
        words = meeting.starts_at.raw or "there is none"
        out.print(safe(f"{key}: the date of meeting {meeting.id} cannot be read: {words} ({meeting.url})"))
    for words in found.late:
        out.print(safe(f"{words} `watcher digest --late` composes it."))
    if found.unindexed:
        out.print(unindexed_words(found.unindexed))
    count = len(found.in_trouble)
    if count:
        out.print(f"{count} of {len(found.sources)} sources could not be checked at the last attempt.")


def _is_bad(state: SourceState) -> bool:
    return state.last_outcome is not None and not state.last_outcome.is_good


def _trouble(state: SourceState) -> str:
    if state.last_outcome is None:
        return "not polled yet"
    if _is_bad(state):
        return f"{state.last_outcome} since {moment(state.trouble_since)}"
    return "ok"


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
