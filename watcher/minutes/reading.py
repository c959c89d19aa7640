"""Pages to a PaperReading: lines, then parts, then the items of each part.

    pages -> lines -> parts (agenda | minutes | report) -> chains of numbered titles -> items
                                                        -> heads, resolutions, asks, the next meeting

Does not open files or PDFs, and never raises for what a text is. May import: dates, domain, its own package.
"""

from collections.abc import Sequence
from dataclasses import replace

from watcher.domain.papers import PaperItem, PaperKind, PaperReading
from watcher.minutes.asks import read_actions, read_money
from watcher.minutes.chains import Candidate, best_chain, candidates
from watcher.minutes.following import read_next_meeting
from watcher.minutes.heads import Head, read_head
from watcher.minutes.lines import Line, lines_of
from watcher.minutes.reports import Report, attach, read_report
from watcher.minutes.resolutions import read_resolutions
from watcher.minutes.sections import Part, PartKind, parts_of
from watcher.minutes.shapes import ends_agenda, kind_of, why_unknown


def read_text(text: str) -> PaperReading:
    """What a converter's text says; form feeds, where it has any, part its pages."""
    if "\f" not in text:
        return replace(read_pages([text]), pages=None)
    return read_pages(text.removesuffix("\f").split("\f"))


def read_pages(pages: Sequence[str]) -> PaperReading:
    """What the paper says; page n is `pages[n-1]`."""
    lines = lines_of(pages)
    parts = parts_of(lines)
    read = [(part, _read_part(part, lines)) for part in parts if part.kind is not PartKind.REPORT]
    reports = [read_report(lines[part.start : part.end]) for part in parts if part.kind is PartKind.REPORT]
    main = next((reading for _, reading in read if reading.items), None)
    if main is None:
        return _without_items(lines, reports, len(pages))
    inside = tuple(
        reading for part, reading in read if reading is not main and reading.items and _is_minutes(part, reading)
    )
    if main.kind is not PaperKind.MINUTES and (reports or inside):
        main = replace(main, kind=PaperKind.PACK, items=tuple(_finished(item) for item in attach(main.items, reports)))
    return replace(main, inside=inside, pages=len(pages))


def _is_minutes(part: Part, reading: PaperReading) -> bool:
    return part.kind is PartKind.MINUTES and reading.kind is PaperKind.MINUTES


def _read_part(part: Part, lines: Sequence[Line]) -> PaperReading:
    own = lines[part.start : part.end]
    chain = best_chain(candidates(own), own)
    head = read_head(own[: chain[0].line] if chain else own)
    kind = kind_of(part.kind, own, chain, head)
    if kind is PaperKind.UNKNOWN:
        return PaperReading(kind=kind)
    spans = _spans(chain, own, kind)
    items = tuple(_item(each, own[each.heading.next_line : end], kind) for each, end in zip(chain, spans, strict=True))
    tail = own[spans[-1] :]
    following = read_next_meeting(items, _paragraphs([*own[: chain[0].line], *tail]).split("\n"), head.starts_at)
    return PaperReading(
        kind=kind,
        committee=head.committee,
        starts_at=head.starts_at,
        venue=head.venue,
        next_meeting=following,
        items=items,
        flags=head.flags,
    )


def _spans(chain: Sequence[Candidate], lines: Sequence[Line], kind: PaperKind) -> list[int]:
    """Where each item's lines end: before the next title; the last one's before what is no item's any more."""
    ends = [each.line for each in chain[1:]] + [len(lines)]
    if kind is PaperKind.AGENDA:
        ends[-1] = ends_agenda(lines, chain[-1].heading.next_line)
    return ends


def _item(found: Candidate, lines: Sequence[Line], kind: PaperKind) -> PaperItem:
    """The item; before a meeting nothing is resolved, whatever an agenda recommends."""
    heading = found.heading
    text = _paragraphs(lines)
    if heading.rest:
        text = f"{heading.rest}\n{text}".strip()
    return _finished(
        PaperItem(
            number=found.number.printed,
            title=heading.title,
            text=text,
            report_by=heading.report_by,
            pages=heading.pages,
            resolved=read_resolutions(_with_rest(heading.rest, lines)) if kind is PaperKind.MINUTES else (),
        )
    )


def _with_rest(rest: str, lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with the words that ran on behind the title before them."""
    return [Line(rest, (rest,), 0, True, False), *lines] if rest else lines


def _finished(item: PaperItem) -> PaperItem:
    """The item with what its text asks for and the sums it names."""
    return replace(item, actions=read_actions(item.text, item.resolved), money=read_money(f"{item.title}\n{item.text}"))


def _paragraphs(lines: Sequence[Line]) -> str:
    """The lines as text: lines of a paragraph joined, a paragraph a line, bullets apart."""
    rows: list[list[str]] = []
    for line in lines:
        if rows and not line.after_gap and not line.is_bullet and len(line.cells) == 1:
            rows[-1].append(line.text)
        else:
            rows.append([line.text])
    return "\n".join(" ".join(row) for row in rows)


def _without_items(lines: Sequence[Line], reports: Sequence[Report], pages: int) -> PaperReading:
    """A lone report, or a paper in no known shape."""
    head: Head = read_head(lines)
    if len(reports) == 1 and reports[0].title:
        item = _finished(
            PaperItem(number="", title=reports[0].title, text=reports[0].text, report_by=reports[0].report_by)
        )
        return PaperReading(
            kind=PaperKind.REPORT,
            committee=head.committee,
            starts_at=head.starts_at,
            items=(item,),
            pages=pages,
            flags=head.flags,
        )
    return PaperReading(kind=PaperKind.UNKNOWN, pages=pages, why=why_unknown(lines))
