"""A user's own templates, looked at before a digest needs them: mistakes with their line, and names that nothing uses.

Does not fill templates (templates does): a name that is not known in them shows in a preview. May import: errors,
render.templates, jinja2.
"""

import difflib
from collections.abc import Iterator
from pathlib import Path

import jinja2
from jinja2 import nodes

from watcher.errors import Problem
from watcher.render.templates import SUFFIX, environment, programs_own


def check_templates(folder: Path) -> tuple[Problem, ...]:
    """What is wrong with the templates of a folder, by file and line; a folder that is not there is in order."""
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    made, ours = environment(folder), programs_own()
    problems, used = [], set(ours)
    for name, path in found.items():
        if not name.endswith(SUFFIX):
            continue
        try:
            tree = made.parse(path.read_text(encoding="utf-8"), name, str(path))
            made.compile(tree, name, str(path))  # filters and tests are looked up here
        except jinja2.TemplateSyntaxError as error:
            problems.append(_problem(path, error.message or "cannot be understood", line=error.lineno))
            continue
        except UnicodeDecodeError:
            problems.append(_problem(path, "is not UTF-8 text; save the file as UTF-8"))
            continue
        for line, wanted in _named(tree):
            used.add(wanted)
            if wanted not in ours and wanted not in found:
                problems.append(_problem(path, f"template {wanted} was not found{_near(wanted, ours)}", line=line))
    for name, path in found.items():
        is_meant = name.endswith(SUFFIX) or f"{name}{SUFFIX}" in ours
        if is_meant and name not in used:
            problems.append(_problem(path, f"is not read: no template of the program has this name{_near(name, ours)}"))
    return tuple(sorted(problems, key=lambda each: (each.file, each.line)))


def _named(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The templates that one includes, extends or imports by their names, with the lines."""
    for node in tree.find_all(nodes.Stmt):
        if isinstance(node, nodes.Include | nodes.Extends | nodes.Import | nodes.FromImport):
            named = node.template.value if isinstance(node.template, nodes.Const) else None
            if isinstance(named, str):
                yield node.lineno, named


def _near(name: str, ours: frozenset[str]) -> str:
    """`; did you mean email/foot.html.j2?`: one of the same name in another folder, else the most alike."""
    last = name.rpartition("/")[2]
    same = sorted(each for each in ours if each.rpartition("/")[2].removesuffix(SUFFIX) == last.removesuffix(SUFFIX))
    near = same or difflib.get_close_matches(name, ours, n=1, cutoff=0.5) or _alike(last, ours)
    return f"; did you mean {near[0]}?" if near else f"; there is {', '.join(sorted(ours))}"


def _alike(last: str, ours: frozenset[str]) -> list[str]:
    by_last = {each.rpartition("/")[2]: each for each in ours}
    return [by_last[each] for each in difflib.get_close_matches(last, by_last, n=1, cutoff=0.5)]


def _problem(path: Path, words: str, *, line: int = 0) -> Problem:
    return Problem(file=str(path), line=line, column=0, field="", words=words)
