"""`watcher doctor`: do the councils of sources.yaml still publish where it says? What moved can be corrected.

Does not check anything itself (actions do). May import: actions, app, config, councils, cli.frame.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from watcher import config as configuration
from watcher.actions.moved import Checkup, check_up
from watcher.app import user_agent, utc_now
from watcher.cli.directory import directory
from watcher.cli.frame import end, log_to_stderr, out, print_json, safe
from watcher.domain.publications import LONDON, Outcome
from watcher.fetch import Fetcher

_AT_ONCE = 16
"""Councils that are asked at once; each host by itself has its gap."""


def check_sites(path: Path, *, is_fixing: bool, as_json: bool) -> None:
    """Ask each council's site once or a few times, say how it stands, and write what moved if that is wanted."""
    log_to_stderr(is_daemon=False)
    before = configuration.read_text(path)  # its entries are counted: an edit after this one is noticed
    settings, councils = configuration.load(path, os.environ), directory()
    today = utc_now().astimezone(LONDON).date()
    with Fetcher(user_agent=user_agent(settings), now=utc_now) as fetcher, ThreadPoolExecutor(_AT_ONCE) as threads:
        asked = [
            threads.submit(check_up, fetcher, number, council, councils, today=today)
            for number, council in enumerate(settings.councils)
        ]
        found = [each.result() for each in asked]
    fixed = _fix(path, before, found) if is_fixing else []
    if as_json:
        print_json([_as_json(each, each in fixed) for each in found])
    else:
        _print(path, found, fixed)
    if any(not each.is_well and each not in fixed for each in found):
        end(1)


def _fix(path: Path, before: str, found: Sequence[Checkup]) -> list[Checkup]:
    """Write what moved, where every watched committee is listed; what is not sure is left to a person."""
    sure = [each for each in found if each.has_moved and not each.lost]
    after = before
    for each in sure:
        for name, words in (("url", each.url), ("system", each.system)):
            after = configuration.with_field(path, after, each.number, name, words) if words else after
    if after != before:
        configuration.rewrite(path, before, after, os.environ)
    return sure


def _print(path: Path, found: Sequence[Checkup], fixed: Sequence[Checkup]) -> None:
    width = max((len(each.council.council.name) for each in found), default=0)
    for each in found:
        out.print(safe(f"{_state(each):<8} {each.council.council.name:<{width}}  {_words(each)}"))
        for line in _advice(path, each, is_fixed=each in fixed):
            out.print(safe(f"{'':<8} -> {line}"))
    if not found:
        out.print("No council is watched.")
    out.print("Whether emails will be accepted: `watcher doctor mail --to you@example.org`.")


def _state(each: Checkup) -> str:
    return "wrong" if each.outcome is not Outcome.OK else "moved" if each.has_moved else "lost" if each.lost else "ok"


def _words(each: Checkup) -> str:
    home = each.council.council.url
    if each.outcome is not Outcome.OK:
        return f"{home}: {str(each.outcome).replace('_', ' ')}{f' ({each.words})' if each.words else ''}"
    if each.url:
        return f"{home} -> {each.url}"
    if each.system:
        return f"{home}: {each.council.system} does not answer, {each.system} does"
    return f"{home}: {each.committees or 'no'} committees listed"


def _advice(path: Path, each: Checkup, *, is_fixed: bool) -> list[str]:
    if each.outcome is Outcome.TLS_FAILED:
        return ["tell the council; for this council alone, `tls_exception: why` leaves its certificate unchecked"]
    if each.outcome is not Outcome.OK:
        return ["nothing was found where else it might be; polls try it again by themselves"]
    lost = f"the site lists no committee {', '.join(each.lost)}; `watcher add` shows what there is" if each.lost else ""
    if not each.has_moved:
        return [lost] if lost else []
    text = configuration.read_text(path)
    line = configuration.line_of(path, text, each.number, "url")
    edits = [f"{name}: {words}" for name, words in (("url", each.url), ("system", each.system)) if words]
    if is_fixed:
        return [f"{path}:{line} now says {'; '.join(edits)}"]
    how = "look first, then edit it by hand" if lost else "`watcher doctor --fix` writes it"
    return [*([lost] if lost else []), f"{path}:{line} should say {'; '.join(edits)} ({how})"]


def _as_json(each: Checkup, is_fixed: bool) -> dict[str, object]:
    return {
        "key": each.council.council.key,
        "name": each.council.council.name,
        "state": _state(each),
        "outcome": str(each.outcome),
        "why": each.words,
        "url": each.council.council.url,
        "now_at": each.url or None,
        "system": each.system or None,
        "lost": list(each.lost),
        "is_fixed": is_fixed,
    }
