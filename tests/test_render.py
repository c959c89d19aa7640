"""How a digest looks: the same things twice, nothing of strangers' making, nothing that loads or tracks."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import digest_cases as cases
from watcher.domain.digests import Edition, Entry, Link, Section, SectionKind
from watcher.domain.topics import Evidence, Place
from watcher.errors import RenderError
from watcher.render import FooterLinks, check_templates, render, render_index
from watcher.render.marks import marked
from watcher.render.neutral import neutral_text, safe_url

LINKS = FooterLinks(
    base_url="https://watch.example/",
    web_url="https://watch.example/2026/w36",
    manage_url="https://watch.example/manage",
    unsubscribe_url="https://watch.example/leave",
    reply_to="desk@watch.example",
)


def one(entry: Entry) -> Edition:
    """An edition of one entry."""
    section = Section(kind=SectionKind.NEEDS_ATTENTION, heading="Needs attention", entries=(entry,))
    return replace(cases.edition(), sections=(section,))


def words_in_order(text: str, words: list[str]) -> bool:
    position = 0
    folded = " ".join(text.split())
    for each in words:
        found = folded.find(" ".join(each.split()), position)
        if found < 0:
            return False
        position = found + 1
    return True


def test_text_and_html_say_the_same_in_the_same_order() -> None:
    """Every heading, title, sentence and count of the edition stands in both parts, in the edition's order."""
    edition = cases.edition()
    rendered = render(edition, links=LINKS)
    page = BeautifulSoup(rendered.html, "lxml").get_text(" ")
    words = [edition.title, " ".join(edition.summary)]
    for section in edition.sections:
        words.append(f"{section.heading} ({len(section.entries)})")
        for entry in section.entries:
            words += [entry.title, *entry.lines]
    assert words_in_order(rendered.text, words)
    assert words_in_order(re.sub(r"\s+([.,:”])", r"\1", page), words)
    for part in (rendered.text, rendered.html):
        assert all(entry.url.replace("&", "&amp;") in part.replace("&amp;", "&").replace("&", "&amp;")
                   for section in edition.sections for entry in section.entries)  # fmt: skip


def test_the_text_is_wrapped_at_72_with_addresses_on_their_own_lines() -> None:
    """Only an address may be longer than a line, and it stands alone on it."""
    for line in render(cases.edition(), links=LINKS).text.splitlines():
        assert len(line) <= 72 or line.strip().startswith("http"), line
        assert "http" not in line or line.strip().startswith("http"), line
        assert line == line.rstrip()


def test_the_page_can_be_read_by_everyone() -> None:
    """Language, headings in order, presentation tables, no images, scripts or addresses that load by themselves."""
    page = BeautifulSoup(render(cases.edition(), links=LINKS).html, "lxml")
    html = page.find("html")
    assert isinstance(html, Tag)
    assert html["lang"] == "en-GB"
    assert len(page.find_all("h1")) == 1
    levels = [int(tag.name[1]) for tag in page.find_all(["h1", "h2", "h3"])]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(table["role"] == "presentation" for table in page.find_all("table"))
    assert not page.find_all(["img", "script", "link", "iframe", "form"])
    assert "url(" not in str(page)
    assert all(tag.get("style") for tag in page.find_all(["h1", "h2", "h3", "a", "body"]))


