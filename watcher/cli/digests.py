"""`watcher digest`: compose what is due, look at what would be said, or make what was said again.

Does not send. May import: actions, cli.frame.
"""

import difflib
import json
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from watcher import digest
from watcher.actions.alerts import compose_and_tell, look
from watcher.actions.collaborators import Collaborators
from watcher.actions.compose import Composed
from watcher.actions.preview import Preview, preview
from watcher.actions.rebuild import Rebuilt, email_to, periods, rebuild, runs_of
from watcher.cli.frame import DEFAULT_CONFIG, ConfigOption, JsonOption, app, end, err, out, print_json, safe, tools_for
from watcher.domain.digests import Run


@app.command(name="digest")
def digest_command(
    config: ConfigOption = DEFAULT_CONFIG,
    force: Annotated[
        bool, typer.Option("--force", help="Also for the last period, if it ended before the first poll.")
    ] = False,
    late: Annotated[
        bool, typer.Option("--late", help="Also after weeks without any: what `watcher status` says is too late.")
    ] = False,
    is_preview: Annotated[
        bool, typer.Option("--preview", help="Show what the next digest would say now. Nothing is recorded.")
    ] = False,
    period: Annotated[
        str, typer.Option("--rebuild", metavar="PERIOD", help="Make what was said again: 2026-W47 or 2026-11-22.")
    ] = "",
    subscriber: Annotated[str, typer.Option(metavar="ADDRESS", help="Preview, or rebuild, this person's email.")] = "",
    opens: Annotated[bool, typer.Option("--open", help="With --preview: open it in a browser.")] = False,
    file: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write it to a file: .html, .txt, .json or .eml.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Compose the digests that are due. A second call changes nothing."""
    _refuse_nonsense(is_preview=is_preview, period=period, opens=opens, file=file, subscriber=subscriber)
    with tools_for(config) as tools:
        if is_preview:
            _show(preview(tools, subscriber or None), file=file, opens=opens, as_json=as_json)
        elif period and (file is not None or subscriber):
            _rebuild_email(tools, period, subscriber, file)
        elif period:
            _rebuild(tools, period, as_json=as_json)
        else:
            _compose(tools, force=force, late=late, as_json=as_json)


def _refuse_nonsense(*, is_preview: bool, period: str, opens: bool, file: Path | None, subscriber: str) -> None:
    """A wish that would be passed over in silence is a mistake."""
    if is_preview and period:
        raise typer.BadParameter("what was said is made again, or what would be said is shown", param_hint="--preview")
    if opens and not is_preview:
        raise typer.BadParameter("goes with --preview", param_hint="--open")
    if (file is not None or subscriber) and not (is_preview or period):
        raise typer.BadParameter("goes with --preview or --rebuild", param_hint="--out or --subscriber")
    if period and bool(file) != bool(subscriber):
        raise typer.BadParameter("one person's email is written with both", param_hint="--out and --subscriber")


def _compose(tools: Collaborators, *, force: bool, late: bool, as_json: bool) -> None:
    try:
        composed = compose_and_tell(tools, force=force, late=late)
    finally:
        look(tools)
    if as_json:
        print_json([_composed_as_json(each) for each in composed])
    elif not composed:
        out.print("No digest is due: each one of the last period exists, or nothing was watched yet when it fell due.")
        if out.is_terminal:
            out.print("Immediate ones fall due ten minutes after the first news in them was noticed.")
        if out.is_terminal and not force:
            out.print("Where nothing was watched yet `watcher digest --force` composes it all the same.")
    for each in composed if not as_json else ():
        emails = "1 email" if each.deliveries == 1 else f"{each.deliveries} emails"
        out.print(f"{each.run.frequency} {each.run.period}: {emails} written{_others(each)}.")
        for file in each.files:
            out.print(f"  {file}")
    if not all(each.tally.is_accounted for each in composed):
        err.print("The count of people does not add up; please report this.")
        end(1)


def _others(composed: Composed) -> str:
    """What became of those who got none."""
    tally = composed.tally
    parts = [
        f"{count} {words}"
        for count, words in (
            (tally.nothing_to_say, "with nothing to say"),
            (tally.had_it, "written before"),
            (tally.left, "no longer wanted"),
            (tally.waiting, "waiting for what appears together"),
        )
        if count
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _composed_as_json(composed: Composed) -> dict[str, object]:
    return {
        "frequency": composed.run.frequency,
        "period": composed.run.period,
        "up_to": composed.run.up_to,
        "deliveries": composed.deliveries,
        "people": composed.tally.as_counts(),
        "editions": [edition.slug for edition in composed.editions],
        "files": list(composed.files),
    }


def _show(made: Preview, *, file: Path | None, opens: bool, as_json: bool) -> None:
    if as_json:
        print_json(digest.to_json(made.edition))
    if file is not None:
        file.write_bytes(_content(made, file.suffix))
        err.print(safe(f"Written to {file}; nothing was recorded."))
    if opens:
        page = file if file is not None and file.suffix == ".html" else _page(made)
        typer.launch(page.absolute().as_uri())
        err.print(safe(f"Opened {page}; nothing was recorded."))
    if not (as_json or opens or file):
        out.print(safe(f"Subject: {made.edition.subject}"))
        out.print("")
        for line in made.text.splitlines():
            out.print(safe(line), soft_wrap=True)


def _page(made: Preview) -> Path:
    with tempfile.NamedTemporaryFile("wb", prefix="digest-", suffix=".html", delete=False) as page:
        page.write(made.html.encode("utf-8", "replace"))
    return Path(page.name)


def _content(made: Preview, suffix: str) -> bytes:
    """What a file of this name holds."""
    if suffix == ".eml" and made.message is None:
        raise typer.BadParameter("an email is somebody's: name whose with --subscriber", param_hint="--out")
    words = json.dumps(digest.to_json(made.edition), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    contents = {
        ".html": made.html.encode("utf-8", "replace"),
        ".txt": made.text.encode("utf-8", "replace"),
        ".json": words.encode("utf-8", "replace"),
        ".eml": made.message or b"",
    }
    if suffix not in contents:
        raise typer.BadParameter(f"the name must end in {', '.join(contents)}", param_hint="--out")
    return contents[suffix]


def _rebuild(tools: Collaborators, period: str, *, as_json: bool) -> None:
    made = [rebuild(tools, run) for run in _known(tools, period)]
    if as_json:
        print_json([_rebuilt_as_json(each) for each in made])
    for each in made if not as_json else ():
        words = "as they were" if not each.changed else f"{len(each.changed)} of them not as they were"
        out.print(f"{each.run.frequency} {each.run.period}: {len(each.files)} files, {words}.")
        for file in each.changed:
            out.print(f"  {file}")
        same = each.kept - len(each.differing)
        out.print(f"  {same} of {each.kept} emails that are kept would have the same bytes today.")


def _rebuilt_as_json(made: Rebuilt) -> dict[str, object]:
    return {
        "frequency": made.run.frequency,
        "period": made.run.period,
        "files": list(made.files),
        "changed": list(made.changed),
        "emails": made.kept,
        "differing": list(made.differing),
    }


def _rebuild_email(tools: Collaborators, period: str, subscriber: str, file: Path | None) -> None:
    assert file is not None
    found = [message for run in _known(tools, period) if (message := email_to(tools, run, subscriber)) is not None]
    if not found:
        err.print(safe(f"No email of {period} to {subscriber} is kept."))
        end(1)
    file.write_bytes(found[0])
    out.print(safe(f"Written to {file}."))


def _known(tools: Collaborators, period: str) -> tuple[Run, ...]:
    """The runs of a period; a slip is answered with the nearest ones."""
    found = runs_of(tools, period)
    if not found:
        known = periods(tools)
        near = difflib.get_close_matches(period, known, n=3, cutoff=0.6) or list(known[:3])
        words = f"no digest of {period} was composed; there is {', '.join(near) or 'none yet'}"
        raise typer.BadParameter(words, param_hint="--rebuild")
    return found
