"""`watcher run` and the same work for cron: poll.

Does not know what is due. May import: schedule, actions, cli.frame.
"""

import dataclasses
import difflib
import threading
from collections.abc import Iterable
from typing import Annotated

import structlog
import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn

from watcher import schedule
from watcher.actions.alerts import look
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources
from watcher.actions.outputs import refresh
from watcher.actions.poll import Polled, poll
from watcher.actions.reindex import catch_up
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    end,
    err,
    out,
    print_json,
    print_table,
    safe,
    tools_for,
)

log = structlog.get_logger()


@app.command()
def run(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Watch until stopped: poll, compose and send whatever is due."""
    stop = threading.Event()
    schedule.stop_on_signals(stop)
    with tools_for(config, is_daemon=True) as tools:
        if not tools.settings.smtp_url:
            log.warning("WATCHER_SMTP_URL is not set: emails are written to files, none is sent")
        schedule.run(tools, stop=stop, on_polled=_log_polled)


def _log_polled(polled: Polled) -> None:
    record = polled.poll
    if record.outcome.is_good:
        log.info("polled", source=record.source_key, outcome=str(record.outcome), changes=record.changes)
    else:
        log.warning("not checked", source=record.source_key, outcome=str(record.outcome), why=record.why)
    for flag in record.flags:
        log.warning("doubt", source=record.source_key, flag=flag)


@app.command(name="poll")
def poll_command(
    config: ConfigOption = DEFAULT_CONFIG,
    everything: Annotated[bool, typer.Option("--all", help="Poll every source, due or not.")] = False,
    source: Annotated[list[str] | None, typer.Option(help="Poll this source only; may be repeated.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Poll the sources that are due, and record what changed."""
    with (
        tools_for(config) as tools,
        Progress(
            TextColumn("{task.description}"),
            MofNCompleteColumn(),
            console=err,
            disable=not err.is_terminal,
            transient=True,
        ) as progress,
    ):
        _refuse_unknown(tools, source or ())
        task = progress.add_task("sources polled", total=None)
        results = poll(tools, everything=everything, only=source or (), on_polled=lambda _: progress.advance(task, 1))
        catch_up(tools, tools.library.pages)
        refresh(tools)
        look(tools, closely=True)
    if as_json:
        print_json([polled_as_json(each) for each in results])
    else:
        rows = [
            [each.source.key, str(each.poll.outcome), str(each.poll.changes), str(each.poll.requests), each.poll.why]
            for each in sorted(results, key=lambda each: each.source.key)
        ]
        print_table(["source", "outcome", "changes", "requests", "why"], rows, empty="Nothing was due.")
        for each in results:
            for flag in each.poll.flags:
                out.print(safe(f"{each.source.key}: {flag}"))
    if any(not each.poll.outcome.is_good for each in results):
        end(1)


def _refuse_unknown(tools: Collaborators, wanted: Iterable[str]) -> None:
    """A slip in --source must not look like a poll that found nothing."""
    with tools.store.read() as conn:
        known = [source.key for source in current_sources(tools.settings, conn)]
    for key in wanted:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=3, cutoff=0.4) or known
            words = f'no source is called "{key}"; there is {", ".join(near) or "none yet"}'
            raise typer.BadParameter(words, param_hint="--source")


def polled_as_json(polled: Polled) -> dict[str, object]:
    """One source's poll, for programs."""
    return {
        **dataclasses.asdict(polled.poll),
        "name": polled.source.name,
        "change_numbers": [change.number for change in polled.changes],
    }
