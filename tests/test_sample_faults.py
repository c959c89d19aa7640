"""The sample council's server: validators, and faults over a real HTTP client."""

import threading
import time
from collections.abc import Iterator

import pytest
import requests
from urllib3.exceptions import IncompleteRead

from watcher.errors import SampleError
from watcher.sample import FAULTS, SampleCouncil

LIST = "ieListMeetings.aspx?CommitteeId=118"
MEETING = "ieListDocuments.aspx?CId=118&MId=2303&Ver=4"
PAPER = "documents/s2303051/Area SEND inspection - progress report.pdf"


class Visit:
    """A council being served, and a client."""

    def __init__(self, council: SampleCouncil, base_url: str, session: requests.Session) -> None:
        self.council, self.base_url, self.session = council, base_url, session

    def get(self, target: str, headers: dict[str, str] | None = None, *, timeout_s: float = 5) -> requests.Response:
        """One request; redirects are not followed."""
        return self.session.get(f"{self.base_url}{target}", timeout=timeout_s, allow_redirects=False, headers=headers)


@pytest.fixture
def visit() -> Iterator[Visit]:
    council = SampleCouncil()
    with council.serve() as site, requests.Session() as session:
        yield Visit(council, site.base_url, session)


def test_what_is_held_is_not_sent_again(visit: Visit) -> None:
    """Pages and papers answer 304 to their validators, and 200 when what is asked for has changed."""
    for target in (LIST, PAPER):
        first = visit.get(target)
        held = {"If-None-Match": first.headers["ETag"]}
        again = visit.get(target, held)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert visit.get(target, {"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    visit.council.advance()
    assert visit.get(PAPER, held).status_code == 200
    asked = visit.council.requests
    assert asked[0].was_conditional is False
    assert asked[0].bytes_sent > 1000
    assert asked[1] == ("GET", f"/{LIST}", 304, 0, True)
    visit.council.clear_requests()
    assert visit.council.requests == ()


def test_pages_may_be_served_without_validators() -> None:
    """With validators=False pages carry none and are sent again; papers keep theirs."""
    with SampleCouncil(validators=False).serve() as site:
        page = requests.get(f"{site.base_url}{LIST}", headers={"If-None-Match": "*"}, timeout=5)
        assert page.status_code == 200
        assert not {"ETag", "Last-Modified"} & set(page.headers)
        assert "ETag" in requests.get(f"{site.base_url}{PAPER}", timeout=5).headers


def test_a_line_is_kept_and_not_slow(visit: Visit) -> None:
    """Fifty requests go over one line without waiting for delayed acknowledgements."""
    visit.get(LIST)
    started = time.monotonic()
    for _ in range(50):
        assert visit.get(LIST).status_code == 200
    assert time.monotonic() - started < 50 * 0.04


def test_robots_allow_the_pages(visit: Visit) -> None:
    """robots.txt forbids one path that nobody needs."""
    text = visit.get("robots.txt").text
    assert "Disallow: /mgSearchResults.aspx" in text
    assert "Disallow: /\n" not in text


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("challenge_403", 403, "Just a moment"),
        ("error_500", 500, "Server Error"),
        ("retry_503", 503, "Server Error"),
        ("stub_200", 200, "Request unsuccessful"),
        ("empty_list", 200, "Browse meetings"),
    ],
)
def test_wrong_pages(visit: Visit, fault: str, status: int, words: str) -> None:
    """A wrong page has its status and its telling words, once; then all is well."""
    visit.council.misbehave(fault)
    wrong = visit.get(LIST)
    assert wrong.status_code == status
    assert words in wrong.text
    assert "MId=2303" not in wrong.text
    assert "MId=2303" in visit.get(LIST).text


