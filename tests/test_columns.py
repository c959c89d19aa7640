"""What is shown on a terminal of any width: nothing is cut, and what fits stands side by side."""

from hypothesis import given
from hypothesis import strategies as st
from typer import Context
from typer.core import TyperGroup
from typer.main import get_command

from watcher.cli import app
from watcher.cli.columns import columns, folded, folded_columns

PEOPLE = [
    ["address", "state", "how often", "follows", "told up to", "since"],
    ["somebody.with.a.long.name@democracy.example.org", "active", "weekly", "all topics in all sources", "2", "Sun 22"],
    ["bo@example.org", "paused", "immediate", "send in all sources", "11", "Mon 23"],
]


def test_a_wide_terminal_shows_one_line_a_row() -> None:
    """Where there is room the cells stand beneath each other, a line for each row, without spaces at the end."""
    lines = folded_columns(PEOPLE, 200)
    assert [len(each) for each in lines] == [1, 1, 1]
    assert [each[0] for each in lines] == columns(PEOPLE)
    assert lines[0][0].index("state") == lines[1][0].index("active") == lines[2][0].index("paused")


def test_a_narrow_terminal_cuts_no_address() -> None:
    """At 80 columns what does not fit stands on lines below, set in alike, and an address can be copied whole."""
    lines = folded_columns(PEOPLE, 80)
    assert lines[1][0].startswith("somebody.with.a.long.name@democracy.example.org  active  ")
    assert lines[1][1].startswith("    all topics in all sources")
    sentence = "meeting of 22 Sep: 12 items: Apologies for absence; Declarations of interest; Minutes; and 9 more"
    below = folded_columns([["1", "Sun 22 Nov 08:28", sentence]], 60)[0][1:]
    assert [len(line) - len(line.lstrip()) for line in below] == [4, 4]


def test_one_long_cell_does_not_push_the_next_column_away() -> None:
    """In a pipe, where no line is folded, a cell of 400 letters widens its column for itself only."""
    short = columns([["term", "needs"], ["x" * 400, "a"], ["y", "b"]])[2]
    assert short == "y" + " " * 73 + "b"


def test_a_folded_text_keeps_its_indent() -> None:
    """Every line of a long text stands behind its indent, and no word is broken."""
    lines = folded("To agree the plan on which the Department will decide", 24, first="* ", later="  ")
    assert lines == ["* To agree the plan on", "  which the Department", "  will decide"]


CELLS = st.text("ab cé-/", max_size=60).map(lambda text: " ".join(text.split()))


@given(
    st.lists(
        st.lists(st.text("ab cé-/", max_size=60).map(lambda text: " ".join(text.split())), min_size=3, max_size=3)
    ),
    st.integers(20, 120),
)
def test_no_letter_is_lost_at_any_width(rows: list[list[str]], width: int) -> None:
    """Whatever the cells and the width, all words are there in order; only a word longer than a line overhangs."""
    for row, lines in zip(rows, folded_columns(rows, width), strict=True):
        assert " ".join(lines).split() == " ".join(row).split()
        assert all(len(line) <= width or len(line.split()) == 1 for line in lines)


def test_the_lists_of_commands_say_their_sentence_to_its_end() -> None:
    """At 80 columns no command's sentence in any `--help` is cut off with three dots."""
    groups = [get_command(app)]
    for group in groups:
        assert isinstance(group, TyperGroup)
        groups += [each for each in group.commands.values() if isinstance(each, TyperGroup)]
        words = group.get_help(Context(group, info_name="watcher", terminal_width=80))
        assert not [line for line in words.splitlines() if line.endswith("...") and not line.startswith("Usage")]
    assert len(groups) > 4
