"""A broken sources.yaml or environment: every mistake with its line, all at once, and never a secret."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.config_files import COUNCIL, FEED, write
from watcher.config import load
from watcher.config._topics import BUILT_IN, built_in_topics, read_topics
from watcher.errors import ConfigError


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems then name the file as an operator sees it: sources.yaml."""
    monkeypatch.chdir(tmp_path)


def complaints(path: Path, environ: Mapping[str, str] | None = None) -> list[str]:
    """What `watcher validate` would print."""
    with pytest.raises(ConfigError) as caught:
        load(path, environ or {})
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("WATCHER_SMTP_URL", "http://me:hunter2@mail", "must begin with smtp:// or smtps://"),
        ("WATCHER_SMTP_URL", "smtp://me:hunter2/x@mail", "must be like smtp://user:password@host:587"),
        ("WATCHER_SMTP_URL", "mail:hunter2", "must be like smtp://"),
        ("WATCHER_DATABASE_URL", "mysql://me:hunter2@db/x", "must begin with sqlite:/// or postgresql+psycopg://"),
        ("WATCHER_SECRET_KEY", "hunter2", "is too short"),
        ("WATCHER_STMP_URL", "smtp://me:hunter2@mail", "did you mean `WATCHER_SMTP_URL`?"),
        ("WATCHER_STATE_DIR", "hunter2\0", "is not the name of a folder"),
    ],
)
def test_a_wrong_variable_is_named_and_not_shown(name: str, value: str, said: str) -> None:
    """A mistake in the environment is reported beside those of the file, without the secret itself."""
    lines = complaints(write(FEED + "digset: {}\n"), {name: value})
    assert lines[0].startswith("sources.yaml:2:1: digset: unknown field")
    assert lines[1].startswith(f"environment: {name}: ")
    assert said in lines[1]
    assert "hunter2" not in "".join(lines)


WRONG_FIELDS = [
    # One field below COUNCIL or at the top, the place and the beginning of what is said of it.
    ("commitees: [2]", "5:5: councils.1.commitees: unknown field `commitees`; did you mean `committees`?"),
    ("zzz:", "5:5: councils.1.zzz: unknown field `zzz`; known here: name, key, "),
    ("name: B", "5:5: councils.1.name: is given twice; first on line 2"),
    ("key: Not A Slug", "5:5: councils.1.key: must be small letters, digits"),
    ("key: feed", "5:5: councils.1.key: the short name `feed` is taken"),
    (
        "system: moderngov-page",
        "5:5: councils.1.system: unknown system `moderngov-page`; did you mean `moderngov-pages`",
    ),
    ("system: feed", "5:5: councils.1.system: `feed` belongs under `feeds:`"),
    ("poll_interval: 5m", "5:5: councils.1.poll_interval: must be between 15m and 31d"),
    ("poll_interval: 6", "5:5: councils.1.poll_interval: must be a time such as `6h`, `30m` or `1d`"),
    ("poll_interval: 6 moons", "5:5: councils.1.poll_interval: must be a time such as"),
    ("poll_interval: [6h]", "5:5: councils.1.poll_interval: must be text, not a list"),
    ("tls_exception: yes", "5:5: councils.1.tls_exception: must say in words why"),
    ("tls_exception: ''", "5:5: councils.1.tls_exception: is empty"),
    ("allow_private: maybe", "5:5: councils.1.allow_private: must be yes or no"),
    ("politeness: gentle", "5:5: councils.1.politeness: must hold fields"),
    ("politeness: {gap: -1}", "5:18: councils.1.politeness.gap: must be a time such as `2s`"),
    ("politeness: {gap: 1h}", "5:18: councils.1.politeness.gap: must be between 0s and 10m"),
    ("politeness: {retries: many}", "5:18: councils.1.politeness.retries: must be a whole number from 0 to 10"),
    ("politeness: {max_size: 25}", "5:18: councils.1.politeness.max_size: must be a size such as `25 MB`"),
    ("politeness: {max_size: 9 GB}", "5:18: councils.1.politeness.max_size: must be between 10 KB and 1 GB"),
    ("politeness: {gap: 1, gap: 2}", "5:26: councils.1.politeness.gap: is given twice; first on line 5"),
    ("smtp_password: hunter2", "5:5: councils.1.smtp_password: secrets do not belong into this file"),
    ("? [a, b]\n    : c", "5:7: councils.1: the name of a field must be a word"),
    ("key: !secret x", "5:10: councils.1.key: tags (`!...`) are not understood here"),
    ("politeness: &me {gap: *me}", "5:17: councils.1.politeness.gap: holds itself by an alias"),
    ("<<: {key: b}", "5:5: councils.1.<<: unknown field `<<`"),
]

