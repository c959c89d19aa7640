"""How much of an edition fits into an email: full cards, then one-liners, then a count of what is left out.

    step 0    12 full cards a section, one-liners up to 60, "and 143 more"
    step 1-8  shorter words, fewer cards, fewer lines, until the encoded page is small enough (editions.render asks)

The summary, Changed, the sources not checked and the foot are never dropped: Changed and the sources keep more lines
than the others, and on the last steps, which only material of hundreds of changes reaches, say how many there are.
A heading's count is always the true number. Words are made harmless here too, once it is known which are shown.
Does not measure (editions does). May import: domain, render.neutral.
"""

from dataclasses import dataclass, replace

from watcher.domain.digests import Edition, Entry, Link, Outcome, Section, SectionKind
from watcher.domain.topics import Evidence
from watcher.render.neutral import neutral_edition, neutral_entry, neutral_text

MOST_BYTES = 90_000
"""Of the encoded HTML part: Gmail cuts off at about 102 KB, and with it the link to unsubscribe."""

ALWAYS = (SectionKind.CHANGED, SectionKind.NOT_CHECKED)
_IN_ONE_LINE = (SectionKind.COMING_UP, SectionKind.BY_COUNCIL, SectionKind.NOT_CHECKED)
OUTAGE = "outage"
"""The flag of an edition that covers the time of runs that were never made."""
_KEPT = 240
_RAW = 4000
"""Letters of a stranger's text that are looked at: longer ones are cut before each letter is asked what it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a section may hold: `cards` in full, `shown` entries at all; `kept` and `kept_cards` for ALWAYS.

    `letters` caps a sentence or a quotation, `passages` how many of these an entry has, `url` the length of an address:
    a longer one is left out.
    """

    cards: int
    shown: int
    kept_cards: int
    kept: int
    letters: int = 400
    passages: int = 3
    lines: int = 12
    links: int = 6
    url: int = 2000


STEPS = (
    Step(cards=12, shown=60, kept_cards=24, kept=200),
    Step(cards=12, shown=60, kept_cards=12, kept=200, letters=300, passages=1, lines=6, links=4),
    Step(cards=6, shown=60, kept_cards=12, kept=150, letters=240, passages=1, lines=4, links=3, url=1000),
    Step(cards=3, shown=40, kept_cards=6, kept=100, letters=240, passages=1, lines=4, links=2, url=600),
    Step(cards=0, shown=40, kept_cards=0, kept=80, letters=160, url=500),
    Step(cards=0, shown=20, kept_cards=0, kept=50, letters=120, url=400),
    Step(cards=0, shown=10, kept_cards=0, kept=30, letters=100, url=300),
    Step(cards=0, shown=5, kept_cards=0, kept=15, letters=80, url=200),
    Step(cards=0, shown=1, kept_cards=0, kept=5, letters=60, url=120),
)
AFTER_OUTAGE = replace(STEPS[0], shown=30)
"""Weeks at once: what is most telling first, and the count of the rest."""
WHOLE = Step(cards=10**9, shown=10**9, kept_cards=10**9, kept=10**9, letters=10**9, passages=10**9, lines=10**9,
             links=10**9, url=10**9)  # fmt: skip
"""The archive's pages leave nothing out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A section as far as it fits: `cards` in full, then `lines` with their title and one sentence, then `more`."""

    kind: SectionKind
    heading: str
    count: int
    cards: tuple[Entry, ...]
    lines: tuple[Entry, ...]
    more: int

    @property
    def counted_heading(self) -> str:
        """`Needs attention (4)`, `Needs attention (203, of which 60 are shown)`."""
        shown = self.count - self.more
        if not self.more:
            return f"{self.heading} ({self.count})"
        return f"{self.heading} ({self.count}, of which {shown} {'is' if shown == 1 else 'are'} shown)"


def steps_for(edition: Edition) -> tuple[Step, ...]:
    """The steps to try, from the one that shows most."""
    return (AFTER_OUTAGE, *STEPS[1:]) if OUTAGE in edition.flags else STEPS


def fitted(edition: Edition, step: Step) -> tuple[Edition, tuple[Shown, ...]]:
    """The edition with its words cut and made harmless, and its sections as this step shows them."""
    sections = tuple(_shown(section, step) for section in edition.sections)
    return _head(edition, step), sections


def _head(edition: Edition, step: Step) -> Edition:
    """What stands above and below the sections."""
    bare = replace(edition, sections=())
    if step is WHOLE:
        return neutral_edition(bare)
    head = neutral_edition(
        replace(
            bare,
            summary=tuple(line[:_RAW] for line in edition.summary[:8]),
            topic_counts=tuple((name[:_RAW], count) for name, count in edition.topic_counts[:40]),
            follows=edition.follows[:_RAW],
            title=edition.title[:_RAW],
            subject=edition.subject[:_RAW],
            tally_note=edition.tally_note[:_RAW],
        )
    )
    return replace(
        head,
        summary=tuple(cut(line, 2 * step.letters) for line in head.summary),
        topic_counts=tuple((cut(name, 60), count) for name, count in head.topic_counts),
        follows=cut(head.follows, 3 * step.letters),
        title=cut(head.title, 200),
        subject=cut(head.subject, 100),
        tally_note=cut(head.tally_note, 100),
    )


