"""The length ladder: whatever happened in a week, the email is small enough, and says what it leaves out."""

import os
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import digest_cases as cases
from watcher.domain.digests import Edition, Entry, Link, Outcome, Section, SectionKind
from watcher.domain.topics import Evidence, Place
from watcher.render import FooterLinks, Rendered, render
from watcher.render.editions import encoded_size
from watcher.render.ladder import MOST_BYTES

NAMES = {
    SectionKind.NEEDS_ATTENTION: "Needs attention",
    SectionKind.CHANGED: "Changed",
    SectionKind.COMING_UP: "Coming up",
    SectionKind.MINUTES_PUBLISHED: "Minutes published",
    SectionKind.DECISIONS: "Decisions",
    SectionKind.BY_COUNCIL: "By council",
    SectionKind.NOT_CHECKED: "Sources we could not check",
}
LETTER = FooterLinks(
    unsubscribe_mailto="leave@watch.example", reply_to="desk@watch.example", archive_name="2026-W36-everything"
)


def entry(number: int, kind: SectionKind) -> Entry:
    """One thing with all that a card can show."""
    return Entry(
        key=f"{kind}:{number}",
        title=f"{NAMES[kind]} {number}: high needs block, deficit recovery plan and what follows from it",
        url=f"https://democracy.harrowmere.example/ieListDocuments.aspx?CId=7&MId={number}",
        where="Harrowmere County Council · Children and Families Overview and Scrutiny Committee",
        when="Wed 16 September, 2pm",
        lines=("Paper replaced under the same address: Appendix A.", "Page 2: was “£3m”; now “£41m”."),
        evidence=tuple(
            Evidence(term="deficit", place=Place.DOCUMENT, page=page, snippet="the cumulative deficit " * 9)
            for page in (4, 9)
        ),
        topics=("SEND", "Budget"),
        why="because you follow SEND in this council",
        links=(Link(words="Agenda", url="https://x.example/a"), Link(words="Report", url="https://x.example/r")),
        change_numbers=(number,),
    )


def big(**counts: int) -> Edition:
    """An edition with so many entries in each section."""
    sections = tuple(
        Section(kind=kind, heading=NAMES[kind], entries=tuple(entry(each, kind) for each in range(counts[kind.value])))
        for kind in SectionKind
        if counts.get(kind.value)
    )
    return replace(cases.edition(), sections=sections)


def titles(rendered: Rendered) -> tuple[list[str], list[str]]:
    """What is listed in the page, and what in the text, in their order."""
    page = BeautifulSoup(rendered.html, "lxml")
    listed = [tag.get_text().strip() for tag in page.select("h3, p.short > a:first-child, p.short > b:first-child")]
    text = re.sub(r"\n {2}(?=\S)", " ", rendered.text)
    return listed, [line[2:].split(" http")[0].strip() for line in text.splitlines() if line[:2] in ("* ", "- ")]


def assert_honest(edition: Edition, rendered: Rendered) -> None:
    """Small enough; headings have the true numbers; what is shown and what is left out add up; both parts agree."""
    assert encoded_size(rendered.html) < MOST_BYTES
    page = BeautifulSoup(rendered.html, "lxml")
    for section in edition.sections:
        (heading,) = [tag for tag in page.find_all("h2") if tag.get_text().startswith(f"{section.heading} (")]
        shown = 0
        left_out = 0
        for tag in heading.find_next_siblings():
            if tag.name == "h2":
                break
            assert isinstance(tag, Tag)
            shown += bool(tag.find("h3")) or "short" in (tag.get("class") or ())
            if "more" in (tag.get("class") or ()):
                left_out = int(re.findall(r"And (\d+) more", tag.get_text())[0])
        total = len(section.entries)
        assert shown + left_out == total
        words = f"({total})" if not left_out else f"({total}, of which {shown} {'is' if shown == 1 else 'are'} shown)"
        assert heading.get_text() == f"{section.heading} {words}"
        assert words in " ".join(rendered.text.split())
    foot = page.select_one("td.foot")
    assert foot is not None
    assert "mailto:leave@watch.example" in str(foot)
    assert "mailto:leave@watch.example" in rendered.text


