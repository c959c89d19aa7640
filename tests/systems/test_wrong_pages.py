"""What came instead of a page is named, and nothing on it is news."""

import pytest

from tests.systems import pages
from tests.systems.pages import LIST, MEETING, item_row, list_row, page_of
from watcher.domain.publications import Outcome, Reading
from watcher.systems import SYSTEMS, detect
from watcher.systems._decode import decode

SYSTEM = SYSTEMS["moderngov-pages"]
LONG = "<p>" + "The council's pages about bins. " * 200 + "</p>"


def _html(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>"


_WRONG: dict[str, tuple[str | bytes, Outcome]] = {
    "an empty body": ("", Outcome.STUB),
    "a firewall's stub": ("<html><body>ref 18.2f</body></html>", Outcome.STUB),
    "a challenge": (_html("Just a moment...", LONG), Outcome.BLOCKED),
    "a firewall's refusal": ("<html><body>Request unsuccessful. Incident 7</body></html>", Outcome.BLOCKED),
    "a captcha": (_html("Ambleford", "<form class='g-recaptcha'></form>"), Outcome.BLOCKED),
    "access denied": (_html("Ambleford", f"<h1>Access Denied</h1>{LONG}"), Outcome.BLOCKED),
    "an error with status 200": (_html("Error", LONG), Outcome.ERROR_PAGE),
    "a server's error": (_html("Ambleford", f"<h1>Server Error in '/' Application.</h1>{LONG}"), Outcome.ERROR_PAGE),
    "a moved object": (_html("Object moved", LONG), Outcome.ERROR_PAGE),
    "a login": (_html("Sign in", f"<form><input type='password'></form>{LONG}"), Outcome.LOGIN),
    "a login by its form": (_html("Ambleford", f"<form><input name=p type=password></form>{LONG}"), Outcome.LOGIN),
    "another page": (_html("Bins", LONG), Outcome.NOT_A_PAGE),
    "a file": (b"%PDF-1.7\x00\x01", Outcome.NOT_A_PAGE),
    "half a page before its content": (_html("Ambleford", LONG)[:-40], Outcome.TRUNCATED),
    "the site's own error": (pages.skin("<p>Sorry</p>", h1="Error"), Outcome.ERROR_PAGE),
    "the site's own login": (pages.skin("<input type='password'>", h1="Members"), Outcome.LOGIN),
    "a page for later": (pages.skin("<p>Monday</p>", h1="Calendar of meetings"), Outcome.NOT_A_PAGE),
}


@pytest.mark.parametrize("name", _WRONG)
def test_each_wrong_page_has_its_outcome(name: str) -> None:
    """Outcome and reason are given, and nothing else."""
    body, outcome = _WRONG[name]
    reading = SYSTEM.read(None, page_of(body))
    assert reading.outcome is outcome, reading.why
    assert reading.why
    assert (reading.meetings, reading.committees, reading.items, reading.is_complete) == ((), (), (), False)


def test_a_long_page_with_a_captcha_in_a_script_is_not_blocked() -> None:
    """Councils' own pages load captchas for their contact forms."""
    body = _html("Bins", f"<script src='recaptcha.js'></script>{LONG * 4}")
    assert SYSTEM.read(None, page_of(body)).outcome is Outcome.NOT_A_PAGE


def test_markers_inside_minutes_mean_nothing() -> None:
    """ "Access denied" may stand in an honest agenda."""
    body = pages.meeting(item_row("5", "1.", "Access denied: just a moment for libraries"))
    assert SYSTEM.read(None, page_of(body, MEETING)).outcome is Outcome.OK


def _cuts() -> list[int]:
    body = pages.meeting(item_row("5", "1.", "Apologies") + item_row("6", "2.", "Budget", "<p>" + "x" * 900 + "</p>"))
    return list(range(body.index('<div id="modgov">') + 20, body.index('<div class="mgFooter">') - 5, 37))


@pytest.mark.parametrize("length", _cuts())
def test_a_page_cut_inside_its_content_is_truncated(length: int) -> None:
    """Wherever it is cut, half an agenda is never read as an agenda from which items were withdrawn."""
    body = pages.meeting(item_row("5", "1.", "Apologies") + item_row("6", "2.", "Budget", "<p>" + "x" * 900 + "</p>"))
    assert SYSTEM.read(None, page_of(body[:length], MEETING)).outcome is Outcome.TRUNCATED


def test_a_table_of_items_that_is_never_closed_is_a_cut_page() -> None:
    """Also where something closed the page itself behind the cut."""
    body = pages.meeting(item_row("5", "1.", "Apologies")).replace("</table>", "")
    assert SYSTEM.read(None, page_of(body, MEETING)).outcome is Outcome.TRUNCATED


def test_a_page_without_its_last_lines_is_read() -> None:
    """What is cut after the content is the council's skin."""
    body = pages.meetings(list_row("4711", "8 Sep 2026 6.30 pm"))
    reading = SYSTEM.read(None, page_of(body[: body.index('<div class="mgFooter">') + 30], LIST))
    assert (reading.outcome, len(reading.meetings)) == (Outcome.OK, 1)


_TITLE = "Café – £5 grants for Siân’s “Pathways”"


def _title_read(body: bytes, headers: dict[str, str]) -> str:
    reading: Reading = SYSTEM.read(None, page_of(body, MEETING, headers))
    return reading.meetings[0].items[0].title


_LABELS = ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "idna", "nonsense", None]
_CHARSETS = ["utf-8", "utf-8-sig", "utf-16", "windows-1252"]
# Windows-1252 called UTF-16 is left out: nothing but the label speaks there, so no reader can tell.
_LABELLED = [(label, one) for label in _LABELS for one in _CHARSETS if (label, one) != ("utf-16", "windows-1252")]


