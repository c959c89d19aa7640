"""`watcher demo` and `watcher sample serve`: the sample council, watched for two weeks or walked through by hand.

The demo is the real program on a real site on loopback: only the clock is told which week it is.
Does not change sources.yaml or state/watcher.db. May import: sample, app, actions, config, cli.frame,
cli.columns.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from watcher import config as configuration
from watcher.actions import subscribe
from watcher.actions.collaborators import Collaborators
from watcher.actions.compose import compose
from watcher.actions.poll import poll
from watcher.actions.send import send
from watcher.app import collaborators
from watcher.cli.columns import SET_IN, folded
from watcher.cli.frame import app, err, log_to_stderr, out, safe
from watcher.cli.looking import print_changes
from watcher.domain.changes import Change
from watcher.domain.digests import Edition, Entry, SectionKind
from watcher.domain.subscribers import Subscription
from watcher.sample import VARIANTS, SampleCouncil, serve_forever

sample = typer.Typer(help="A sample council to try things on. It is fictional.", no_args_is_help=True)
app.add_typer(sample, name="sample")

SOURCES = """\
# Written by `watcher demo`: the sample council on loopback.
contact: demo@example.org
councils:
  - name: {name}
    url: {url}
    committees: all
    allow_private: true   # the sample council stands on this machine
digest:
  sender: Council watcher <watcher@example.org>
"""


MARKER = "written-by-watcher-demo.txt"
"""Only a folder that holds this file is emptied: `--folder` may name anything."""


class StatedClock:
    """A clock that stands where it was put: the sample's weeks are not ours."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The stated moment."""
        return self.at


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its things; made anew.")] = Path("state/demo"),
    weeks: Annotated[int, typer.Option(help="How many weeks to watch.", min=1)] = 2,
) -> None:
    """See two weeks of the sample council. What changed is listed, and the weekly digest composed."""
    log_to_stderr(is_daemon=False)
    council = SampleCouncil()
    with council.serve() as site, _watched(council, site.base_url, folder) as (tools, clock):
        out.print(f"{council.name} is served at {site.base_url} on this machine; the clock is told the sample's weeks.")
        polled = poll(tools, everything=True)
        poll(tools, everything=True)
        sources = [each for each in polled if not each.source.is_directory]
        out.print(f"{clock.at:%d %B %Y}: first sight of {len(sources)} committees. A baseline, no news.")
        subscribe.add(tools, "reader@example.org", Subscription())
        files: tuple[str, ...] = ()
        for _ in range(min(weeks, council.last_week)):
            files = _week(tools, council, clock) or files
        _show(files, tools)


@contextmanager
def _watched(council: SampleCouncil, url: str, folder: Path) -> Iterator[tuple[Collaborators, StatedClock]]:
    """The whole program, set up in a folder of its own for this council."""
    _make_anew(folder)
    path = folder / "sources.yaml"
    path.write_text(SOURCES.format(name=council.name, url=url), encoding="utf-8")
    clock = StatedClock(council.now(0))
    # The demo never sends real mail, whatever the environment holds.
    settings = configuration.load(path, {})
    with collaborators(settings, clock=clock, chance=lambda: 0.5) as tools:
        yield tools, clock


def _make_anew(folder: Path) -> None:
    """An empty folder with the demo's marker. What the demo did not write is not the demo's to delete."""
    marker = folder / MARKER
    if folder.exists() and not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder", param_hint="--folder")
    if folder.is_dir() and any(folder.iterdir()) and not marker.is_file():
        words = f"{folder} holds things that no demo wrote, so it is left as it is; name a new or an empty folder"
        raise typer.BadParameter(words, param_hint="--folder")
    folder.mkdir(parents=True, exist_ok=True)
    marker.write_text("`watcher demo` wrote this folder, and its next run empties it.\n", encoding="utf-8")
    for each in folder.iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        elif each != marker:
            each.unlink()


def _week(tools: Collaborators, council: SampleCouncil, clock: StatedClock) -> tuple[str, ...]:
    """One week: the council publishes, we look three times, the digest falls due."""
    council.advance()
    changes: list[Change] = []
    for days in (-3, -1, 0):
        clock.at = council.now(council.week) + timedelta(days=days)
        changes += [change for each in poll(tools, everything=True) for change in each.changes]
    out.print(f"\nThe week to {clock.at:%d %B %Y}: {len(changes)} changes.")
    print_changes(tools, changes)
    composed = compose(tools)
    _print_needs_attention([entry for each in composed for entry in _needs_attention(each.editions)])
    send(tools)
    return tuple(file for each in composed for file in each.files)


def _needs_attention(editions: Sequence[Edition]) -> Iterator[Entry]:
    """What the archive's edition puts first."""
    for edition in editions[:1]:
        for section in edition.sections:
            if section.kind is SectionKind.NEEDS_ATTENTION:
                yield from section.entries


def _print_needs_attention(entries: Sequence[Entry]) -> None:
    if entries:
        out.print(f"\nWhat its digest puts first, because it concerns a topic ({len(entries)}):")
    for entry in entries:
        _print_folded(f"{', '.join(entry.topics)}: {entry.title}", first="* ", later="  ")
        for evidence in entry.evidence[:1]:
            _print_folded(f'"{evidence.snippet}"', first=SET_IN, later=SET_IN)


def _print_folded(text: str, *, first: str, later: str) -> None:
    for line in folded(safe(text), out.width, first=first, later=later) if out.is_terminal else [first + safe(text)]:
        out.print(line, soft_wrap=True)


def _show(files: tuple[str, ...], tools: Collaborators) -> None:
    # The subscriber's edition says the same as the archive's: one is enough to open.
    for file in [each for each in files if each.endswith(".html")][:1]:
        out.print(f"\nThe weekly digest (open it in a browser):\n  {file}")
    for mail in sorted(tools.settings.digests_dir.rglob("*.eml"))[-1:]:
        out.print(f"The email that a subscriber would get:\n  {mail}")
    out.print("Nothing was sent. The links in both lead to the sample council, which ended with this command.")


def _to_watch(url: str) -> str:
    """The settings that the demo writes, without its remark."""
    written = SOURCES.format(name=SampleCouncil.name, url=url).splitlines()[1:]
    return "".join(f"\n    {line}" for line in written)


def _tell_where(url: str) -> None:
    err.print(f"The sample council is at {url} and its weeks at {url}sample. Stop with Ctrl+C.")
    err.print(f"To watch it, put this into a sources.yaml in a new folder, and work in that folder:\n{_to_watch(url)}")


@sample.command(name="serve")
def serve_command(
    port: Annotated[int, typer.Option(help="The port on 127.0.0.1.")] = 8765,
    host: Annotated[str, typer.Option(help="A loopback address.")] = "127.0.0.1",
    variant: Annotated[
        list[str] | None,
        typer.Option(help=f"A habit of real sites that it takes on, may be repeated: {', '.join(VARIANTS)}."),
    ] = None,
) -> None:
    """Serve the sample council until stopped.

    It is a small modern.gov site on this machine. Its page /sample shows the week and moves it on.
    The command prints what to write in a sources.yaml that watches it.
    """
    council = SampleCouncil(variants=variant or ())
    for name in variant or ():
        err.print(f"{name}: {VARIANTS[name]}.")
    serve_forever(host, port, council=council, on_ready=_tell_where)