@pytest.mark.parametrize("count", [1, 12, 13, 60, 61, 203, 300, 500])
def test_cards_then_lines_then_a_count(count: int) -> None:
    """Twelve items in full, up to sixty in a line, and then how many more there are and where."""
    edition = big(needs_attention=count)
    rendered = render(edition, links=LETTER)
    assert_honest(edition, rendered)
    page = BeautifulSoup(rendered.html, "lxml")
    assert len(page.find_all("h3")) == min(count, 12)
    assert len(page.select("p.short")) == max(0, min(count, 60) - 12)
    more = f"And {count - 60} more: answer this email to ask for the whole list (2026-W36-everything)."
    assert (more in page.get_text()) == (count > 60)
    assert (more in " ".join(rendered.text.split())) == (count > 60)


def test_what_is_left_out_is_on_the_web_where_there_is_one() -> None:
    """With pages the count is a link; without pages and without an address the archive's file is named."""
    edition = big(needs_attention=61)
    with_pages = render(edition, links=FooterLinks(web_url="https://watch.example/2026/w36", reply_to="d@x.example"))
    link = BeautifulSoup(with_pages.html, "lxml").select_one("p.more a")
    assert link is not None
    assert (link["href"], link.get_text()) == ("https://watch.example/2026/w36", "And 1 more: read them on the web")
    assert "And 1 more: read them on the web:\nhttps://watch.example/2026/w36\n" in with_pages.text
    without = render(edition, links=FooterLinks(archive_name="2026/2026-W36-everything.html"))
    assert "the whole list is in the archive, in 2026/2026-W36-everything.html." in " ".join(without.text.split())


@pytest.mark.parametrize("count", [300, 500])
def test_a_flood_in_every_section_still_fits(count: int) -> None:
    """Hundreds of everything: changes and unread sources are still there, with their true numbers."""
    edition = big(**{kind.value: count for kind in SectionKind})
    rendered = render(edition, links=LETTER)
    assert_honest(edition, rendered)
    listed, told = titles(rendered)
    assert sum(each.startswith("Changed") for each in listed) >= 30
    assert sum(each.startswith("Sources") for each in listed) >= 30
    assert listed == told


def test_the_archive_leaves_nothing_out() -> None:
    """The page under digests/ has all cards."""
    page = BeautifulSoup(render(big(needs_attention=203), is_whole=True).html, "lxml")
    assert len(page.find_all("h3")) == 203
    assert "Needs attention (203)" in page.get_text()


HARD = st.text(max_size=40) | st.sampled_from(
    ["Ŵ" * 5000, "£ " * 900, "x" * 40_000, "=\r\nBcc: x", "\u202e", "<&>" * 400]
)


@st.composite
def entries(draw: st.DrawFn, kind: SectionKind) -> tuple[Entry, ...]:
    """Any number of one thing, made of any words."""
    words = draw(st.lists(HARD, min_size=3, max_size=6))
    count = draw(st.sampled_from([0, 1, 7, 61, 300]))
    address = "https://x.example/" + draw(st.sampled_from(["a", "b" * 250, "c" * 3000, "&" * 900]))
    made = Entry(
        key=str(kind),
        title=words[0] or "t",
        url=address,
        where=words[1],
        when=words[2],
        lines=tuple(words) * draw(st.integers(0, 20)),
        evidence=tuple(
            Evidence(term=each, place=Place.DOCUMENT, page=1, snippet=each, document=each) for each in words
        ),
        topics=tuple(words) * 4,
        why=words[0],
        links=(Link(words=words[0], url=address, note=words[1]),) * draw(st.integers(0, 30)),
        outcomes=(Outcome(title=words[0], url=address, words=words[1], source=words[2]),) * draw(st.integers(0, 9)),
    )
    return tuple(replace(made, key=f"{kind}:{each}") for each in range(count))


@st.composite
def floods(draw: st.DrawFn) -> Edition:
    """Any edition at all."""
    sections = tuple(
        Section(kind=kind, heading=NAMES[kind], entries=made) for kind in SectionKind if (made := draw(entries(kind)))
    )
    words = draw(st.lists(HARD, min_size=3, max_size=3))
    counts = ((words[0], 3),) * draw(st.sampled_from([0, 2, 900]))
    return replace(
        cases.edition(),
        sections=sections,
        title=words[0],
        subject=words[1],
        follows=words[2],
        summary=tuple(words) * draw(st.integers(1, 9)),
        topic_counts=counts,
        tally_note=words[0],
    )


@settings(
    max_examples=500 if os.environ.get("WATCHER_SOAK") else 4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(floods())
def test_any_edition_fits(edition: Edition) -> None:
    """However many things, however long and strange their words and addresses: under 90,000 bytes, and honest."""
    assert_honest(edition, render(edition, links=LETTER))
