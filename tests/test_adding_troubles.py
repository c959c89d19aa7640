"""Councils that cannot simply be added: unknown, moved, blocked, with a bad certificate, of no known system."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import fetch_server
from tests.fetch_server import Site
from tests.run_command import Run
from tests.systems import pages
from watcher.councils import SYSTEMS, fold, shipped, vendor_addresses
from watcher.sample import SampleCouncil

HOME = b'<html><head><link rel="alternate" type="application/rss+xml" href="/news.xml"></head><body>%s</body></html>'
FEED = b'<rss version="2.0"><channel><title>Ambleford &amp; news</title></channel></rss>'


@pytest.fixture
def site(run: Run) -> Iterator[Site]:
    """A site on which nothing is found, until a test says so."""
    assert run is not None  # which empties the environment first
    with fetch_server.serving() as served:
        yield served


def listed(monkeypatch: pytest.MonkeyPatch, address: str, name: str = "Ambleford") -> None:
    """A directory in which a council is recorded at this address."""
    Path("own.csv").write_text(f"code,name,address\nAMBX,{name},{address}\n", encoding="utf-8")
    monkeypatch.setenv("WATCHER_COUNCILS", "own.csv")


def test_an_unknown_council_gets_the_nearest_names(run: Run) -> None:
    """A slip of the pen: the names that are written most like it; several that fit: all of them. Nothing is asked."""
    ran = run("add", "Lecestershire", "--all")
    assert ran.code == 1
    assert "Leicestershire" in ran.err
    ran = run("add", "Newcastle", "--all")
    assert "Newcastle upon Tyne (NET)" in ran.err
    assert list(Path.cwd().iterdir()) == []


def test_a_site_of_no_known_system_says_what_was_tried_and_offers_its_feed(run: Run, site: Site) -> None:
    """Every address that was tried with what came; the feed that the page offers can be added by its address."""
    site.answers["/"] = fetch_server.page(HOME % b"")
    site.answers["/news.xml"] = fetch_server.page(FEED, Content_Type="application/rss+xml")
    ran = run("add", site.url, "--all")
    assert ran.code == 1
    for name in ("mgListCommittees.aspx", "ieDocHome.aspx", "mgWhatsNew.aspx"):
        assert f"tried {site.url}{name}?bcr=1: not found" in ran.err
    assert f"`watcher add {site.url}news.xml`" in ran.err
    assert not Path("sources.yaml").exists()
    ran = run("add", f"{site.url}news.xml")
    assert ran.code == 0, ran.err
    text = Path("sources.yaml").read_text(encoding="utf-8")
    assert f"name: Ambleford & news\n    key: ambleford-news\n    url: {site.url}news.xml\n" in text
    assert "Nothing was changed." in run("add", f"{site.url}news.xml").out


def test_a_page_that_links_to_the_committee_pages_leads_there(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a council's recorded address is another page of it, the committee pages it links to are found."""
    council = SampleCouncil()
    with council.serve() as there:
        site.answers["/"] = fetch_server.page(HOME % f'<a href="{there.base_url}ieDocHome.aspx">M</a>'.encode())
        listed(monkeypatch, site.url)
        assert run("add", "Ambleford", "--all").code == 0
        assert f"url: {there.base_url}" in Path("sources.yaml").read_text(encoding="utf-8")


