"""The golden digest: digests/sample/ is what the program makes of the sample council today."""

from pathlib import Path

import pytest

from tests.golden import SAMPLE, make


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's digest, made anew."""
    folder = tmp_path_factory.mktemp("golden")
    make(folder)
    return folder


@pytest.mark.parametrize("name", ["weekly.txt", "weekly.html", "weekly.json", "weekly.eml"])
def test_the_sample_digest_is_what_the_program_makes(made: Path, name: str) -> None:
    """Byte for byte; if a difference is meant, run `make sample`, look at the picture and commit the diff."""
    assert (made / name).read_bytes().decode() == (SAMPLE / name).read_bytes().decode()


def test_the_sample_shows_every_section(made: Path) -> None:
    """A golden file that lacks a section would not notice its loss."""
    text = (made / "weekly.txt").read_text()
    for heading in ("Needs attention", "Changed", "Coming up", "Minutes published", "Sources we could not check"):
        assert f"\n{heading} (" in text
