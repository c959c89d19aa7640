"""The house rules that a machine can check: imports, sizes, docstrings, no I/O where none is promised."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for path in (ROOT / "watcher").rglob("*.py") if "versions" not in path.parts)
PURE = (
    *("domain", "dates", "minutes", "systems", "diff", "tag", "cadence", "digest", "feeds", "links.py"),
    *("mailbox/letters.py", "mailbox/bounces.py", "deliver/verp.py"),
)


def names(paths: list[Path]) -> list[str]:
    """Relative names, for readable test ids."""
    return [str(path.relative_to(ROOT)) for path in paths]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_imports_point_one_way() -> None:
    """import-linter keeps every contract of pyproject.toml; a module without a declared place breaks it."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_files_are_short() -> None:
    """Half the files are under 120 lines and none is over 350."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert statistics.median(lengths.values()) < 120
    assert [name for name, length in zip(names(MODULES), lengths.values(), strict=True) if length > 350] == []


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_a_module_keeps_the_rules(path: Path) -> None:
    """A module says what it does and does not do and what it may import; no function is over 40 lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = ast.get_docstring(tree) or ""
    assert words, "a module's docstring says what it does"
    if path.name not in ("__init__.py", "__main__.py"):
        assert "oes not" in words, "a module's docstring says what it does not do"
    long = [each.name for each in functions(tree) if (each.end_lineno or 0) - each.lineno + 1 > 40]
    assert long == []


@pytest.mark.parametrize("name", PURE)
def test_deciders_and_readers_open_nothing(name: str) -> None:
    """The modules that promise no I/O call neither open nor input nor a path's reading and writing."""
    place = ROOT / "watcher" / name
    for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
        for call in (
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        ):
            called = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            assert called not in {"open", "input", "read_text", "write_text", "read_bytes", "urlopen"}, path


def test_nothing_is_patched() -> None:
    """Tests use real parts and hand-written fakes: mock.patch is nowhere."""
    for path in (ROOT / "tests").rglob("*.py"):
        if path != Path(__file__):
            assert "mock" + ".patch" not in path.read_text(encoding="utf-8"), path
