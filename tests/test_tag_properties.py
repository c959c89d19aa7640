"""What holds for every text: snippets are verbatim and short, white space does not matter, time is linear."""

import json
import re
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.config import built_in_topics
from watcher.domain.topics import Place
from watcher.tag import Tagger
from watcher.tag.fold import fold, fold_pattern, fold_words
from watcher.tag.openings import Opening, openings
from watcher.tag.seek import Seeker, Sought, begins_with_number

TAGGER = Tagger(built_in_topics())
MEANT = "\n".join(
    f"{item['title']}. {item['title'].upper()} ({item['body']})"
    for name in ("labelled", "fresh", "fresh-2")
    for item in map(json.loads, (Path(__file__).parent / "topics" / f"{name}.jsonl").read_text("utf-8").splitlines())
)
"""Labelled items, one after the other: they have most terms in them."""
PHRASES = [
    "SEND",
    "send",
    "Send",
    "EHCP plans",
    "special educational needs",
    "Ofsted",
    "OFSTED’s",
    "inspection",
    "ILACS",
    "budget",
    "draft budget",
    "to",
    "road",
    "MTFS",
    "overspend of £3m",
    "high-needs block",
    "safety valve",
    "minutes",
    "declarations of interest",
    "resolved",
    "that",
    "the",
    "children’s services",
    "improvement plan",
    "personal",
    "SEN",
    "autism",
    "schools",
    "2026/27",
    "for",
    "and",
    "of",
    ";",
    ".",
    ":",
    "–",
    "(SEND)",
    "İstanbul",
    "ß",
    "£",
    "council tax",
]
PHRASES += ["e\u0301", "\u00ad", "x" * 90]
SPACES = st.sampled_from([" ", " ", " ", "  ", "\n", "\t ", "\u00a0", " \r\n   ", "\u2003"])
WORDS = st.lists(st.tuples(st.sampled_from(PHRASES), SPACES), max_size=70)
TEXTS = WORDS.map(lambda pairs: "".join(word + space for word, space in pairs)) | st.text(max_size=300)


@settings(max_examples=80, deadline=None)
@given(title=TEXTS, body=TEXTS, minutes=TEXTS)
def test_snippets_are_verbatim_short_and_contain_their_term(title: str, body: str, minutes: str) -> None:
    """Whatever the text: a snippet is a part of the text of its place, at most 240 letters, with the term in it."""
    texts = {Place.TITLE: title, Place.TEXT: body, Place.MINUTES: minutes}
    for match in TAGGER.match_texts(title, [(Place.TEXT, body), (Place.MINUTES, minutes)]):
        assert match.score > 0
        assert 1 <= len(match.evidence) <= 3
        for evidence in match.evidence:
            assert evidence.snippet in texts[evidence.place]
            assert 0 < len(evidence.snippet) <= 240
            assert evidence.term
            assert evidence.term in evidence.snippet
            before, _, after = texts[evidence.place].partition(evidence.snippet)
            assert not (before and before[-1].isalnum() and evidence.snippet[0].isalnum())
            assert not (after and after[0].isalnum() and evidence.snippet[-1].isalnum())


@settings(max_examples=80, deadline=None)
@given(title=TEXTS, body=TEXTS)
def test_white_space_does_not_change_topics(title: str, body: str) -> None:
    """Tagging is a function of the words: folding white space changes neither topics nor scores."""

    def result(title: str, body: str) -> list[tuple[str, int, bool]]:
        return [(m.topic, m.score, m.is_about) for m in TAGGER.match_texts(title, [(Place.TEXT, body)])]

    assert result(title, body) == result(" ".join(title.split()), " ".join(body.split()))


@settings(max_examples=80, deadline=None)
@given(text=TEXTS)
def test_folding_keeps_the_way_back(text: str) -> None:
    """Each letter of the folded form that was not a space or sign stands at its origin in the original."""
    folded = fold(text)
    for position, letter in enumerate(folded.words):
        if letter.isalnum():
            assert text[folded.origin(position)] == letter


