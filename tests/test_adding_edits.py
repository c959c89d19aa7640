"""sources.yaml in all the ways people write it: what is added, and that nothing else changes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher import config
from watcher.config._editing import scalar
from watcher.config._yaml import tree_of
from watcher.errors import WatcherError

PATH = Path("sources.yaml")
KENT = {"name": "Kent", "url": "https://kent.example/"}
ENTRY = "  - name: Kent\n    url: https://kent.example/\n    committees:\n      - 12   # Panel\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"councils:\n{ENTRY}"),
        ("# only words\n", f"# only words\n\ncouncils:\n{ENTRY}"),
        ("contact: a@b.example", f"contact: a@b.example\n\ncouncils:\n{ENTRY}"),
        ("councils:\nfeeds: []\n", f"councils:\n{ENTRY}feeds: []\n"),
        ("councils:\n  # none yet\nfeeds:\n", f"councils:\n{ENTRY}  # none yet\nfeeds:\n"),
        ("councils: [] # none\n", f"councils: # none\n{ENTRY}"),
        ("councils: ~\r\n", f"councils:\n{ENTRY}".replace("\n", "\r\n")),
        (
            "councils: [{name: a, committees: [1]}]\n",
            "councils: [{name: a, committees: [1]}, {name: Kent, url: https://kent.example/, committees: [12]}]\n",
        ),
        (
            "councils:\n- {name: a}\n# the end",
            f"councils:\n- {{name: a}}\n{ENTRY}".replace("\n  ", "\n") + "# the end",
        ),
        (
            "councils:\n  - name: a\n    committees:\n      - 1\n          # of a\n\n  # after\nfeeds:\n",
            f"councils:\n  - name: a\n    committees:\n      - 1\n          # of a\n\n{ENTRY}\n  # after\nfeeds:\n",
        ),
    ],
)
def test_a_council_goes_below_the_last_one(before: str, after: str) -> None:
    """In block and flow style, with Windows line ends, at the end without one: the entry is added, the rest stays."""
    assert config.with_entry(PATH, before, "councils", KENT, [("12", "Panel")]) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("committees: 7   # one\n", "committees: [7, 12]   # one\n"),
        ("committees: [7, 'A, B']\n", "committees: [7, 'A, B', 12]\n"),
        ("committees: [\n      7,  # one\n    ]\n", "committees: [\n      7, 12,  # one\n    ]\n"),
        (
            "committees:\n    - 7\n    poll_interval: 1d\n",
            "committees:\n    - 7\n    - 12   # Panel\n    poll_interval: 1d\n",
        ),
        (
            "committees:\n      - 7     # one\n              # it was two\n# x\n",
            "committees:\n      - 7     # one\n              # it was two\n      - 12   # Panel\n# x\n",
        ),
        ("committees:\n      - 'Panel'\n", "committees:\n      - 'Panel'\n      - 12   # Panel\n"),
    ],
)
def test_a_committee_goes_below_the_last_one(before: str, after: str) -> None:
    """Single, in brackets or one a line: the committee is added, comments stay beside what they are about."""
    head = "councils:\n  - name: a\n    "
    assert config.with_committees(PATH, head + before, 0, [("12", "Panel")]) == head + after


def test_an_address_is_replaced_where_it_stands() -> None:
    """Another address takes the place of the old one, in its quotes' place; a field that is missing gets a line."""
    before = 'councils:\n  - name: a\n    url: "https://a.example/"  # moved once\n    committees: all\n'
    after = config.with_field(PATH, before, 0, "url", "https://b.example/x/")
    assert after == before.replace('"https://a.example/"', "https://b.example/x/")
    assert config.line_of(PATH, after, 0, "url") == 3
    assert "# moved once\n    system: cmis\n" in config.with_field(PATH, after, 0, "system", "cmis")


def test_what_cannot_be_added_to_safely_is_refused() -> None:
    """An entry that is written once and meant twice (an alias) is left to a person."""
    text = "councils:\n  - {name: a, committees: &c [1]}\n  - {name: b, committees: *c}\n"
    with pytest.raises(WatcherError, match="cannot be added to safely"):
        config.with_committees(PATH, text, 1, [("12", "Panel")])


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=30))
def test_any_name_is_written_so_that_it_is_read_back(name: str) -> None:
    """Whatever a council is called, it is read as it was written, alone and between brackets."""
    for text in (f"name: {scalar(name)}  # x\n", f"{{name: {scalar(name)}, b: c}}\n"):
        value = tree_of(PATH, text)[0].value
        assert isinstance(value, dict)
        assert value["name"] == name
