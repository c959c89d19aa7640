"""`watcher add` on the sample council: by name, by any address, with comments and order of sources.yaml untouched."""

import difflib
import os
import pty
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands import environment
from tests.run_command import Run
from watcher import config
from watcher.sample import SampleCouncil

SOURCES = """\
# Our own file.
contact: tests@example.org   # who answers

councils:
  # The county next door.
  - name: Somewhere Else
    key: elsewhere
    url: "https://elsewhere.example/"   # quoted, as somebody liked it
    committees: [7, 'A Panel, of some kind']

# Feeds come last.
feeds: []
"""
MEETING = "ieListDocuments.aspx?CId=124&MId=2325&Ver=4"


@pytest.fixture
def council(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[tuple[SampleCouncil, str]]:
    """The sample council, in a directory of councils that the environment names, and an edited sources.yaml."""
    assert run is not None  # which empties the environment first
    served = SampleCouncil()
    with served.serve(base_path="/moderngov/") as site:
        facts = f"HMC,Harrowmere,ENG,CTY,moderngov,{site.base_url},,Harrow Mere\n"
        (tmp_path / "own.csv").write_text(f"code,name,nation,tier,system,address,marks,also\n{facts}", encoding="utf-8")
        monkeypatch.setenv("WATCHER_COUNCILS", str(tmp_path / "own.csv"))
        (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
        yield served, site.base_url


def added_lines(before: str, after: str) -> list[str]:
    """The lines that were added, without empty ones; fails if any other line was touched."""
    told = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[0] in "+-?"]
    assert [line for line in told if line[0] != "+"] == []
    return [line[2:] for line in told if line[2:]]


def watched(path: Path = Path("sources.yaml")) -> list[str]:
    """The keys of what sources.yaml watches."""
    return [source.key for source in config.load(path, {}).sources()]


@pytest.mark.parametrize(
    ("words", "committee", "name"),
    [
        (("Harrowmere", "--committee", "children"), "118", "Children and Families Scrutiny Committee"),
        (("harrowmere county council", "--committee", "118"), "118", "Children and Families Scrutiny Committee"),
        (("HMC", "--topic", "send"), "118", "Children and Families Scrutiny Committee"),
        (("{url}" + MEETING,), "124", "Schools Forum"),
        (("{url}(S(abc12def))/ieListDocuments.aspx?MID=2325",), "124", "Schools Forum"),
        (("{url}mgCommitteeDetails.aspx?ID=101",), "101", "Cabinet"),
        (("{url}mgRss.aspx?CID=101",), "101", "Cabinet"),
        (
            ("{url}documents/g99/Public%20pack%2012-Oct-2026%2010.00%20Schools%20Forum.pdf?T=10",),
            "124",
            "Schools Forum",
        ),
    ],
)
def test_a_council_is_added_however_it_is_named(
    run: Run, council: tuple[SampleCouncil, str], words: tuple[str, ...], committee: str, name: str
) -> None:
    """By name, code, meeting, committee, feed or document: one entry, one committee; a second run changes nothing."""
    _, url = council
    command = ("add", *(word.replace("{url}", url) for word in words))
    ran = run(*command)
    assert ran.code == 0, ran.err
    path = Path("sources.yaml")
    after = path.read_text(encoding="utf-8")
    assert added_lines(SOURCES, after) == [
        "  - name: Harrowmere County Council",
        "    key: harrowmere",
        f"    url: {url}",
        "    allow_private: yes",
        "    committees:",
        f"      - {committee}   # {name}",
    ]
    assert watched() == ["elsewhere/7", "elsewhere/committees", f"harrowmere/{committee}"]
    again = run(*command)
    assert again.code == 0
    assert "already watched" in again.out
    assert "Nothing was changed." in again.out
    assert path.read_text(encoding="utf-8") == after
    assert sorted(each.name for each in Path.cwd().iterdir()) == ["own.csv", "sources.yaml"]


def test_more_committees_widen_the_entry(run: Run, council: tuple[SampleCouncil, str]) -> None:
    """Another committee goes below those that are there, on whatever host the council is named; `--all` likewise."""
    _, url = council
    assert run("add", "Harrowmere", "--committee", "Cabinet").code == 0
    before = Path("sources.yaml").read_text(encoding="utf-8")
    ran = run("add", f"{url}{MEETING}", "--committee", "cabinet", "--committee", "forum", "--json")
    assert ran.code == 0
    assert isinstance(ran.json, dict)
    (told,) = ran.json["councils"]
    assert told["added"] == [{"id": "124", "name": "Schools Forum"}]
    assert told["already"] == [{"id": "101", "name": "Cabinet"}]
    after = Path("sources.yaml").read_text(encoding="utf-8")
    assert added_lines(before, after) == ["      - 124   # Schools Forum"]
    assert run("add", "Harrowmere", "--all").code == 0
    assert "harrowmere/committees" in watched()


def test_an_edit_while_the_site_is_asked_is_noticed(run: Run, council: tuple[SampleCouncil, str]) -> None:
    """Entries are counted: where one was put before the others meanwhile, nothing is written into another's."""
    served, _ = council
    assert run("add", "Harrowmere", "--committee", "Cabinet").code == 0
    edited = Path("sources.yaml").read_text(encoding="utf-8").replace("councils:", "councils:\n  - *first", 1)
    edited = edited.replace("*first", "{name: First, url: 'https://first.example/', committees: [1]}")

    def edit(_: str) -> bool:
        Path("sources.yaml").write_text(edited, encoding="utf-8")
        return False

    served.misbehave("error_500", when=edit)
    ran = run("add", "Harrowmere", "--committee", "forum")
    assert ran.code == 1
    assert "changed by somebody else meanwhile" in ran.err
    assert Path("sources.yaml").read_text(encoding="utf-8") == edited


def test_decisions_are_added_to_an_entry(run: Run, council: tuple[SampleCouncil, str]) -> None:
    """`--decisions` alone adds the register and the forward plan of a council that is watched; once."""
    assert council
    assert run("add", "Harrowmere", "--committee", "Cabinet").code == 0
    before = Path("sources.yaml").read_text(encoding="utf-8")
    ran = run("add", "Harrowmere", "--decisions")
    assert ran.code == 0
    assert "the forward plan" in ran.out
    after = Path("sources.yaml").read_text(encoding="utf-8")
    assert sorted(added_lines(before, after)) == ["    decisions: yes", "    forward_plan: yes"]
    assert watched()[-2:] == ["harrowmere/decisions", "harrowmere/plan"]
    assert "Nothing was changed." in run("add", "Harrowmere", "--decisions").out


def test_several_councils_at_once(run: Run, council: tuple[SampleCouncil, str]) -> None:
    """One that fails is named and stops no other; the exit code says that there was one."""
    assert council
    ran = run("add", "Harrowmere", "Harrowmeer", "--all")
    assert ran.code == 1
    assert "Harrowmeer: No council" in ran.err
    assert watched()[-1] == "harrowmere/committees"


def test_a_dry_run_and_nobody_to_ask_write_nothing(run: Run, council: tuple[SampleCouncil, str]) -> None:
    """`--dry-run` says what would be added; without a terminal and a choice the committees are listed: exit code 1."""
    assert council
    ran = run("add", "Harrowmere", "--committee", "cabinet", "--dry-run")
    assert (ran.code, "would be added: Cabinet (101)" in ran.out) == (0, True)
    ran = run("add", "Harrowmere", "--yes")
    assert ran.code == 1
    assert "Schools Forum" in ran.err
    assert "--committee" in ran.err
    ran = run("add", "Harrowmere", "--committee", "libraries and heritage")
    assert (ran.code, "No committee is called" in ran.err) == (1, True)
    assert Path("sources.yaml").read_text(encoding="utf-8") == SOURCES


def test_a_person_picks_in_a_terminal(council: tuple[SampleCouncil, str], tmp_path: Path) -> None:
    """The committees are listed with numbers; numbers, ranges and words of names are understood."""
    assert council
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-m", "watcher", "add", "Harrowmere"],
        cwd=tmp_path,
        env=environment({"WATCHER_COUNCILS": str(tmp_path / "own.csv")}),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    os.write(ours, b"9\n1-2, children\n")  # the first is no number of the list, and asked again
    said, _ = child.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert child.returncode == 0, said
    assert "There is no number 9" in said
    assert watched(tmp_path / "sources.yaml")[-3:] == ["harrowmere/101", "harrowmere/124", "harrowmere/118"]


def test_a_missing_file_is_made(run: Run, council: tuple[SampleCouncil, str]) -> None:
    """Without sources.yaml one is made, valid and with a short head."""
    assert council
    Path("sources.yaml").unlink()
    assert run("add", "Harrowmere", "--all").code == 0
    assert watched() == ["harrowmere/committees"]
    assert Path("sources.yaml").read_text(encoding="utf-8").startswith("# What is watched.")
    assert run("validate").code == 0


def test_rights_links_and_mistakes_stay(run: Run, council: tuple[SampleCouncil, str], tmp_path: Path) -> None:
    """A link stays a link and rights stay; a file with mistakes is not touched, and they are named with their lines."""
    assert council
    path, real = tmp_path / "sources.yaml", tmp_path / "real.yaml"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real)
    assert run("add", "Harrowmere", "--all").code == 0
    assert path.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert "harrowmere/committees" in watched()
    for broken, line in (("councils:\n\t- name: a\n", 2), (SOURCES + "contact: twice@example.org\n", 13)):
        real.write_text(broken, encoding="utf-8")
        ran = run("add", "Harrowmere", "--all")
        assert ran.code == 1
        assert f"sources.yaml:{line}:" in ran.err
        assert real.read_text(encoding="utf-8") == broken
