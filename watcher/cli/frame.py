"""What all commands share: the typer app, the options, the printing, and errors as words with exit codes.

Does not hold any command. May import: app, cli.columns, config, domain, errors, rich, typer, structlog.
"""

import difflib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar, cast

import structlog
import typer
from rich.console import Console
from typer.exceptions import TyperException

from watcher import __version__
from watcher.actions.collaborators import Collaborators
from watcher.app import opened
from watcher.cli.columns import columns, folded_columns
from watcher.domain.addresses import without_addresses
from watcher.domain.publications import LONDON
from watcher.errors import AddressError, ConfigError, WatcherError

app = typer.Typer(
    name="watcher",
    help="Watches council committees and emails each subscriber one digest that can be trusted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(is_wanted: bool) -> None:
    if is_wanted:
        out.print(f"watcher {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


_Value = TypeVar("_Value")


def _or_as_given_before(context: typer.Context, parameter: typer.CallbackParam, value: _Value) -> _Value:
    """An option that stands before the subcommand counts for it: `watcher topics -c FILE show send`."""
    name = parameter.name or ""
    given: typer.Context | None = context
    while given is not None:
        source = given.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            return value if given is context else cast("_Value", given.params[name])
        given = cast("typer.Context | None", given.parent)
    return value


ConfigOption = Annotated[
    Path,
    typer.Option(
        "--config",
        "-c",
        help="The settings file.",
        envvar="WATCHER_CONFIG",
        show_default=True,
        callback=_or_as_given_before,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for programs.", callback=_or_as_given_before)]
DEFAULT_CONFIG = Path("sources.yaml")

# On a pipe or in a log nothing may be wrapped or cut: programs and grep read lines.
out = Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())
err = Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def guarded(command: Callable[..., object]) -> int:
    """Run a command line and give its exit code; every explainable error becomes words on standard error."""
    try:
        result = command(standalone_mode=False)
    except ConfigError as error:
        for problem in error.problems:
            err.print(safe(str(problem)))
        count = len(error.problems)
        err.print(f"{count} {'problem' if count == 1 else 'problems'}; nothing was started.")
        return 1
    except WatcherError as error:
        # One line, with what to do: in a cron mail or a log nothing stands beside it.
        said = str(error)
        stop = "." if error.hint and not said.rstrip().endswith((".", "?", "!", ":")) else ""
        words = " ".join(f"{said}{stop} {error.hint}".split())
        err.print(safe(words))
        return 2 if isinstance(error, AddressError) else 1
    except TyperException as error:
        # Of a choice typer says it as pydantic does; the sentence behind it names the choices.
        err.print(safe(error.format_message().replace("Value error, ", "")))
        err.print("`watcher --help` and `watcher COMMAND --help` say what there is.")
        return 2
    except typer.Exit as done:
        return done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        err.print("Stopped.")
        return 1
    except BrokenPipeError:
        # `watcher changes | head` closes the pipe early; that is no error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        if error.filename is None or error.strerror is None:
            raise  # not about a file: nobody could tell from one line what it was
        err.print(safe(f"{error.filename}: {error.strerror}."))
        return 1
    return result if isinstance(result, int) else 0


@contextmanager
def tools_for(config: Path, *, is_daemon: bool = False) -> Iterator[Collaborators]:
    """Log to standard error, read the settings and build everything. Raises ConfigError and StoreError."""
    log_to_stderr(is_daemon=is_daemon)
    with opened(config, os.environ) as tools:
        yield tools


def note_unknown(tools: Collaborators, *, council: str | None, topic: str | None) -> None:
    """Say on standard error that nothing was found because --council or --topic names nothing that is watched."""
    settings = tools.settings
    councils = {source.key.partition("/")[0] for source in settings.sources()}
    topics = {each.key for each in settings.topics.topics}
    for option, wanted, known in (("council", council, councils), ("topic", topic, topics)):
        if wanted is not None and wanted not in known:
            near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.4) or sorted(known)
            words = f'No {option} has the key "{wanted}"; there is {", ".join(near) or "none"}.'
            err.print(safe(words))


def log_to_stderr(*, is_daemon: bool) -> None:
    """The daemon tells what it does; a command only what is wrong. For programs: WATCHER_LOG=json."""
    is_json = os.environ.get("WATCHER_LOG") == "json"
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if is_json
        # Plain: the other form shows the values of variables, which are addresses, tokens and passwords.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _harmless,
            *([structlog.processors.format_exc_info] if is_json else []),
            _without_addresses(renderer),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO if is_daemon else logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    # fpdf2's font subsetting and urllib3's retries talk at warning level about what our outcomes already say.
    logging.getLogger("urllib3").setLevel(logging.ERROR)


def _harmless(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """What servers said is logged: it is not to steer the terminal on which the log is read."""
    return {key: safe(value) if isinstance(value, str) else value for key, value in event.items()}


def _without_addresses(renderer: structlog.typing.Processor) -> structlog.typing.Processor:
    """A log outlives the people in it: whatever is said, in a server's words or a traceback, no address is written."""

    def rendered(logger: object, method: str, event: structlog.typing.EventDict) -> str:
        return without_addresses(str(renderer(logger, method, event)))

    return rendered


def print_json(value: object) -> None:
    """One JSON value on standard output, readable and stable, and harmless on a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    # JSON escapes control characters below space by itself, not the newer ones (U+009B begins a terminal's command).
    escaped = "".join(each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text)
    sys.stdout.write(escaped + "\n")


def print_table(names: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """A table: columns set apart by two spaces or more; on a terminal that is too narrow, rows of several lines."""
    shown = [[safe(" ".join(cell.split())) for cell in row] for row in rows]  # a row is a line
    if not shown:
        out.print(empty)
        return
    if not out.is_terminal:
        for line in columns([names, *shown]):
            out.print(line)
        return
    for row, lines in enumerate(folded_columns([names, *shown], out.width)):
        for line in lines:
            out.print(line, style=None if row else "bold", soft_wrap=True)


def safe(text: str) -> str:
    """The text without what could steer a terminal: titles come from strangers."""
    return "".join(each if each.isprintable() or each == "\n" else "\N{REPLACEMENT CHARACTER}" for each in text)


def moment(at: datetime | None) -> str:
    """A moment on London's clock for people: `Mon 7 Sep 07:00`; `never` for None."""
    if at is None:
        return "never"
    local = at.astimezone(LONDON)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def end(code: int) -> NoReturn:
    """End the command with an exit code."""
    raise typer.Exit(code)
