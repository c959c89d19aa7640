"""`python -m tests.mails` makes the golden mails anew: tests/golden/*.eml, and their pictures in docs/mails/.

Look at the diff and at the pictures before committing them. The pictures need chromium and what requirements-golden.txt
names; without these only the mails are made. Does not assert anything.
"""

import tempfile
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from PIL import Image

from tests import browser, digest_cases, mail_cases
from watcher import config
from watcher.actions.envelopes import Envelopes
from watcher.config import Settings
from watcher.domain.digests import Frequency, Run
from watcher.domain.subscribers import Subscriber, Subscription
from watcher.render import Rendered

GOLDEN = Path(__file__).parent / "golden"
PICTURES = Path(__file__).parent.parent / "docs" / "mails"
TOKEN = "example" * 7 + "234"
PLAIN = "only-a-cancellation"
"""The one that is sent by somebody who runs no pages: there is only a letter to leave by."""

SOURCES = """\
contact: desk@watch.example.org
councils:
  - {name: Harrowmere, url: 'https://democracy.harrowmere.example/', committees: all}
digest:
  sender: Council watcher <digest@watch.example.org>
  reply_to: desk@watch.example.org
"""
PAGES = "  public_base_url: https://watch.example.org/\n"


def made() -> dict[str, bytes]:
    """The mails by their names, as they would stand in the outbox (not signed)."""
    with tempfile.TemporaryDirectory() as scratch:
        with_pages, without = (_settings(Path(scratch), pages) for pages in (PAGES, ""))
        return {name: _made(name, without if name == PLAIN else with_pages) for name in mail_cases.CASES}


def _settings(folder: Path, pages: str) -> Settings:
    path = folder / "sources.yaml"
    path.write_text(SOURCES + pages, encoding="utf-8")
    return config.load(path, {})


def _made(name: str, settings: Settings) -> bytes:
    edition = mail_cases.CASES[name]()
    run = Run(
        id=1,
        frequency=Frequency.WEEKLY,
        period=edition.period,
        up_to=edition.window.up_to,
        opened_at=digest_cases.NOW,
    )
    reader = Subscriber(id=1, address="reader@people.example", subscription=Subscription(), told_up_to=0)
    return Envelopes(settings, run, digest_cases.NOW).envelope(edition, reader, TOKEN).message


def parts(message: bytes) -> Rendered:
    """The subject and both parts, as a mail program reads them."""
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    text, html = parsed.iter_parts()
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return Rendered(subject=str(parsed["Subject"]), text=_lines(text), html=_lines(html))


def _lines(part: EmailMessage) -> str:
    return "\n".join(str(part.get_content()).splitlines()) + "\n"


def make() -> None:
    """Write the mails, and their pictures where a browser is there."""
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.glob("*.eml"):
        path.unlink()
    mails = made()
    for name, message in mails.items():
        (GOLDEN / f"{name}.eml").write_bytes(message)
    if lacking := browser.lacking():
        print(f"No pictures were made: {lacking} is not installed.")  # noqa: T201 - for who runs this
        return
    PICTURES.mkdir(exist_ok=True)
    for path in PICTURES.glob("*.png"):
        path.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        browser.look({name: parts(message).html for name, message in mails.items()}, Path(scratch), PICTURES)
    for path in PICTURES.glob("*.png"):
        with Image.open(path) as picture:
            few = picture.convert("RGB").quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(path, optimize=True)  # a third of the size, and nobody sees the difference


if __name__ == "__main__":
    make()
