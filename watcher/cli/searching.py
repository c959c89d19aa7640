"""`watcher search`: find words in items, papers and entries.

Does not index what is polled (actions.remember does). May import: actions, documents, store, cli.frame.
"""

import dataclasses
from collections.abc import Mapping
from datetime import date
from typing import Annotated

import typer

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.reindex import reindex
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    err,
    note_unknown,
    out,
    print_json,
    safe,
    tools_for,
)
from watcher.cli.words import unindexed_words
from watcher.domain.documents import READ_BY_OCR
from watcher.domain.searches import Found
from watcher.domain.topics import Place
from watcher.errors import SearchError


@app.command()
def search(
    words: Annotated[
        str | None, typer.Argument(help='Words, "words side by side" or begin*: all must be there.')
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    council: Annotated[
        str | None, typer.Option(help="Only of this council (its key; `watcher status` shows it before the slash).")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only of meetings and entries from this day on: 2026-09-07.")
    ] = None,
    topic: Annotated[
        str | None, typer.Option(help="Only of items about this topic (its key; `watcher topics` lists them).")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many, the best ones.")] = 20,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="First index everything that is known anew.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Find words in all that was read. That is: agendas, minutes, papers (with the page) and feeds; the best first."""
    if words is None and not rebuild:
        raise typer.BadParameter("say what to search for", param_hint="WORDS")
    start = _day(since)
    with tools_for(config) as tools:
        if rebuild:
            _rebuild(tools, is_told=words is None, as_json=as_json)
        if words is not None:
            _search(tools, words, council=council, since=start, topic=topic, limit=limit, as_json=as_json)


def _rebuild(tools: Collaborators, *, is_told: bool, as_json: bool) -> None:
    done = reindex(tools, tools.library.pages)
    if is_told and as_json:
        print_json(dataclasses.asdict(done))
    elif is_told:
        papers = f"{done.papers} of {done.papers + done.papers_without_text} papers"
        out.print(f"Indexed: {done.meetings} meetings, {done.entries} entries and {papers}.")


def _search(
    tools: Collaborators,
    words: str,
    *,
    council: str | None,
    since: date | None,
    topic: str | None,
    limit: int,
    as_json: bool,
) -> None:
    with tools.store.read() as conn:
        try:
            found = store.search.find(conn, words, council=council, since=since, topic=topic, limit=limit)
        except SearchError as error:
            raise typer.BadParameter(f"{error} {error.hint}".strip(), param_hint="WORDS") from error
        names = {state.key: state.name for state in store.sources.states(conn)}
        unindexed = store.search.count_gaps(conn)
    if unindexed:
        err.print(unindexed_words(unindexed))
    if not found:
        note_unknown(tools, council=council, topic=topic)
    if as_json:
        print_json([{**dataclasses.asdict(each), "source": names.get(each.source_key)} for each in found])
        return
    if not found:
        out.print("Nothing found.")
    for number, each in enumerate(found):
        if number:
            out.print("")
        _print(each, names)


def _print(found: Found, names: Mapping[str, str]) -> None:
    """A block of a heading, the address, and the words that were found."""
    day = f", {found.day.day} {found.day:%b %Y}" if found.day else ""
    remark = f", {READ_BY_OCR}" if found.is_by_ocr else ""
    where = f" (page {found.page}{remark})" if found.page is not None else _PLACES.get(found.place, "")
    out.print(safe(f"{names.get(found.source_key, found.source_key)}{day}: {_on_a_line(found.title)}{where}"))
    out.print(safe(found.url))
    out.print(safe(f"    {_on_a_line(found.snippet)}"))


_PLACES = {Place.DECISION: " (decision)", Place.MINUTES: " (minutes)"}


def _on_a_line(text: str) -> str:
    return " ".join(text.split())


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day like 2026-09-07", param_hint="--since") from error