@pytest.mark.parametrize(("label", "charset"), _LABELLED)
def test_a_wrong_charset_label_does_no_harm(label: str | None, charset: str) -> None:
    """Whatever the header says, the words are read as they were written."""
    body = pages.meeting(item_row("5", "1.", _TITLE)).encode(charset)
    headers = {"content-type": f"text/html; charset={label}"} if label else {}
    assert _title_read(body, headers) == _TITLE


def test_one_torn_byte_does_not_garble_a_page() -> None:
    """A page in UTF-8 with one bad byte stays UTF-8."""
    body = (
        pages.meeting(item_row("5", "1.", _TITLE) + item_row("6", "2.", "Torn")).encode().replace(b"Torn", b"T\xffrn")
    )
    assert _title_read(body, {"content-type": "text/html; charset=utf-8"}) == _TITLE


def test_bytes_of_any_kind_become_text() -> None:
    """Windows-1252 reads anything."""
    assert len(decode(bytes(range(256)), {})) == 256


def test_an_empty_answer_is_no_wrong_page() -> None:
    """A valid answer with nothing in it is told apart from errors that are well-formed XML too."""
    empty = '<?xml version="1.0"?>\n<getmeetings><meetingscount> 0</meetingscount><committee/></getmeetings>'
    assert str(SYSTEM.read(None, page_of(empty)).kind) == "empty"
    for other in ("<html></html>", "<a><b></a></b>", "<a>text</a>", "<a/><b/>", "<a", "</a>", "<a></a></a>"):
        assert str(SYSTEM.read(None, page_of('<?xml version="1.0"?>' + other)).kind) == "unreadable"


_DETECTED = {
    "a page": (pages.meetings(""), "https://a.example/", "moderngov-pages"),
    "a feed of the vendor": (
        "<rss><link>https://a.example/mgWhatsNew.aspx</link></rss>",
        "https://a.example/",
        "moderngov-feed",
    ),
    "an Atom feed": ('\ufeff <?xml version="1.0"?><!-- x --><feed xmlns="x"></feed>', "https://a.example/", "feed"),
    "an RSS 1.0 feed": ('<rdf:RDF xmlns="x"></rdf:RDF>', "https://a.example/", "feed"),
    "an address of the vendor": ("<p>?</p>", "https://a.example/ieListMeetings.aspx?CId=1", "moderngov-pages"),
    "a feed's address": ("<p>?</p>", "https://a.example/mgRss.aspx?CID=1", "moderngov-feed"),
    "nothing known": ("<p>?</p>", "https://a.example/", None),
}


@pytest.mark.parametrize("name", _DETECTED)
def test_the_system_is_found_by_content_and_then_by_address(name: str) -> None:
    """What is on a page counts more than where it came from."""
    body, url, expected = _DETECTED[name]
    found = detect(page_of(body, url))
    assert (found.name if found else None) == expected
