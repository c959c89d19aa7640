"""The one Jinja environment: a user's templates first, then the program's; an undefined name is an error.

Does not decide what is shown. May import: errors, domain, render.marks, jinja2.
"""

import traceback
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import jinja2

from watcher.errors import RenderError
from watcher.render.marks import as_told, evidence_source, link_words, marked, numbered, tallied, underlined, wrapped

SUFFIX = ".j2"


Stamp = frozenset[tuple[str, int]]
"""Which templates a user's folder holds, and when each was last written."""


def environment(own: Path | None) -> jinja2.Environment:
    """The environment with the user's folder of templates looked up first, as it is now.

    A template that is put there while the program runs counts from then on: what Jinja keeps would not notice it.
    """
    stamp = _stamp(own)
    return _environment(own if stamp else None, stamp)


def programs_own() -> frozenset[str]:
    """The names of the program's templates: a user's own counts under one of them."""
    return frozenset(_environment(None, frozenset()).list_templates(extensions=["j2"]))


def _stamp(own: Path | None) -> Stamp:
    found = own.glob(f"**/*{SUFFIX}") if own is not None and own.is_dir() else ()
    return frozenset((str(path), path.stat().st_mtime_ns) for path in found)


@lru_cache(maxsize=8)
def _environment(own: Path | None, _stamp: Stamp) -> jinja2.Environment:
    loaders: list[jinja2.BaseLoader] = [jinja2.PackageLoader("watcher", "templates")]
    if own is not None:
        loaders.insert(0, jinja2.FileSystemLoader(own))
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        undefined=jinja2.StrictUndefined,
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt.j2",), default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        as_told=as_told,
        marked=marked,
        tallied=tallied,
        numbered=numbered,
        wrapped=wrapped,
        underlined=underlined,
        evidence_source=evidence_source,
        link_words=link_words,
    )
    return made


def fill(name: str, values: Mapping[str, object], own: Path | None) -> str:
    """Fill a template. Raises RenderError with the template's file and line, whatever went wrong in it."""
    try:
        return environment(own).get_template(name).render(values)
    except jinja2.TemplateSyntaxError as error:
        where = f"{error.filename or error.name or name}:{error.lineno}"
        raise RenderError(f"{where}: {error.message}", hint=_hint(own)) from error
    except jinja2.TemplateNotFound as error:
        raise RenderError(f"{_place(error, name)}: template {error.name} was not found", hint=_hint(own)) from error
    except Exception as error:  # a template is code of its author and may raise anything
        raise RenderError(f"{_place(error, name)}: {error}", hint=_hint(own)) from error


def _place(error: Exception, name: str) -> str:
    """Jinja gives its frames the template's file and line; the innermost one is where it failed."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(SUFFIX)]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else name


def _hint(own: Path | None) -> str:
    return f"Correct the template, or remove it from {own} to use the program's own." if own else ""