def _brightness(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one_colour: str, other: str) -> float:
    light, dark = sorted((_brightness(one_colour), _brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_their_ground_in_light_and_dark() -> None:
    """Every text colour has a contrast of at least 4.5 on the grounds it is used on (WCAG 1.4.3)."""
    html = render(cases.edition(), links=LINKS).html
    style = html[html.index("prefers-color-scheme") : html.index("</style>")]
    light = set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", html.replace(style, "")))
    for colour in light - {"#ffffff"}:
        assert contrast(colour, "#ffffff") >= 4.5, colour
        assert contrast(colour, "#fdf3e7") >= 4.5, colour
    assert contrast("#ffffff", "#12303f") >= 4.5
    assert contrast("#12303f", "#e3edf3") >= 4.5
    for colour in set(re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", style)):
        assert contrast(colour, "#1a1f23") >= 4.5, colour
        assert contrast(colour, "#33281b") >= 4.5, colour
        assert contrast(colour, "#29404e") >= 4.5, colour


def test_a_matched_term_is_marked_after_escaping() -> None:
    """The term is strong in the snippet, whole words only, and a stranger's markup stays text."""
    evidence = Evidence(term="SEND", place=Place.TEXT, snippet="<b>SEND</b> & SENDing send")
    assert marked(evidence) == ("&lt;b&gt;<strong>SEND</strong>&lt;/b&gt; &amp; SENDing <strong>send</strong>")


def test_what_strangers_write_stays_harmless() -> None:
    """Markup, direction marks, control characters and addresses that run code come out as plain words or not at all."""
    nasty = Entry(
        key="item:x:1",
        title="<script>alert(1)</script> {{ 7*7 }} \u202egnp.exe\x00\r\nBcc: all",
        url="javascript:alert(1)",
        links=(Link(words="<i>x", url="data:text/html,x"), Link(words="ok", url='https://ok.example/"><script>')),
    )
    rendered = render(one(nasty))
    page = BeautifulSoup(rendered.html, "lxml")
    assert not page.find_all(["script", "i"])
    assert "{{ 7*7 }}" in page.get_text()
    assert not any(each in rendered.html + rendered.text for each in ("\u202e", "\x00", "javascript:", "data:"))
    assert [tag["href"] for tag in page.find_all("a")] == ["https://ok.example/%22%3E%3Cscript%3E"]


@settings(deadline=None)
@given(st.text(max_size=200))
def test_neutral_text_is_one_printable_line(text: str) -> None:
    """No control, direction or line character survives, whatever comes in."""
    made = neutral_text(text)
    assert "\n" not in made
    assert all(each.isprintable() or each in "\u200c\u200d" for each in made)


@settings(deadline=None)
@given(st.text(max_size=100))
def test_a_safe_url_is_a_web_address_or_nothing(text: str) -> None:
    """Only http and https, and nothing in it that ends an attribute or a line."""
    for made in (safe_url(text), safe_url(f"https://host.example/{text}")):
        assert made == "" or re.fullmatch(r"https?://[!-~]+", made)
        assert not set(made) & set("\"<> '\\") - {"'"}


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_words_can_be_rendered(title: str, line: str) -> None:
    """Whatever a council writes, a digest is rendered, and both parts name the entry."""
    rendered = render(one(Entry(key="k", title=title, url="https://x.example/", lines=(line,))))
    assert rendered.html.rstrip().endswith("</html>")


def test_equal_editions_give_equal_parts() -> None:
    """Rendering has no clock and no chance in it."""
    assert render(cases.edition(), links=LINKS) == render(cases.edition(), links=LINKS)


def test_a_users_own_template_goes_first(tmp_path: Path) -> None:
    """A template in the user's folder replaces the program's of the same name; the others stay."""
    own = tmp_path / "email" / "foot.txt.j2"
    own.parent.mkdir()
    own.write_text("Yours, {{ edition.follows }}\n")
    rendered = render(cases.edition(), templates=tmp_path)
    assert rendered.text.endswith("Yours, everything\n")
    assert "About this digest" in rendered.html


@pytest.mark.parametrize(
    "wrong", ["{{ edition.titel }}", "{% for x in %}", "{{ 1 / 0 }}", "{% include 'nowhere.j2' %}"]
)
def test_a_broken_template_is_named_with_its_line(tmp_path: Path, wrong: str) -> None:
    """An undefined name, a syntax error or any failure names the user's file and line."""
    own = tmp_path / "email" / "foot.txt.j2"
    own.parent.mkdir()
    own.write_text(f"line one\n{wrong}\n")
    with pytest.raises(RenderError, match=r"foot\.txt\.j2:2: ") as caught:
        render(cases.edition(), templates=tmp_path)
    assert str(tmp_path) in caught.value.hint


WRONG_TEMPLATES = {
    "digest.html.j2": "is not read: no template of the program has this name; did you mean email/digest.html.j2?",
    "email/foot.html": "is not read: no template of the program has this name; did you mean email/foot.html.j2?",
    "email/fot.txt.j2": "is not read: no template of the program has this name; did you mean email/foot.txt.j2?",
    "email/entry.txt.j2": ":2: No filter named 'nosuch'.",
    "email/line.html.j2": ":2: template email/lime.txt.j2 was not found; did you mean email/line.txt.j2?",
    "email/mine.j2": ":1: Expected an expression, got 'end of statement block'",
}


def test_a_users_own_templates_are_looked_at_before_they_are_needed(tmp_path: Path) -> None:
    """Mistakes by file and line, and names that nothing uses with the nearest; not what is right or no template."""
    made = dict.fromkeys(WRONG_TEMPLATES, "hello\n") | {
        "email/foot.txt.j2": '{% include "email/mine.j2" %}',
        "email/entry.txt.j2": "\n{{ entry.title | nosuch }}",
        "email/line.html.j2": '\n{% include "email/lime.txt.j2" %}',
        "email/mine.j2": "{% if %}",
        "README.md": "mine",
    }
    assert check_templates(tmp_path / "none") == ()
    for name, text in made.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = [str(each).removeprefix(f"{tmp_path}/") for each in check_templates(tmp_path)]
    expected = [f"{name}{words if words[0] == ':' else f': {words}'}" for name, words in WRONG_TEMPLATES.items()]
    assert sorted(found) == sorted(expected)


def test_the_index_lists_editions() -> None:
    """The archive's first page links every edition in its three forms."""
    row = {"title": "A <week>", "subject": "s", "follows": "everything", "period": "2026-W36", "whose": ""}
    row |= {"html": "2026/a.html", "text": "2026/a.txt", "json": "2026/a.json"}
    page = BeautifulSoup(render_index([row]), "lxml")
    assert [tag["href"] for tag in page.find_all("a")] == ["2026/a.html", "2026/a.txt", "2026/a.json"]
    assert "A <week>" in page.get_text()
