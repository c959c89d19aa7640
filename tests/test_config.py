"""sources.yaml and the environment: what a person means is understood. Mistakes have files of their own."""

import dataclasses
import json
import textwrap
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.config_files import FEED, write
from watcher.config import CouncilSettings, Settings, built_in_topics, json_schema, load
from watcher.domain.publications import Committee
from watcher.domain.topics import Case, Place
from watcher.tag import Tagger

SHIPPED = Path(__file__).parent.parent / "sources.yaml"


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems then name the file as an operator sees it: sources.yaml."""
    monkeypatch.chdir(tmp_path)


def council(settings_: Settings) -> CouncilSettings:
    (only,) = settings_.councils
    return only


# What is shipped


def test_shipped_file_watches_three_councils_and_ofsted() -> None:
    """The sources.yaml that comes with the project loads and gives the sources that the README promises."""
    shipped = load(SHIPPED, {})
    assert [(source.key, source.system, source.url) for source in shipped.sources()] == [
        ("leicestershire/1043", "moderngov-pages", "https://democracy.leics.gov.uk/"),
        ("worcestershire/committees", "moderngov-pages", "https://worcestershire.moderngov.co.uk/"),
        ("durham/committees", "moderngov-pages", "https://democracy.durham.gov.uk/"),
        ("feed/ofsted", "feed", "https://www.gov.uk/government/organisations/ofsted.atom"),
    ]
    assert [each.wanted_names for each in shipped.councils] == [
        (),
        ("Children and Families Overview and Scrutiny Panel",),
        ("Children and Young People's Overview and Scrutiny Committee",),
    ]
    digest = shipped.digest
    assert (digest.weekday, digest.hour, digest.minute, digest.time_zone.key) == (0, 7, 0, "Europe/London")
    assert shipped.contact
    assert shipped.topics == built_in_topics()


def test_every_commented_example_of_the_shipped_file_is_valid() -> None:
    """An editor who takes the comment signs away from the examples gets a file that loads."""
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("councils:"))
    examples = [_uncommented(line) for line in lines[start:]]
    secrets = {  # what the examples of getting accepted need beside them
        "WATCHER_DKIM_KEY_FILE": "dkim.pem",
        "WATCHER_MAILBOX_URL": "imaps://me:secret@imap.example.org/INBOX",
        "WATCHER_SECRET_KEY": "x" * 20,
    }
    watched = load(write("\n".join(examples)), secrets)
    assert watched.dkim is not None
    assert watched.mailbox is not None
    assert watched.mailbox.address == "letters@example.org"
    assert [each.council.key for each in watched.councils][-1] == "borsetshire"
    assert watched.councils[-1].watches_all
    assert watched.councils[-1].tls_exception
    assert watched.topics.topics[-1].key == "libraries"
    assert watched.digest.reply_to == "Jane Doe <jane@example.org>"


def _uncommented(line: str) -> str:
    """The line without its comment sign, if what follows it is YAML and not prose."""
    body = line.lstrip()
    if not body.startswith("# "):
        return line
    rest = body[2:]
    is_yaml = rest.startswith(("-", " ")) or rest.split(" ")[0].rstrip().endswith(":")
    return line[: len(line) - len(body)] + rest if is_yaml else line


def test_built_in_topics_are_the_three() -> None:
    """Ofsted, SEND and budget come with the program, each with terms that can reach its threshold."""
    assert {"ofsted", "send", "budget"} <= {topic.key for topic in built_in_topics().topics}


def test_schema_knows_the_shipped_file() -> None:
    """Every field of the shipped file stands in the JSON Schema, which allows no others and needs no others."""
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    json.dumps(schema)
    _follow(schema, schema, YAML(typ="safe", pure=True).load(SHIPPED.read_text(encoding="utf-8")))


def _follow(schema: Mapping[str, Any], at: Mapping[str, Any], value: object) -> None:
    if "$ref" in at:
        at = schema["$defs"][at["$ref"].rsplit("/", 1)[-1]]
    if isinstance(value, dict):
        assert at["additionalProperties"] is False
        assert set(at.get("required", ())) <= set(value) <= set(at["properties"])
        for name, held in value.items():
            _follow(schema, at["properties"][name], held)
    elif isinstance(value, list) and "items" in at:
        for held in value:
            _follow(schema, at["items"], held)


# What a person means


def test_everything_that_can_be_said_of_a_council() -> None:
    """Each field of a council arrives in the settings, in seconds and bytes."""
    path = write("""\
        councils:
          - name: St Mary's Borough Council
            url: HTTPS://Democracy.Example.gov.uk/(S(abc123xyz))/council
            system: moderngov-pages
            committees: [0141, "Cabinet", Schools  Forum, all]
            poll_interval: 90 minutes
            politeness: {gap: 2s, connect_timeout: 5, read_timeout: 1m, retries: 0, max_size: 1.5 MB, robots: no}
            tls_exception: Certificate ran out on 1 May
            allow_private: Yes
        """)
    watched = council(load(path, {}))
    assert watched.council.key == "st-marys-borough-council"
    assert watched.council.url == "https://democracy.example.gov.uk/council/"
    assert watched.committee_ids == ("141",)
    assert watched.wanted_names == ("Cabinet", "Schools Forum")
    assert watched.watches_all
    assert watched.poll_interval_s == timedelta(minutes=90).total_seconds()
    assert dataclasses.astuple(watched.politeness) == (2.0, 5.0, 60.0, 0, 1_500_000, False)
    assert (watched.tls_exception, watched.allows_private) == ("Certificate ran out on 1 May", True)


def test_sources_of_a_council() -> None:
    """A committee's source and the list of committees carry the council's ways; the list is read once a day."""
    watched = council(load(write("councils: [{name: A, url: 'http://127.0.0.1:8001', committees: all}]"), {}))
    source = watched.source_for(Committee(id="7", name="Cabinet"))
    assert (source.key, source.name, source.url) == ("a/7", "A: Cabinet", "http://127.0.0.1:8001/")
    assert source.committee == Committee(id="7", name="Cabinet")
    directory = watched.directory_source()
    assert (directory.key, directory.is_directory) == ("a/committees", True)
    assert directory.poll_interval_s == timedelta(days=1).total_seconds()
    assert source.politeness.gap_s == directory.politeness.gap_s == 0


def test_a_council_with_ids_only_asks_for_no_list() -> None:
    """Where every committee is known by its id, the list of committees is left alone."""
    found = load(write("councils: [{name: A, url: 'https://a.gov.uk/', committees: [1, 2]}]"), {})
    assert [source.key for source in found.sources()] == ["a/1", "a/2"]
    assert found.sources()[0].politeness.gap_s == 1


def test_feeds_know_their_system_and_council() -> None:
    """A modern.gov feed is recognised by its address, may belong to a council, and is not its list of committees."""
    path = write("""\
        councils: [{name: A, url: "https://a.gov.uk", committees: [1]}]
        feeds:
          - {name: A's meetings, council: a, url: "https://a.gov.uk/mgRss.aspx?XXR=0#top"}
          - {name: News, key: n, url: https://b.gov.uk, poll_interval: 1d}
        """)
    first, second = load(path, {}).feeds
    assert (first.key, first.system, first.url) == (
        "feed/as-meetings",
        "moderngov-feed",
        "https://a.gov.uk/mgRss.aspx?XXR=0",
    )
    assert first.council is not None
    assert not first.is_directory
    assert (second.key, second.system, second.url) == ("feed/n", "feed", "https://b.gov.uk/")


@pytest.mark.parametrize("word", ["no", "off", "true", "2026", "12:30", "1_000", "0x1f", "2026-01-01", "1e3", "NaN"])
def test_a_name_is_what_was_written(word: str) -> None:
    """A name that YAML could take for something else stays that name."""
    assert load(write(f"feeds: [{{name: {word}, key: f, url: 'https://x.org/f'}}]"), {}).feeds[0].name == word


@pytest.mark.parametrize(
    ("written", "meant"),
    [("7", (7, 0)), ("07:00", (7, 0)), ("12:30", (12, 30)), ("7.45", (7, 45)), ("'0:05'", (0, 5)), ("23", (23, 0))],
)
def test_hours(written: str, meant: tuple[int, int]) -> None:
    """12:30 is half past twelve, not the 750 minutes of YAML 1.1."""
    digest = load(write(f"{FEED}digest: {{hour: {written}}}"), {}).digest
    assert (digest.hour, digest.minute) == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("monday", 0), ("Tue", 1), ("WED", 2), ("thurs", 3), ("Sunday", 6), ("~", 0)]
)
def test_weekdays(written: str, meant: int) -> None:
    """A day may be short and in any case; without one it is Monday."""
    assert load(write(f"{FEED}digest: {{weekday: {written}}}"), {}).digest.weekday == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("a@b.org", "a@b.org"),
        ("<a@b.org>", "a@b.org"),
        ("Council watcher <a@b.org>", "Council watcher <a@b.org>"),
        ("'Smith, J. <a@localhost>'", '"Smith, J." <a@localhost>'),
        ("Zoë <a@b.org>", "Zoë <a@b.org>"),
    ],
)
def test_senders(written: str, meant: str) -> None:
    """A sender is one address, with a name that is put into quotes where a header needs them."""
    assert load(write(f"{FEED}digest: {{sender: {written}}}"), {}).digest.sender == meant


def test_a_block_that_is_commented_out_is_left_out() -> None:
    """`councils:` with nothing below it means no councils, and a file that begins with a byte order mark is read."""
    found = load(write("\ufeffcouncils:\ntopics:\ndigest:\n" + FEED), {})
    assert found.councils == ()
    assert found.topics == built_in_topics()


def test_aliases_repeat_a_block() -> None:
    """One set of fields may be written once and named again."""
    path = write("""\
        feeds:
          - {name: A, url: https://a.org/f, politeness: &gentle {gap: 9}}
          - {name: B, url: https://b.org/f, politeness: *gentle}
        """)
    assert [feed.politeness.gap_s for feed in load(path, {}).feeds] == [9, 9]


def test_topics_are_added_replaced_and_left_out() -> None:
    """Replaced topics keep their place, added ones follow, those left out are gone; procedural titles add up."""
    path = write(
        FEED
        + textwrap.dedent("""\
        topics:
          procedural: ["roll call"]
          leave_out: budget
          replace:
            - {key: send, name: My SEND, terms: [{words: SEND, title: 6, case: upper, unless: [to send]}]}
          add:
            - key: libraries
              name: Libraries
              threshold: 5
              exclusions: ["software librar(y|ies)"]
              terms: [{pattern: "librar(y|ies)", title: 5, body: 2, needs: books}]
        """)
    )
    topics = load(path, {}).topics
    usual = [topic.key for topic in built_in_topics().topics if topic.key != "budget"]
    assert [topic.key for topic in topics.topics] == [*usual, "libraries"]
    send = next(topic for topic in topics.topics if topic.key == "send")
    (term,) = send.terms
    assert (send.name, term.words, term.case, term.is_pattern, term.unless) == (
        *("My SEND", "SEND", Case.UPPER, False),
        ("to send",),
    )
    (pattern,) = topics.topics[-1].terms
    assert (pattern.words, pattern.is_pattern, pattern.needs) == ("librar(y|ies)", True, ("books",))
    assert topics.procedural == (*built_in_topics().procedural, "roll call")


def test_words_of_other_nations_are_looked_for_only_where_asked_for() -> None:
    """Synonyms are off by default; `wales` adds its words to the topic, and those of Scotland stay off."""
    title = "Additional Learning Needs: update"

    def about(more: str) -> set[str]:
        matches = Tagger(load(write(FEED + more), {}).topics).match_texts(
            title, [(Place.TEXT, "An update was heard. ALN and ASN.")]
        )
        return {match.topic for match in matches if match.is_about}

    assert about("") == about("topics: {synonyms: [scotland]}") == set()
    assert about("topics: {synonyms: [Wales]}") == about("topics: {synonyms: [wales, scotland]}") == {"send"}


# The environment


def test_folders_and_database_stand_beside_the_file(tmp_path: Path) -> None:
    """Without variables everything is beside sources.yaml, nothing is mailed and nothing is signed."""
    found = load(write(FEED), {})
    assert (found.root, found.state_dir, found.digests_dir) == (tmp_path, tmp_path / "state", tmp_path / "digests")
    assert found.database_url == f"sqlite:///{tmp_path}/state/watcher.db"
    assert (found.smtp_url, found.secret_key) == (None, None)


def test_variables_set_folders_and_secrets(tmp_path: Path) -> None:
    """Variables move the folders, the database with them; secrets never show in the settings' repr."""
    environ = {
        "WATCHER_STATE_DIR": "/var/lib/watcher",
        "WATCHER_DIGESTS_DIR": "out",
        "WATCHER_SMTP_URL": "smtp://me:hunter2@mail.example.org:587",
        "WATCHER_SECRET_KEY": "correct horse battery",
        "WATCHER_CORPUS": "elsewhere",
        "PATH": "/bin",
    }
    found = load(write(FEED), environ)
    assert (found.state_dir, found.digests_dir) == (Path("/var/lib/watcher"), tmp_path / "out")
    assert found.database_url == "sqlite:////var/lib/watcher/watcher.db"
    assert found.smtp_url == environ["WATCHER_SMTP_URL"]
    assert "hunter2" not in repr(found)
    assert "horse" not in repr(found)
    postgres = load(write(FEED), {"WATCHER_DATABASE_URL": "postgresql://u:p@h/d"})
    assert postgres.database_url == "postgresql+psycopg://u:p@h/d"


def test_scanned_papers_are_read_only_where_that_is_wanted() -> None:
    """OCR is off unless `documents` says otherwise, and editors know the field."""
    assert not load(write(FEED), {}).documents.ocr
    assert not load(write(FEED + "documents: {ocr: no}\n"), {}).documents.ocr
    assert load(write(FEED + "documents:\n  ocr: yes\n"), {}).documents.ocr
    definitions: Any = json_schema()["$defs"]
    assert "ocr" in definitions["DocumentsForm"]["properties"]