def test_a_redirect_is_followed_once_and_for_all(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that is written is the one to which the recorded one leads."""
    with SampleCouncil().serve(base_path="/mg/") as there:
        to = there.base_url + "mgListCommittees.aspx?bcr=1"
        site.answers["/mgListCommittees.aspx?bcr=1"] = lambda asked: asked.reply(301, Location=to)
        listed(monkeypatch, site.url)
        assert run("add", "Ambleford", "--committee", "cabinet").code == 0
        assert f"url: {there.base_url}\n" in Path("sources.yaml").read_text(encoding="utf-8")


def test_a_bad_certificate_needs_a_reason_of_its_own(run: Run) -> None:
    """Refused, with the reason and the exception named; given with its reason, it stands in this entry alone."""
    with fetch_server.serving(tls=True) as site:
        site.answers["/mgListCommittees.aspx?bcr=1"] = fetch_server.page(
            pages.skin('<ul><li><a href="mgCommitteeDetails.aspx?ID=31">Panel</a></li></ul>', h1="Committees").encode()
        )
        ran = run("add", site.url, "--all")
        assert ran.code == 1
        assert "certificate" in ran.err
        assert "tls_exception" in ran.err
        assert not Path("sources.yaml").exists()
        ran = run("add", site.url, "--all", "--tls-exception", "their chain is incomplete, they know")
        assert ran.code == 0, ran.err
        text = Path("sources.yaml").read_text(encoding="utf-8")
        assert 'tls_exception: "their chain is incomplete, they know"' in text


def test_a_firewall_is_told_as_one(run: Run, site: Site) -> None:
    """A stub that challenges browsers is blocked, not a site of no system."""
    site.answers["*"] = fetch_server.page(b"<html><title>Just a moment...</title></html>")
    site.answers["/robots.txt"] = fetch_server.status(404)
    ran = run("add", site.url, "--all")
    assert ran.code == 1
    assert "is blocked for programs" in ran.err
    assert "it offers a feed" not in ran.err


def test_doctor_says_where_a_council_has_moved_and_corrects_it(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gone from its address, found at the directory's: the line and the edit are named, `--fix` writes it, all is well.
    The key stays, and with it all that is remembered."""
    before = f"""\
councils:
  - name: Ambleford
    key: amble   # as ever
    url: {site.url}   # since 2019
    committees: [101]
    allow_private: yes
"""
    Path("sources.yaml").write_text(before, encoding="utf-8")
    with SampleCouncil().serve() as there:
        listed(monkeypatch, there.base_url)
        ran = run("doctor")
        assert ran.code == 1
        assert f"{site.url} -> {there.base_url}" in ran.out
        assert f"sources.yaml:4 should say url: {there.base_url}" in ran.out
        assert Path("sources.yaml").read_text(encoding="utf-8") == before
        assert run("doctor", "--fix").code == 0
        assert Path("sources.yaml").read_text(encoding="utf-8") == before.replace(site.url, there.base_url)
        ran = run("doctor", "--json")
        assert ran.code == 0
        assert isinstance(ran.json, list)
        assert [(each["key"], each["state"]) for each in ran.json] == [("amble", "ok")]


def test_doctor_notices_an_edit_while_it_asks(run: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """With entries in another order by then, no address is written: it would be another council's."""
    entries = [
        f"  - {{name: {name}, url: '{url}', committees: [101], allow_private: yes}}\n"
        for name, url in (("Ambleford", site.url), ("Second", f"{site.url}second/"))
    ]
    Path("sources.yaml").write_text("councils:\n" + "".join(entries), encoding="utf-8")
    edited = "councils:\n" + "".join(reversed(entries))

    def edit(_: str) -> bool:
        Path("sources.yaml").write_text(edited, encoding="utf-8")
        return False

    there = SampleCouncil()
    there.misbehave("error_500", when=edit)
    with there.serve() as address:
        listed(monkeypatch, address.base_url)
        ran = run("doctor", "--fix")
    assert ran.code == 1
    assert "changed by somebody else meanwhile" in ran.err
    assert Path("sources.yaml").read_text(encoding="utf-8") == edited


def test_doctor_leaves_a_site_with_other_committees_to_a_person(
    run: Run, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a watched committee is not listed at the new address, it is said, and `--fix` does not write it."""
    before = f"councils:\n  - {{name: Ambleford, url: '{site.url}', committees: [101, 99], allow_private: yes}}\n"
    Path("sources.yaml").write_text(before, encoding="utf-8")
    with SampleCouncil().serve() as there:
        listed(monkeypatch, there.base_url)
        ran = run("doctor", "--fix")
    assert ran.code == 1
    assert "lists no committee 99" in ran.out
    assert Path("sources.yaml").read_text(encoding="utf-8") == before


def test_the_directory_is_listed(run: Run) -> None:
    """By words, nation, tier and system, for people and for programs; a tier that is none is named."""
    assert "Leicestershire" in run("councils", "--search", "leics").out
    told = run("councils", "--nation", "wales", "--tier", "unitary", "--system", "moderngov", "--json").json
    assert isinstance(told, list)
    assert {each["nation"] for each in told} == {"WLS"}
    assert len(told) > 15
    assert run("councils", "--tier", "duchy").code == 2


def test_the_directory_names_each_council_once() -> None:
    """No two councils share a code or a name as it is compared; each is found by its code, its name and its address."""
    councils = shipped()
    assert len(councils.listed) == 380
    assert len({each.code for each in councils.listed}) == 380
    assert len({fold(each.name) for each in councils.listed}) == 380
    for each in councils.listed:
        assert councils.find(each.name) == councils.find(each.code) == (each,)
        assert not each.address or each in councils.at(each.address)
        assert each.system in SYSTEMS
        assert vendor_addresses(each)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("leicestershire county council", "LEC"),
        ("Leicester City Council", "LCE"),
        ("London Borough of Harrow", "HRW"),
        ("Royal Borough of Greenwich", "GRE"),
        ("City of Lincoln Council", "LIC"),
        ("Durham", "DUR"),
        ("Brighton & Hove", "BNH"),
        ("king\u2019s lynn & west norfolk", "KIN"),
        ("Cyngor Sir y Fflint", "FLN"),
        ("Ynys M\u00f4n", "AGY"),
        ("Stoke-on-Trent", "STE"),
        ("N Yorkshire", "NYE"),
        ("St. Helens", "SHN"),
        ("https://worcestershire.moderngov.co.uk/mgWhatsNew.aspx", "WOR"),
        ("https://www.leics.gov.uk/about-the-council", "LEC"),
        ("https://www.fenland.gov.uk/localgov/(S(x1))/ieListMeetings.aspx?CId=1", "FEN"),
    ],
)
def test_councils_are_found_as_people_write_them(words: str, code: str) -> None:
    """English and Welsh, kinds of council before or behind, ampersands, short words, and any address of theirs."""
    found = shipped().at(words) if "://" in words else shipped().find(words)
    assert [each.code for each in found] == [code]


def test_two_councils_on_one_site_are_both_found() -> None:
    """A site that serves two councils is of both."""
    assert [each.name for each in shipped().at("https://democracy.adur-worthing.gov.uk/")] == ["Adur", "Worthing"]


def test_the_directory_has_the_facts_of_the_corpus(corpus: Path) -> None:
    """Every council of the real list is there, with its nation, tier and the host it was recorded at."""
    ours = {each.code: each for each in shipped().listed}
    with (corpus / "councils.csv").open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    assert len(real) == len(ours)
    for each in real:
        mine = ours[each["code"]]
        assert (mine.nation, mine.tier) == (each["nation"], each["tier"])
        assert each["base_url"].lower().startswith(mine.address.lower().rstrip("/"))
        assert mine.has_broken_chain == ("certificate" in each["note"])
        assert (mine.system == "moderngov") == (each["system"] == "moderngov")
