"""`watcher topics`, `watcher evaluate` and `watcher retag`, as a person types them."""

import json
from pathlib import Path

from tests.documents import hostile
from tests.run_command import Run

FEED = "feeds: [{name: F, url: 'http://127.0.0.1:9/f', allow_private: true}]\n"
LIBRARIES = "{key: libraries, name: Libraries, terms: [{words: library, title: 6, body: 3}]}"


def test_topics_are_listed_shown_and_tried_without_a_settings_file(tmp_path: Path, run: Run) -> None:
    """Where there is no sources.yaml, the topics that come with the program are listed and explained."""
    listed = run("topics", "--json")
    assert [(each["key"], each["from"]) for each in json.loads(listed.out)][:1] == [("ofsted", "the program")]
    shown = run("topics", "show", "send")
    assert "about it from 6 points" in shown.out
    tried = run("topics", "test", "Personal budgets", "--body", "Ofsted came, we send a budget.")
    assert "Ofsted: mentioned, 3 of 6 points" in tried.out
    assert "title: budgets - inside “Personal budgets”" in tried.out
    assert "text: send - not in capitals" in tried.out
    as_json = json.loads(run("topics", "test", "SEND strategy", "--json").out)
    assert [(each["topic"], each["verdict"]) for each in as_json][:2] == [("ofsted", "no"), ("send", "about")]
    assert not (tmp_path / "state").exists()


def test_a_report_is_explained_with_its_pages(tmp_path: Path, run: Run) -> None:
    """A PDF or a text file as the report of a title: each term with the pages on which it stands; one that cannot be
    read is an error with its reason."""
    (tmp_path / "report.pdf").write_bytes(hostile.paper(pages=8))
    (tmp_path / "report.txt").write_text("Cover\fOfsted came.\nOfsted {left}.\nOfsted wrote.\fWords for Ofsted.")
    (tmp_path / "locked.pdf").write_bytes(hostile.paper(password="secret"))
    said = run("topics", "test", "Any report", "--paper", "report.pdf").out
    assert "pages 1, 2, 3, 4, 5, 6 and 2 more: budget" in said
    said = run("topics", "test", "Any report", "--paper", "report.txt").out
    assert "Ofsted: about, 6 of 6 points (its paper comes back to it" in said
    assert "pages 2 and 3: Ofsted" in said
    found = json.loads(run("topics", "test", "Ofsted", "--paper", "report.txt", "--json").out)[0]["terms"]
    assert {(each["place"], each["page"]) for each in found} == {("title", None), ("document", 2), ("document", 3)}
    wrong = run("topics", "test", "Any", "--paper", "locked.pdf")
    assert (wrong.code, wrong.err) == (1, "locked.pdf: could not be read: it is encrypted\n")
    assert "none.pdf: cannot be read" in run("topics", "test", "Any", "--paper", "none.pdf").err


def test_topics_of_ones_own_are_told_apart(tmp_path: Path, run: Run) -> None:
    """The list says which topics come from sources.yaml; a key that is not there gets the nearest."""
    (tmp_path / "sources.yaml").write_text(f"{FEED}topics: {{add: [{LIBRARIES}], leave_out: [budget]}}\n")
    listed = run("topics").out.splitlines()
    assert [line.split()[0] for line in listed] == ["topic", "ofsted", "send", "libraries"]
    assert listed[-1].endswith("sources.yaml")
    wrong = run("topics", "show", "library")
    assert (wrong.code, "there is libraries" in wrong.err) == (2, True)


def test_an_option_before_the_subcommand_counts(tmp_path: Path, run: Run) -> None:
    """`-c` and `--json` may stand before or after it, also in other groups; the one after it wins."""
    (tmp_path / "own.yaml").write_text(f"{FEED}topics: {{add: [{LIBRARIES}]}}\n")
    (tmp_path / "other.yaml").write_text(f"{FEED}topics: {{leave_out: [budget]}}\n")
    for words in (("-c", "own.yaml", "show", "libraries"), ("show", "libraries", "-c", "own.yaml")):
        assert "Libraries (libraries), from sources.yaml" in run("topics", *words).out
    assert json.loads(run("topics", "-c", "own.yaml", "--json", "show", "libraries").out)["key"] == "libraries"
    assert run("topics", "-c", "other.yaml", "show", "libraries", "-c", "own.yaml").code == 0
    assert run("topics", "-c", "own.yaml", "show", "libraries", "-c", "other.yaml").code == 2
    assert (run("topics", "-c", "nowhere.yaml", "show", "send")).code == 1
    assert run("subscribers", "-c", "own.yaml", "list").out == "Nobody has subscribed yet.\n"
    assert "nowhere.yaml" in run("subscribers", "-c", "nowhere.yaml", "list").err
    assert (run("-c", "own.yaml", "topics").code, run("sample", "-c", "own.yaml", "serve").code) == (2, 2)


def test_evaluate_prints_the_figures_and_each_disagreement(tmp_path: Path, run: Run) -> None:
    """A table, then each disagreement with its terms and points; as JSON exactly the agreed fields."""
    (tmp_path / "items.jsonl").write_text(
        '{"title": "SEND strategy", "topics": ["send"]}\n{"title": "The council\'s budget", "topics": []}\n'
    )
    said = run("evaluate", "items.jsonl")
    assert said.code == 0
    assert "2 items, 1 with exactly the right topics." in said.out
    assert "line 2: The council's budget" in said.out
    assert "wrongly given: Budget: about, 8 of 6 points" in said.out
    figures = json.loads(run("evaluate", "items.jsonl", "--json").out)
    assert (figures["items"], figures["exact"]) == (2, 1)
    assert figures["topics"]["budget"] == {"precision": 0.0, "recall": 1.0, "tp": 0, "fp": 1, "fn": 0}


def test_evaluate_names_what_it_cannot_read(tmp_path: Path, run: Run) -> None:
    """A missing file, one that is not UTF-8 and a bad line are one line of error and exit code 1."""
    (tmp_path / "latin.jsonl").write_bytes(b'{"title": "\xa3"}')
    (tmp_path / "bad.jsonl").write_text('{"title": "A", "topics": []}\n{"title"\n')
    for name, words in (("none", "cannot be read"), ("latin", "is not UTF-8"), ("bad", "bad.jsonl:2: is not JSON")):
        said = run("evaluate", f"{name}.jsonl")
        assert (said.code, said.out) == (1, "")
        assert words in said.err
        assert len(said.err.splitlines()) == 1


def test_retag_with_nothing_known_says_so(tmp_path: Path, run: Run) -> None:
    """On an empty database retag finds nothing to read, and is no error."""
    (tmp_path / "sources.yaml").write_text(FEED)
    said = run("retag")
    assert said.code == 0
    assert "0 items and entries were read again: 0 matches came, 0 went" in said.out