def _shown(section: Section, step: Step) -> Shown:
    is_kept = section.kind in ALWAYS
    cards, shown = (step.kept_cards, step.kept) if is_kept else (step.cards, step.shown)
    if section.kind is SectionKind.BY_COUNCIL:
        cards = 0  # a line each is the whole point
    entries = section.entries
    return Shown(
        kind=section.kind,
        heading=cut(neutral_text(section.heading[:_RAW]), 100),
        count=len(entries),
        cards=tuple(_card(each, step) for each in entries[:cards]),
        lines=tuple(_line(each, step, section.kind) for each in entries[min(cards, len(entries)) : shown]),
        more=max(0, len(entries) - max(cards, shown)),
    )


def _card(entry: Entry, step: Step) -> Entry:
    if step is WHOLE:
        return neutral_entry(entry)
    lines = entry.lines[: step.lines]
    if len(entry.lines) > len(lines):
        lines = (*lines, f"And {len(entry.lines) - len(lines)} more.")
    some = replace(
        entry,
        lines=lines,
        evidence=entry.evidence[: step.passages],
        topics=entry.topics[:12],
        links=tuple(link for link in entry.links if len(link.url) <= step.url)[: step.links],
        outcomes=entry.outcomes[: 2 * step.passages],
        remarks=entry.remarks[:4],
    )
    return _cut(neutral_entry(_raw(some, step)), step)


def _line(entry: Entry, step: Step, kind: SectionKind) -> Entry:
    """Title, place, time and topics; what changed, or how a calendar's agenda stands, in one line."""
    lines = () if kind is SectionKind.NEEDS_ATTENTION else entry.lines[: 3 if kind in _IN_ONE_LINE else 1]
    some = replace(
        entry,
        lines=(" ".join(line[:_RAW] for line in lines),) if lines else (),
        evidence=(),
        topics=entry.topics[:4],
        why="",
        links=(),
        outcomes=(),
        remarks=(),
    )
    return _cut(neutral_entry(_raw(some, step)), step)


def _raw(entry: Entry, step: Step) -> Entry:
    """Texts without end cut off, before they are looked at letter by letter."""
    return replace(
        entry,
        title=entry.title[:_RAW],
        where=entry.where[:_RAW],
        when=entry.when[:_RAW],
        url=entry.url if len(entry.url) <= step.url else "",
        lines=tuple(line[:_RAW] for line in entry.lines),
        evidence=tuple(
            replace(each, term=each.term[:_RAW], snippet=each.snippet[:_RAW], document=each.document[:_RAW])
            for each in entry.evidence
        ),
        topics=tuple(topic[:_RAW] for topic in entry.topics),
        remarks=tuple(remark[:_RAW] for remark in entry.remarks),
        why=entry.why[:_RAW],
    )


def _cut(entry: Entry, step: Step) -> Entry:
    return replace(
        _headed(entry, step),
        lines=tuple(cut(line, step.letters) for line in entry.lines),
        evidence=tuple(_quoted(each, step) for each in entry.evidence),
        topics=tuple(cut(topic, 60) for topic in entry.topics),
        why=cut(entry.why, 200),
        remarks=tuple(cut(remark, step.letters) for remark in entry.remarks),
        links=tuple(_link(each) for each in entry.links if len(each.url) <= step.url),
        outcomes=tuple(_outcome(each, step) for each in entry.outcomes),
    )


def _headed(entry: Entry, step: Step) -> Entry:
    return replace(
        entry,
        title=cut(entry.title, min(step.letters, 300)),
        where=cut(entry.where, min(step.letters, 200)),
        when=cut(entry.when, 120),
        url=entry.url if len(entry.url) <= step.url else "",
    )


def _quoted(evidence: Evidence, step: Step) -> Evidence:
    """A quotation is never cut in its middle without a sign; most are short enough."""
    limit = min(step.letters, _KEPT)
    term, document = cut(evidence.term, limit), cut(evidence.document, 100)
    return replace(evidence, term=term, snippet=cut(evidence.snippet, limit), document=document)


def _link(link: Link) -> Link:
    return replace(link, words=cut(link.words, 120), note=cut(link.note, 60))


def _outcome(outcome: Outcome, step: Step) -> Outcome:
    return replace(
        outcome,
        title=cut(outcome.title, 160),
        words=cut(outcome.words, min(step.letters, _KEPT)),
        source=cut(outcome.source, 120),
        since=cut(outcome.since, 60),
        url=outcome.url if len(outcome.url) <= step.url else "",
    )


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, marked with an ellipsis if it was longer; between words where there are any."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return f"{head[:space] if space > limit // 2 else head}…"