WRONG_FILES = [
    # A whole file, the place and the beginning of each thing that is said.
    ("", [" is empty; begin with `councils:`"]),
    ("# nothing yet\n", [" is empty"]),
    ("- councils", [" must hold fields"]),
    ("councils: []", ["1:1: names no council and no feed"]),
    ("digest: {hour: 7}", ["1:1: names no council and no feed"]),
    ("councils:\n\t- name: A", ["2:1: a tab; YAML wants spaces"]),
    ("councils:\n  - name: A: B", ["2:12: a second `: ` in one line"]),
    ("councils: [", ["1:12: the file ends in the middle"]),
    ("contact: 'a", ["1:12: a quotation mark is opened here"]),
    ("contact: *a", ["1:10: an alias (`*name`) without its anchor"]),
    ("contact: a\n---\ncontact: b", ["2:1: a second document"]),
    ("contact: a\x07", [" holds a character that YAML does not allow"]),
    ("contact: " + "[" * 500, [" is nested too deeply"]),
    ("councils: {name: A}", ["1:1: councils: must be a list"]),
    ("councils: [A]", ["1:12: councils.1: must hold fields"]),
    ("councils:\n  -\n", ["2:4: councils.1: must hold fields"]),
    (
        "councils:\n  - key: a\n    url:\n    committees: []\n",
        ["2:5: councils.1.name: is missing", "3:5: councils.1.url: has no value", "4:5: councils.1.committees: is an"],
    ),
    (
        COUNCIL + "  - name: A\n    url: https://b.gov.uk/\n    committees: [Cabinet, '007', CABINET, 7, -3]\n",
        [
            "5:5: councils.2.name: has the same short name, `a`, as the one on line 2",
            "7:34: councils.2.committees.3: `CABINET` is given twice; first on line 7",
            "7:43: councils.2.committees.4: `7` is given twice; first on line 7",
            "7:46: councils.2.committees.5: is not a committee id",
        ],
    ),
    ("feeds: [{name: 市議会, url: https://x.org/f}]", ["1:10: feeds.1.name: no short name can be made"]),
    (
        COUNCIL + "feeds:\n  - {name: F, council: b, url: x.org}\n  - {name: G, key: f, url: https://x.org/f}\n",
        [
            "6:15: feeds.1.council: no council has the key `b`",
            "6:27: feeds.1.url: must be an address of the web",
            "7:15: feeds.2.key: `f` is given twice; first on line 6",
        ],
    ),
    ("contact: nobody\n" + FEED, ["1:1: contact: must be an e-mail address or the address of a page"]),
    (
        "smtp_url: smtp://hunter2\n" + FEED,
        ["1:1: smtp_url: secrets do not belong into this file, which is shared; set"],
    ),
    ("feed: []\n" + FEED, ["1:1: feed: unknown field `feed`; did you mean `feeds`?"]),
]

WRONG_URLS = [
    ("ftp://a.gov.uk", "must be an address of the web"),
    ("https://", "must be an address of the web"),
    ("https://a.gov.uk:port/", "must be an address of the web"),
    ("https://a gov.uk/", "must be an address of the web"),
    ("https://[::1/", "must be an address of the web"),
    ("https://me:hunter2@a.gov.uk/", "must not hold a user name or password"),
    ("https://a.gov.uk/mgListCommittees.aspx?bcr=1", "must be the folder of the committee pages, not one page of it: "),
    ("https://a.gov.uk/x/ieListMeetings.aspx", "not one page of it: `https://a.gov.uk/x/`"),
]

