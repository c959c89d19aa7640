"""sources.yaml replaced by another text: whole or not at all, and only by one that is valid.

Does not know what was edited. May import: errors, the loader.
"""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from watcher.config._load import load
from watcher.config._yaml import read_text, read_tree
from watcher.config.settings import Settings
from watcher.errors import ConfigError, WatcherError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def load_if_any(path: Path, environ: Mapping[str, str]) -> Settings | None:
    """What a file says; None for one that is not there or names nothing to watch yet. Raises ConfigError."""
    if not path.exists():
        return None
    value = read_tree(path).value
    if value is None or (isinstance(value, dict) and not value.get("councils") and not value.get("feeds")):
        return None
    return load(path, environ)


def rewrite(path: Path, before: str, after: str, environ: Mapping[str, str]) -> None:
    """Put `after` in the place of `before`. A link stays one; rights and owner stay.

    `before` empty: the file may not be there yet. Raises ConfigError, naming the file, when `after` is not valid, and
    WatcherError when the file no longer says `before`; nothing is changed then.
    """
    place = path.resolve()
    held = place.read_bytes() if place.exists() else b""
    mark = _BYTE_ORDER_MARK if held.startswith(_BYTE_ORDER_MARK) else b""
    number, name = tempfile.mkstemp(prefix=".sources-", suffix=".yaml", dir=place.parent)
    made = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(mark + after.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        _check(made, path, environ)
        _like(made, place)
        if (read_text(path) if path.exists() else "") != before:
            raise WatcherError(
                f"{path}: was changed by somebody else meanwhile; nothing was written", hint="Try again."
            )
        made.replace(place)
    finally:
        made.unlink(missing_ok=True)


def _check(made: Path, path: Path, environ: Mapping[str, str]) -> None:
    try:
        load(made, environ)
    except ConfigError as error:
        raise ConfigError(
            tuple(replace(each, file=str(path)) if each.file == str(made) else each for each in error.problems)
        ) from None


def _like(made: Path, place: Path) -> None:
    """Rights and owner of the file that is replaced; of a new one, those that any new file would have."""
    if place.exists():
        held = place.stat()
        with suppress(PermissionError):  # only root gives files away; then it is ours, and readable as before
            os.chown(made, held.st_uid, held.st_gid)
        made.chmod(held.st_mode & 0o7777)
        return
    mask = os.umask(0)
    os.umask(mask)
    made.chmod(0o666 & ~mask)
