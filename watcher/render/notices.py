"""The email that tells the operator of troubles: what began, what is over.

Never by somebody's own templates: that one of them is broken may be what there is to tell. Does not choose what is told
(actions do). May import: render.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.render.editions import Rendered
from watcher.render.neutral import neutral_text
from watcher.render.templates import fill

HTML, TEXT = "email/notice.html.j2", "email/notice.txt.j2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One trouble in words: its heading, from when to when, what was seen, and what to do."""

    heading: str
    when: str
    what: str
    advice: str = ""


def render_notice(*, began: Sequence[Told], over: Sequence[Told]) -> Rendered:
    """What began, and what is over. Raises RenderError."""
    subject = _subject(began, over)
    values = {"title": subject, "began": [_neutral(each) for each in began], "over": [_neutral(each) for each in over]}
    return Rendered(subject=subject, text=fill(TEXT, values, None), html=fill(HTML, values, None))


def _subject(began: Sequence[Told], over: Sequence[Told]) -> str:
    if len(began) + len(over) == 1:
        return neutral_text((*began, *over)[0].heading)
    parts = [f"{_count(began)} began"] if began else []
    if over:
        parts.append(f"{len(over)} {'is' if len(over) == 1 else 'are'} over" if began else f"{_count(over)} are over")
    return ", ".join(parts)


def _count(told: Sequence[Told]) -> str:
    return "1 trouble" if len(told) == 1 else f"{len(told)} troubles"


def _neutral(told: Told) -> Told:
    """Servers and councils have a part in the words."""
    return Told(
        heading=neutral_text(told.heading),
        when=neutral_text(told.when),
        what=neutral_text(told.what),
        advice=neutral_text(told.advice),
    )