WRONG_DIGESTS = [
    ("weekday: Mo", "weekday: must be a day of the week"),
    ("weekday: Mondy", "weekday: must be a day of the week; did you mean `monday`?"),
    ("hour: '24:00'", "hour: must be a time of day"),
    ("hour: noon", "hour: must be a time of day"),
    ("time_zone: Europe/Londin", "time_zone: unknown time zone `Europe/Londin`; did you mean `Europe/London`?"),
    ("time_zone: Europe", "time_zone: unknown time zone `Europe`"),
    ("time_zone: ../../etc/passwd", "time_zone: unknown time zone"),
    ("sender: Council watcher", "sender: must be one e-mail address"),
    ("sender: 'a@b.org, c@d.org'", "sender: must be one e-mail address"),
    ('sender: "A\\r\\nBcc: x@y.org <a@b.org>"', "sender: holds a character that cannot be shown"),
    ("public_base_url: http://x.org", "public_base_url: must begin with https://"),
]

WRONG_TOPICS = [
    ("procedural: ['a(?i)']", "procedural.1: is not a regular expression: global flags"),
    ("procedural: ['a)|(b']", "procedural.1: is not a regular expression"),
    ("procedural: ['(a)\\1']", "procedural.1: must not have named groups or refer back"),
    ("procedural: ['(?P<e0>a)']", "procedural.1: must not have named groups or refer back"),
    ("add: [{key: send, name: S, terms: [{words: a, title: 6}]}]", "add.1.key: `send` comes with the program; put it"),
    ("replace: [{key: sent, name: S, terms: [{words: a, title: 6}]}]", "replace.1.key: no topic `sent` comes with"),
    ("leave_out: [bugdet]", "leave_out.1: no topic `bugdet` comes with the program; did you mean `budget`?"),
    ("add: [{key: x, name: X, terms: []}]", "add.1.terms: is an empty list"),
    ("add: [{key: x, name: X, terms: [{words: '', title: 6}]}]", "add.1.terms.1.words: is empty"),
    ("add: [{key: x, name: X, terms: [{words: , title: 6}]}]", "add.1.terms.1.words: has no value"),
    ("add: [{key: x, name: X, terms: [{title: 6}]}]", "add.1.terms.1: needs `words` or a `pattern`"),
    ("add: [{key: x, name: X, terms: [{words: a, pattern: a, title: 6}]}]", "add.1.terms.1.pattern: a term has either"),
    ("add: [{key: x, name: X, terms: [{pattern: 'a(', title: 6}]}]", "add.1.terms.1.pattern: is not a regular"),
    (
        "add: [{key: x, name: X, terms: [{pattern: 'a*', title: 6}]}]",
        "add.1.terms.1.pattern: is a regular expression that",
    ),
    ("add: [{key: x, name: X, exclusions: ['(?'], terms: [{words: a, title: 6}]}]", "add.1.exclusions.1: is not a reg"),
    ("add: [{key: x, name: X, terms: [{words: a, title: six}]}]", "add.1.terms.1.title: must be a whole number"),
    ("add: [{key: x, name: X, terms: [{words: a, title: 6, case: lower}]}]", "add.1.terms.1.case: must be `any` or"),
    (
        "add: [{key: x, name: X, terms: [{words: a, title: 5, body: 3}]}]",
        "add.1: can never be reached: all terms togeth",
    ),
    ("add: [{key: x, name: X, terms: [{words: a, title: 6}, {words: b}]}]", "add.1.terms.2: can never count"),
    ("add: [{key: x, name: X, terms: [{words: a, title: 6, needs: ['(']}]}]", "add.1.terms.1.needs.1: is not a reg"),
    ("add: [{key: x, name: X, terms: [{words: a, title: 6, unless: [b, '[']}]}]", "add.1.terms.1.unless.2: is not a"),
    ("add: [{key: x, name: X, terms: [{words: a, title: 6, needs: 'b?'}]}]", "add.1.terms.1.needs.1: is a regular"),
    (
        "add: [{key: x, name: X, terms: [{pattern: '(\\w+ ?)+ cuts', title: 6}]}]",
        "add.1.terms.1.pattern: is a regular expression that takes too long",
    ),
    ("procedural: ['b', '(a+)+$']", "procedural.2: is a regular expression that takes too long"),
    (
        "add: [{key: x, name: X, terms: [{words: a, title: 6, unless: '.*.*.*cuts'}]}]",
        "add.1.terms.1.unless: is a regular expression that takes too long",
    ),
    ("synonyms: [whales]", "synonyms.1: there are no synonyms `whales`; did you mean `wales`?"),
    ("synonyms: cornwall", "synonyms.1: there are no synonyms `cornwall`; there are"),
    (
        "add: [{key: x, name: X, terms: [{words: a, title: 6}], synonyms: {wales: [{words: b}]}}]",
        "add.1.synonyms.wales.1: can never count",
    ),
    (
        "add: [{key: x, name: X, terms: [{words: a, title: 6}], synonyms: {whales: [{words: b, title: 6}]}}]",
        "add.1.synonyms.whales: unknown field `whales`; did you mean `wales`?",
    ),
]


