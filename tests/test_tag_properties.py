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
from watcher.tag.firsts import Firsts, firsts, needed_letters
from watcher.tag.fold import fold, fold_pattern, fold_words, lower_pattern
from watcher.tag.seek import Seeker, Sought

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
    ("expression", "words", "prefixes"),
    [
        ("send", "send", ""),
        ("(?:local )?area", "local area", ""),
        ("(?-i:SEN|ARP)s?", "sen sens arp arps", ""),
        ("abb?c*d x", "abd abbd", "abc abbc"),
        ("(?-i:WS[oO]A)", "wsoa", ""),
        ("s[58] x", "s", ""),
        ("children.?s (?:a|b)", "", "children"),
        (r"co ?production", "co coproduction", ""),
        (r"begin(?:\w+ ){0,2}c", "", "begin"),
        ("(?:send|sending.)", "send", "sending"),
        ("(?:send.|sending)", "", "send"),
        *[
            (unknown, None, "")
            for unknown in (r"\d{4} x", "[a-z]b", r"\w", ".x", "a?", "(?=x)y", "£5", "ab.", "(?:a|)", "")
        ],
    ],
)
def test_first_words_are_known_or_said_not_to_be(expression: str, words: str | None, prefixes: str) -> None:
    """The words are all with which a match can begin, each under one beginning; what is not understood is None."""
    found = firsts(expression)
    if words is None:
        assert found is None
    else:
        assert found == Firsts(frozenset(words.split()), frozenset(prefixes.split()))


@pytest.mark.parametrize(
    ("expression", "needed"),
    [("ab c?def", "ab def"), ("(?:abcdef)gh", "gh"), ("a|bcd", ""), ("abcx*", "abc"), (r"\d+ budgets?", "budget")],
)
def test_letters_that_every_match_has(expression: str, needed: str) -> None:
    """The letters by which a text is passed over stand in every match."""
    assert needed_letters(expression) == tuple(needed.split())


def test_what_is_sought_by_words_is_what_plain_expressions_find() -> None:
    """On texts made of the terms' own words, the quick way finds exactly what one expression after the other finds."""
    expressions = [
        fold_pattern(term.words) if term.is_pattern else fold_words(term.words)
        for topic in built_in_topics().topics
        for term in topic.terms
    ]
    seeker = Seeker({expression: [expression] for expression in expressions})
    plain = {
        each: re.compile(rf"(?<![A-Za-z])(?=({each})(?![A-Za-z]))", re.IGNORECASE)
        for each in dict.fromkeys(expressions)
    }
    text = fold(MEANT).words
    quick = {(start, end, owner) for start, end, owners in seeker.hits(Sought(text)) for owner in owners}
    slow = {(*found.span(1), each) for each, pattern in plain.items() for found in pattern.finditer(text)}
    assert quick == slow
    assert len({each for _, _, each in quick}) > 70


@pytest.mark.parametrize(
    ("given", "folded", "lowered"),
    [
        ("co-production and more", "co production (?:and|&) more", "co production (?:and|&) more"),
        (r"[A-Z-]\S(?-i:SEND)", r"[A-Z-]\S(?-i:SEND)", r"[a-z-]\S(?:send)"),
        ("(?i)A|b", "(?i:A|b)", "(?i:a|b)"),
        ("sand", "sand", "sand"),
    ],
)
def test_patterns_are_rewritten_outside_classes_and_escapes(given: str, folded: str, lowered: str) -> None:
    """Dashes and `and` are rewritten; classes, escapes and flags keep their meaning."""
    assert fold_pattern(given) == folded
    assert lower_pattern(fold_pattern(given)) == lowered
