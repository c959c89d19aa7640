"""The email that asks to confirm a subscription. Its words are ours alone: a form must not send strangers' texts.

Does not make links (links does) or the email around it (messages does). May import: domain, render.
"""

from pathlib import Path

from watcher.domain.digests import Frequency
from watcher.render.editions import Rendered
from watcher.render.templates import fill

HTML, TEXT = "email/confirm.html.j2", "email/confirm.txt.j2"
SUBJECT = "Please confirm: council news by email"

_HOW_OFTEN = {
    Frequency.WEEKLY: "once a week",
    Frequency.DAILY: "on each day with news",
    Frequency.IMMEDIATE: "as soon as there is news",
}


def render_confirmation(
    *,
    address: str,
    subject_to_send: str | None,
    frequency: Frequency,
    days: int,
    mailbox: str,
    reader: str,
    templates: Path | None = None,
) -> Rendered:
    """`address` is the link (https or mailto), good for `days`; with `subject_to_send` the answer is a letter.

    `mailbox` takes such letters, `reader` is read by a person. Raises RenderError.
    """
    values = {
        "address": address,
        "subject_to_send": subject_to_send,
        "how_often": _HOW_OFTEN[frequency],
        "days": days,
        "mailbox": mailbox,
        "reader": reader,
        "title": SUBJECT,
    }
    return Rendered(subject=SUBJECT, text=fill(TEXT, values, templates), html=fill(HTML, values, templates))