@pytest.mark.parametrize(("field", "said"), WRONG_FIELDS)
def test_a_wrong_field_of_a_council(field: str, said: str) -> None:
    """One wrong field gives one problem, with its line and column, and never a secret."""
    (line,) = complaints(write(f"{COUNCIL}    {field}\n"))
    assert line.startswith(f"sources.yaml:{said}")
    assert "hunter2" not in line


@pytest.mark.parametrize(("text", "said"), WRONG_FILES)
def test_a_wrong_file(text: str, said: list[str]) -> None:
    """Every problem of a file is told, in its order, and none twice."""
    lines = complaints(write(text))
    assert len(lines) == len(said), lines
    for line, beginning in zip(lines, said, strict=True):
        assert line.startswith(f"sources.yaml:{beginning}")


@pytest.mark.parametrize(("url", "said"), WRONG_URLS)
def test_a_wrong_address_of_a_council(url: str, said: str) -> None:
    """A council's address must be the folder of its pages, on the web, without a password."""
    (line,) = complaints(write(f"councils:\n  - name: A\n    committees: all\n    url: '{url}'\n"))
    assert line.startswith("sources.yaml:4:5: councils.1.url: ")
    assert said in line
    assert "hunter2" not in line


@pytest.mark.parametrize(("field", "said"), WRONG_DIGESTS)
def test_a_wrong_field_of_the_digest(field: str, said: str) -> None:
    """A digest that could not be sent is refused before anything starts."""
    (line,) = complaints(write(f"{FEED}digest:\n  {field}\n"))
    assert line.startswith(f"sources.yaml:3:3: digest.{said}")


@pytest.mark.parametrize(("field", "said"), WRONG_TOPICS)
def test_a_wrong_topic(field: str, said: str) -> None:
    """A topic that could never be found, or that would be found everywhere, is refused."""
    (line,) = complaints(write(f"{FEED}topics:\n  {field}\n"))
    assert line.startswith("sources.yaml:3:")
    assert f": topics.{said}" in line


