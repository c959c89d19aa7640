"""`watcher inspect FILE-OR-URL`: what the program understands of one page. Needs no settings file.

Does not remember anything. May import: actions.inspect, app, config, fetch, cli.frame.
"""

import ipaddress
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from watcher import __version__
from watcher import config as configuration
from watcher.actions.inspect import inspect_page, page_from_file
from watcher.app import utc_now
from watcher.cli.frame import JsonOption, app, end, log_to_stderr, out, print_json, safe
from watcher.domain.publications import Page, Source
from watcher.fetch import Fetcher
from watcher.tag import Tagger


@app.command()
def inspect(
    page: Annotated[str, typer.Argument(help="A saved page, or an address to fetch.")],
    url: Annotated[str | None, typer.Option(help="The address a saved page came from.")] = None,
    system: Annotated[str | None, typer.Option(help="Read it as this system, instead of finding out.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show what is understood of one page. The exit code is 1 if it cannot be read."""
    log_to_stderr(is_daemon=False)
    is_address = page.startswith(("http://", "https://"))
    found = _fetched(page) if is_address else page_from_file(_file(page), url)
    understood = inspect_page(found, system=system, tagger=Tagger(configuration.built_in_topics()))
    if as_json:
        print_json(understood)
    else:
        _print(understood)
    if understood.get("page") == "unreadable":
        end(1)


def _file(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        raise typer.BadParameter(f"there is no file {name}; an address starts with http:// or https://")
    return path


def _fetched(address: str) -> Page:
    source = Source(key="inspect", system="", url=address, name=address, allows_private=_is_loopback(address))
    with Fetcher(user_agent=f"council-watcher/{__version__} (inspecting one page)", now=utc_now) as fetcher:
        return fetcher.get(address, source)


def _is_loopback(address: str) -> bool:
    """Whoever types a loopback address means it; a private one behind a public name is still refused."""
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _print(understood: Mapping[str, object]) -> None:
    out.print(safe(f"{understood.get('system') or 'no known system'}: {understood.get('page')}"))
    for name, value in understood.items():
        if name not in ("system", "page"):
            _print_value(name, value, 0)


def _print_value(name: str, value: object, depth: int) -> None:
    """An outline: a line a value, a level a list; empty things are not shown."""
    indent = "  " * depth
    if isinstance(value, Mapping):
        out.print(safe(f"{indent}{name}:"))
        for key, inner in value.items():
            _print_value(key, inner, depth + 1)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if value and not isinstance(value[0], Mapping):
            out.print(safe(f"{indent}{name}: {', '.join(map(str, value))}"))
            return
        for number, inner in enumerate(value, start=1):
            _print_value(f"{name} {number}", inner, depth)
    elif value not in (None, "", False):
        text = str(value)
        out.print(safe(f"{indent}{name}: {text if len(text) <= 200 else text[:200] + ' ...'}"))
