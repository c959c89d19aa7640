"""`python -m bench.composing` measures what it says, on few people."""

from pathlib import Path

from bench.composing import measure, rows


def test_the_stages_add_up_to_the_whole(tmp_path: Path) -> None:
    """Every person gets an email, and the time of the stages is the time that was taken."""
    figures = measure(tmp_path, people=60, editions=3)
    assert (figures.people, figures.editions) == (60, 3)
    assert abs(sum(figures.stages.values()) - figures.wall_s) < 0.001
    assert all(seconds > 0 for seconds in figures.stages.values())
    assert 10 < figures.email_kb < 100
    assert len(rows(figures)) == len(figures.stages) + 3
