"""What holds for every text: snippets are verbatim and short, white space does not matter, time is linear."""

import re
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.config import built_in_topics
from watcher.domain.topics import Place
from watcher.tag import Tagger
from watcher.tag.begins import begins
from watcher.tag.fold import fold, fold_pattern, fold_words, lower_pattern
from watcher.tag.trie import trie_expression

TAGGER = Tagger(built_in_topics())
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


def test_a_trie_matches_its_words_and_the_longest() -> None:
    """The trie stands for exactly its words and takes the longest that fits."""
    words = ["send", "sen", "send tribunal", "s.114", "a+"]
    trie = re.compile(trie_expression(words))
    assert all(trie.fullmatch(word) for word in words)
    assert not any(trie.fullmatch(word) for word in ["se", "s1114", "aa", "send t", ""])
    found = trie.match("send tribunals")
    assert found is not None
    assert found.group() == "send tribunal"
    with pytest.raises(ValueError, match="at least one word"):
        trie_expression([])


@pytest.mark.parametrize(
    ("expression", "letters"),
    [
        ("send", "s"),
        ("(?:local )?area", "la"),
        ("(?-i:SEN|ARP)s?", "sa"),
        (r"\d{4} x", "0123456789"),
        ("a?b*c", "abc"),
        ("^(?:the )?b", "tb"),
        (r"\$x", "$"),
        ("a{0,2}b", "ab"),
        ("(?:a|b?)c", "abc"),
        (r"b(?:\w+ ){0,2}c", "b"),
        *[(unknown, None) for unknown in ("[ab]c", r"\w", ".x", "a?", "(?=x)y", "(?:a|)", "(?P<n>a)b")],
    ],
)
def test_first_letters_are_known_or_said_not_to_be(expression: str, letters: str | None) -> None:
    """The letters are all with which a match can begin; what is not understood is None."""
    assert begins(expression) == (None if letters is None else frozenset(letters))


def test_first_letters_of_the_terms_that_come_with_the_program_are_all_known() -> None:
    """Were one not known, it would be tried at every place."""
    for topic in built_in_topics().topics:
        for term in topic.terms:
            assert begins(fold_pattern(term.words) if term.is_pattern else fold_words(term.words)), term.words


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