def test_patterns_of_a_topic_are_named_with_their_own_lines() -> None:
    """In a topic of many lines each bad pattern, and a threshold out of reach, is named where it stands."""
    lines = complaints(
        write(f"""\
        {FEED.strip()}
        topics:
          add:
            - key: trees
              name: Trees
              threshold: 20
              terms:
                - words: tree
                  title: 6
                  needs:
                    - park
                    - "par(k"
                - pattern: "woods?"
                  title: 5
                  unless: "*wood"
        """)
    )
    assert [line.split(": ")[:2] for line in lines] == [
        ["sources.yaml:6:7", "topics.add.1.threshold"],
        ["sources.yaml:12:15", "topics.add.1.terms.1.needs.2"],
        ["sources.yaml:15:11", "topics.add.1.terms.2.unless.1"],
    ]


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    """Mistakes in every part of the file, of fields and between them, come out together."""
    lines = complaints(
        write("""\
        contact: x
        councils:
          - name: A
            url: nowhere
            url: https://a.gov.uk/
            committees: [1, 1]
            poll_intervall: 6h
          - url: https://b.gov.uk/
        feeds:
          - {name: F, url: https://x.org/f, politeness: {robots: perhaps}}
        topics: {leave_out: [nothing]}
        digest: {hour: 25}
        """)
    )
    assert [line.split(": ")[:2] for line in lines] == [
        ["sources.yaml:1:1", "contact"],
        ["sources.yaml:4:5", "councils.1.url"],
        ["sources.yaml:5:5", "councils.1.url"],
        ["sources.yaml:6:21", "councils.1.committees.2"],
        ["sources.yaml:7:5", "councils.1.poll_intervall"],
        ["sources.yaml:8:5", "councils.2.name"],
        ["sources.yaml:8:5", "councils.2.committees"],
        ["sources.yaml:10:50", "feeds.1.politeness.robots"],
        ["sources.yaml:11:22", "topics.leave_out.1"],
        ["sources.yaml:12:10", "digest.hour"],
    ]


def test_files_that_are_none(tmp_path: Path) -> None:
    """A missing file, a folder and a file of another encoding are one clear problem each."""
    assert complaints(Path("nowhere.yaml"))[0].startswith("nowhere.yaml: there is no such file")
    assert complaints(tmp_path) == [f"{tmp_path}: is a folder, not a file"]
    path = write("")
    path.write_bytes("councils:\n  - name: Zoë".encode("latin-1"))
    assert complaints(path) == ["sources.yaml:2:13: is not UTF-8 text: byte 0xeb; save the file as UTF-8"]


def test_a_billion_laughs() -> None:
    """Ten lines of aliases of aliases do not fill the memory."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    (line,) = complaints(write("\n".join(lines)))
    assert "grows to more than 100000 values" in line


def test_our_own_topics_are_held_to_every_rule() -> None:
    """Their expressions are tried here, and not again at each start of the program."""
    assert read_topics(BUILT_IN) == built_in_topics()


def test_a_broken_topics_file_names_its_lines() -> None:
    """topics.yaml is read as strictly as sources.yaml."""
    path = write("procedural: ['(']\ntopics:\n  - {key: a, name: A, terms: [{words: x, title: 1}]}\n", "topics.yaml")
    with pytest.raises(ConfigError) as caught:
        read_topics(path)
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (1, "procedural.1"),
        (3, "topics.1"),
    ]


CALENDAR = (
    "https://a.cmis.uk.com/a/Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Meeting/15042/Committee/4/Default.aspx"
)
CMIS = "councils:\n  - name: A\n    url: {}\n    committees: [4]\n    {}\n"


@pytest.mark.parametrize(
    ("url", "field", "said"),
    [
        ("https://a.cmis.uk.com/a/Meetings.aspx", "system: cmis", "3:5: councils.1.url: must have the numbers"),
        ("https://a.gov.uk", "system: cmis", "3:5: councils.1.url: must have the numbers"),
        (CALENDAR, "decisions: no", "3:5: councils.1.url: is an address of CMIS; add `system: cmis`"),
        (CALENDAR, "system: cmis\n    decisions: yes", "6:5: councils.1.decisions: is not read from CMIS"),
    ],
)
def test_a_council_on_cmis_is_named_by_an_address_with_its_numbers(url: str, field: str, said: str) -> None:
    """The calendar has no address that could be guessed; the mistake says which one to copy."""
    (line,) = complaints(write(CMIS.format(url, field)))
    assert line.startswith(f"sources.yaml:{said}")


def test_any_meeting_of_a_cmis_site_leads_to_its_calendar() -> None:
    """What an operator copies is a meeting's address; what is asked for is the calendar's."""
    settings = load(write(CMIS.format(CALENDAR, "system: cmis")), {})
    [source] = settings.sources()
    calendar = "https://a.cmis.uk.com/a/Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/"
    assert (source.system, source.url) == ("cmis", calendar)
