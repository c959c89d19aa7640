"""`make bench` measures delivery as it says: all are sent, and what misses its goal says so."""

from dataclasses import replace
from pathlib import Path

from bench import figures
from bench.delivery import Delivery, as_markdown, table, whole_way
from bench.delivery import figures as figures_of
from bench.sending import Queued, queued


def test_all_that_was_composed_is_sent(tmp_path: Path) -> None:
    """Each turn sends its part, bare and ours; together they are everybody's email."""
    whole = whole_way(tmp_path, 60, editions=3, turns=2)
    assert sum(each.emails for each in whole.turns) == whole.people == 60
    assert all(each.bare_s > 0 and each.ours_s > 0 for each in whole.turns)
    assert whole.total_s == whole.composed_s + whole.sent_s
    waiting = (Queued(queue=10, bare_ms=1.0, ours_ms=1.0, cpu_ms=1.0), Queued(queue=20, bare_ms=1, ours_ms=2, cpu_ms=1))
    found = Delivery(whole=replace(whole, peak_mib=500.0), queues=waiting)
    assert "- FALLS SHORT: the peak is 500 MiB." in as_markdown(found)
    assert "FALLS SHORT: with the longest queue an email costs 2.00 times as much." in table(found)[2]
    assert all(figure.startswith(figures.SHORT) for _, _, figure in figures_of(found))


def test_each_queue_is_as_long_as_it_is_said_to_be(tmp_path: Path) -> None:
    """One that is used up is filled anew."""
    short, long = queued(tmp_path, (10, 200), emails=10, turns=2)
    assert (short.queue, long.queue) == (10, 200)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["10-0", "10-1", "200-0"]


def test_a_figure_takes_the_place_of_its_former_self() -> None:
    """Other rows, and the text around the table, stay."""
    page = "# Page\n"
    page = figures.put(page, [("a", "0", "1"), ("b", "0", "2")], "`x`", "1 May 2026")
    page = figures.put(f"{page}\nEnd.\n", [("a", "0", figures.figure("3", is_met=False))], "`y`", "2 May 2026")
    assert "| a | 0 | FALLS SHORT: 3 | `y` | 2 May 2026 |\n| b | 0 | 2 | `x` | 1 May 2026 |\n\nEnd.\n" in page