def test_retry_later_says_when() -> None:
    """The 503 carries the Retry-After that was asked for."""
    council = SampleCouncil(retry_after_s=7)
    council.misbehave("retry_503", times=2)
    with council.serve() as site:
        answers = [requests.get(site.base_url + LIST, timeout=5) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "7"


def test_a_body_is_cut(visit: Visit) -> None:
    """First the line ends before the announced length, then a page stops in its middle as if that were all."""
    visit.council.misbehave("truncated", times=2)
    with pytest.raises(requests.exceptions.ChunkedEncodingError) as caught:
        visit.get(MEETING)
    assert isinstance(caught.value.args[0].args[1], IncompleteRead)
    page = visit.get(MEETING)
    assert page.status_code == 200
    assert len(page.content) == int(page.headers["Content-Length"])
    assert "mgItemTable" in page.text
    assert "</html>" not in page.text


def test_redirects_go_in_a_circle(visit: Visit) -> None:
    """A client that follows redirects never arrives."""
    visit.council.misbehave("redirect_loop")
    with pytest.raises(requests.TooManyRedirects):
        visit.session.get(visit.base_url + LIST, timeout=5)


def test_the_charset_is_wrong(visit: Visit) -> None:
    """The header names another encoding than the bytes have."""
    visit.council.misbehave("wrong_charset", times=2)
    pages = [visit.get("mgCommitteeDetails.aspx?ID=118") for _ in range(2)]
    assert [page.headers["Content-Type"].rpartition("=")[2] for page in pages] == ["iso-8859-1", "utf-16"]
    assert all("Siân" in page.content.decode("utf-8") for page in pages)


def test_a_huge_body_stops_with_the_client() -> None:
    """A client that has read enough hangs up, and the server sends no more."""
    council = SampleCouncil()
    council.misbehave("huge_body")
    with council.serve() as site, requests.get(site.base_url + LIST, timeout=5, stream=True) as answer:
        read = 0
        for chunk in answer.iter_content(65536):
            read += len(chunk)
            if read > 2_000_000:
                break
    assert read > 2_000_000
    assert council.requests[0].bytes_sent < 50_000_000


def test_a_held_line_ends_with_the_client(visit: Visit) -> None:
    """A request that is held times out at the client, and others are answered meanwhile."""
    visit.council.misbehave("time_out", when=lambda path: "CommitteeId" in path)
    with pytest.raises(requests.ReadTimeout):
        visit.get(LIST, timeout_s=0.2)
    assert visit.get(MEETING).status_code == 200


def test_a_held_line_can_be_released(visit: Visit) -> None:
    """After release the client gets its page."""
    visit.council.misbehave("time_out")
    answers: list[requests.Response] = []
    waiting = threading.Thread(target=lambda: answers.append(requests.get(visit.base_url + LIST, timeout=5)))
    waiting.start()
    while not visit.council.faults_played.get("time_out"):
        threading.Event().wait(0.01)
    while waiting.is_alive():  # the line may be held a moment after the fault was drawn
        visit.council.release()
        waiting.join(0.05)
    assert answers[0].status_code == 200


def test_held_lines_do_not_keep_the_server_open() -> None:
    """Closing the server cuts a line that it holds."""
    council = SampleCouncil()
    council.misbehave("time_out")
    failed: list[requests.RequestException] = []

    def wait(address: str) -> None:
        try:
            requests.get(address, timeout=30)
        except requests.RequestException as error:
            failed.append(error)

    with council.serve() as site:
        waiting = threading.Thread(target=wait, args=(site.base_url + LIST,))
        waiting.start()
        while not council.faults_played.get("time_out"):
            threading.Event().wait(0.01)
    waiting.join(5)
    assert isinstance(failed[0], requests.ConnectionError)


def test_random_faults_are_drawn_evenly(visit: Visit) -> None:
    """About a fifth of requests fail, each fault as often as every other, and equal seeds give equal faults."""
    quick = tuple(fault for fault in FAULTS if fault not in ("time_out", "huge_body", "truncated"))

    def statuses() -> list[int]:
        visit.council.misbehave_randomly(share=0.2, seed=4, kinds=quick)
        return [visit.get(LIST).status_code for _ in range(300)]

    first = statuses()
    counts = visit.council.faults_played
    assert set(counts) == set(quick)
    assert max(counts.values()) - min(counts.values()) <= 1
    assert 40 <= sum(counts.values()) <= 80
    assert statuses() == first
    visit.council.heal()
    assert {visit.get(LIST).status_code for _ in range(20)} == {200}


def test_there_are_ten_faults() -> None:
    """The ten ways are there by name; an unknown one is refused with the list."""
    assert len(FAULTS) == 10
    with pytest.raises(SampleError, match="No such fault: sulk") as caught:
        SampleCouncil().misbehave("sulk")
    assert "time_out" in caught.value.hint
