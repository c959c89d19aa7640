"""`watcher status`: how things stand, for people and for programs.

Does not change anything, and notices no trouble anew (what polls and sends does). May import: actions, cli.frame.
"""

import dataclasses
from collections.abc import Mapping

from watcher.actions.collaborators import Collaborators
from watcher.actions.health import Health, health
from watcher.actions.notices import advice, heading
from watcher.actions.pacing import paces
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    end,
    moment,
    out,
    print_json,
    print_table,
    safe,
    tools_for,
)
from watcher.cli.sending import pause_words
from watcher.cli.words import unindexed_words
from watcher.domain.polls import SourceState
from watcher.domain.troubles import Trouble, TroubleKind


@app.command()
def status(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show how things stand: sources, digests, emails, troubles.

    The exit code is 1 if something is wrong: a source could not be read, sending is paused, an email failed or is
    ambiguous, a run does not add up, a digest waits for a person, or a trouble of which the operator is told stands. A
    doubt whether all was read (a list that lost much, a feed or committee that fell silent) is shown and no error.
    """
    with tools_for(config) as tools:
        found = health(tools)
        if as_json:
            print_json(_as_json(tools, found))
        else:
            _print_sources(found, paces(tools))
            _print_runs(found)
            _print_rest(found)
            _print_troubles(tools, found)
    if not found.is_well:
        end(1)


def _as_json(tools: Collaborators, found: Health) -> dict[str, object]:
    return {
        "now": found.now,
        "is_well": found.is_well,
        "sources": [dataclasses.asdict(each) for each in found.sources],
        "runs": [dataclasses.asdict(each) for each in found.runs],
        "accounts": [
            {
                "frequency": run.frequency,
                "period": run.period,
                "account": account.line,
                "adds_up": account.adds_up,
            }
            for run, account in found.accounts
        ],
        "outbox": {str(state): count for state, count in found.outbox.items()},
        "pause": dataclasses.asdict(found.pause) if found.pause else None,
        "troubles": [_trouble_as_json(tools, each) for each in found.troubles],
        "paces": paces(tools),
        "attempts": {key: list(outcomes) for key, outcomes in found.attempts.items()},
        "doubts": found.doubts,
        "subscribers": found.subscribers,
        "changes": found.changes,
        "unindexed": found.unindexed,
        "late": found.late,
        "undated": [
            {"source": key, "meeting_id": meeting.id, "raw": meeting.starts_at.raw, "url": meeting.url}
            for key, meeting in found.undated
        ],
    }


def _trouble_as_json(tools: Collaborators, trouble: Trouble) -> dict[str, object]:
    return {
        "kind": trouble.kind,
        "about": trouble.about,
        "title": heading(tools.settings, trouble),
        "what": trouble.what,
        "since": trouble.since,
        "told_at": trouble.start_told_at,
    }


def _print_sources(found: Health, pace_of: Mapping[str, str]) -> None:
    rows = [
        [
            each.key,
            each.name,
            "in doubt" if each.key in found.doubts and not _is_bad(each) else _trouble(each),
            moment(each.last_good_at),
            moment(each.next_poll_at),
            _why(found, each) or pace_of.get(each.key, ""),
        ]
        for each in found.sources
    ]
    print_table(
        ["source", "name", "state", "last good", "next poll", "why"], rows, empty="No source has been polled yet."
    )
    out.print("")


def _print_runs(found: Health) -> None:
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
    for run, account in found.accounts:
        words = account.line if account.subscribers else "nobody was to be written to"
        out.print(f"Last {run.frequency} run, {run.period}: {words}.")
    out.print("")


def _print_rest(found: Health) -> None:
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
        refused = sum(each.last_outcome is not None and each.last_outcome.is_refusal for each in found.in_trouble)
        verb = "refuses" if refused == 1 else "refuse"
        ways = f": {refused} {verb} programs, {count - refused} failed otherwise" if refused else ""
        out.print(f"{count} of {len(found.sources)} sources could not be checked at the last attempt{ways}.")


def _print_troubles(tools: Collaborators, found: Health) -> None:
    said = set()  # in lines of their own
    if found.pause:
        out.print(safe(pause_words(found.pause)))
        said.add(TroubleKind.SENDING)
    if found.late:
        said.add(TroubleKind.LATE)
    for each in found.troubles:
        if each.kind in said:
            continue
        out.print("")
        out.print(safe(f"{heading(tools.settings, each)}, since {moment(each.since)}: {each.what}"))
        out.print(safe(f"  What to do: {advice(tools.settings, each)}"))


def _is_bad(state: SourceState) -> bool:
    return state.last_outcome is not None and not state.last_outcome.is_good


def _why(found: Health, state: SourceState) -> str:
    """Why a source could not be read, and how it went before; or what makes it doubtful that what was read is all."""
    if not _is_bad(state):
        return found.doubts.get(state.key, state.why if state.shut_at is not None else "")
    before = found.attempts.get(state.key, ())[1:]
    return f"{state.why}; before that: {', '.join(before)}" if before else state.why


def _trouble(state: SourceState) -> str:
    if state.last_outcome is None:
        return "not polled yet"
    if _is_bad(state):
        return f"{state.last_outcome} since {moment(state.trouble_since)}"
    return "ok"