@pytest.mark.parametrize(
    "unit",
    [
        "SEND ",
        "special educational needs and/or ",
        "budget    ",
        "a",
        "resolved SEND. ",
        "home-to-school-",
        "1,1 KB (",
        "motion by councillor ",
        "\u00ad ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """Ten times the text takes about ten times as long, and not a hundred, whatever it repeats."""

    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = process_time()
        TAGGER.match_texts(text, [(Place.TEXT, text)])
        return process_time() - began

    short, long = min(seconds(15_000), seconds(15_000)), seconds(150_000)
    assert long < 30 * short + 0.2


@pytest.mark.parametrize(
    ("expression", "begins"),
    [
        ("send", "send!"),
        ("(?:local )?area", "area! local_area!"),
        ("(?-i:SEN|ARP)s?", "arp_ arps_ sen_ sens_"),
        ("abb?c x", "abbc_x! abc_x!"),
        ("abb?+c", "abbc_ abc_"),
        (r"what\?", "what__"),
        ("(?-i:WS[oO]A)", "wsoa_"),
        ("s[58] x", "s__x_"),
        (r"co ?production", "co_production! coproduction!"),
        (r"begin(?:\w+ ){0,2}c", "begin"),
        ("(?:send|sending)(?: out)?", "send_ sending_"),
        (r"\d weeks?", "__week_ __weeks_"),
        *[
            (unknown, "?")
            for unknown in (r"\d", r"\w", "[a-z]*b", ".*x", "a?", "(?=x)y", "(?:a|)", "", "a|.{3}b", "(?x: a b )|c")
        ],
    ],
)
def test_openings_are_known_or_said_not_to_be(expression: str, begins: str) -> None:
    """They are all with which a match can begin; `!`: all of the match, `_`: a sign."""
    found = openings(expression)
    if begins == "?":
        assert found is None
        return
    assert found is not None
    assert not found.signs
    assert list(found.words) == [_opening(each) for each in begins.split()]


def _opening(written: str) -> Opening:
    whole = written.endswith("!")
    letters = written.rstrip("!").replace("_", " ")
    return Opening(f" {letters}{' ' * whole}".encode(), letters.encode() if whole else None)


@pytest.mark.parametrize(
    ("expression", "signs"),
    [("£5|£ 5", [(b"\xa3 5", 0), (b"\xa35", 0)]), (r"\d%", [(b"%", 1)]), ("0 25", [(b"0 25", 0)]), (r"\d ?% of", [])],
)
def test_signs_that_begin_without_letters(expression: str, signs: list[tuple[bytes, int]]) -> None:
    """Where a match begins without a letter the longest sign that is known leads to it, from behind."""
    found = openings(expression)
    assert found is not None
    assert found.signs == tuple(signs)


TOPICS = built_in_topics().topics
BUILT_IN = [
    fold_pattern(term.words) if term.is_pattern else fold_words(term.words) for topic in TOPICS for term in topic.terms
] + [
    fold_pattern(pattern)
    for topic in TOPICS
    for patterns in (topic.exclusions, *(term.needs + term.unless for term in topic.terms))
    for pattern in patterns
]
ODD = [
    "and|&",
    "a.c",
    "café",
    "£",
    "s[58]",
    r"\d+(?:\.\d)?%",
    "[a-z]+tion",
    "(?:re)+view(?:s|ed)?",
    "(?:report|reports to|re)",
    "(?-i:SEN)d?",
    r"the .{0,20} (?=report)",
    "^(?:the )?send",
    r"what\?",
    "x++y|SEND?+",
]
"""What users may write: with openings, with signs only, and with neither."""
EXPRESSIONS = [*dict.fromkeys(BUILT_IN), *ODD]
SEEKER = Seeker(EXPRESSIONS)
INSIDE_NO_NUMBER = r"(?:(?=£)|(?<![0-9£])(?<![0-9£][.,]))"
PLAIN = [
    re.compile(
        rf"{INSIDE_NO_NUMBER if begins_with_number(each) else '(?<![A-Za-z])'}(?=({each})(?![A-Za-z]))", re.IGNORECASE
    )
    for each in EXPRESSIONS
]


def _by_one_re_each(text: str) -> set[tuple[int, int, int]]:
    """Every place of each expression on whole words; one that begins with a number never begins inside one."""
    found = ((here, number) for number, pattern in enumerate(PLAIN) for here in pattern.finditer(text))
    return {(*here.span(1), number) for here, number in found if here.end(1) > here.start()}


def test_what_is_sought_at_once_is_what_plain_expressions_find() -> None:
    """On texts made of the terms' own words, one pass finds exactly what one expression after the other finds."""
    text = fold(MEANT).words
    found: set[int] = set()
    for start in range(0, min(len(text), 40_000), 4000):  # a text has at most so many hits that count
        part = text[start : start + 4000]
        hits = set(SEEKER.hits(Sought(part)))
        assert hits == _by_one_re_each(part)
        found |= {number for _, _, number in hits}
    assert len(found) > 200


@settings(max_examples=40, deadline=None)
@given(text=TEXTS | st.text("sSeEnNdD 1£.,%-&ſİK?", max_size=60))
def test_whatever_the_text_nothing_is_missed_or_made_up(text: str) -> None:
    """On generated texts, too, with letters that are not what they look like."""
    words = fold(text).words
    assert set(SEEKER.hits(Sought(words))) == _by_one_re_each(words)


@pytest.mark.parametrize(
    ("given", "folded"),
    [
        ("co-production and more", "co production (?:and|&) more"),
        (r"[A-Z-]\S(?-i:SEND)", r"[A-Z-]\S(?-i:SEND)"),
        ("(?i)A|b", "(?i:A|b)"),
        ("sand", "sand"),
    ],
)
def test_patterns_are_rewritten_outside_classes_and_escapes(given: str, folded: str) -> None:
    """Dashes and `and` are rewritten; classes, escapes and flags keep their meaning."""
    assert fold_pattern(given) == folded
