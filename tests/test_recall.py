"""What is remembered is read ahead in the order in which it is asked for, and no more of it than a poll begins with."""

from dataclasses import replace
from pathlib import Path

from tests.world import world
from watcher import store
from watcher.actions.directory import current_sources
from watcher.actions.poll import THREADS, _in_turns
from watcher.actions.recall import Recall
from watcher.domain.publications import Source


def test_the_list_is_there_at_once_and_the_other_pages_when_they_are_looked_for(tmp_path: Path) -> None:
    """An address with which the poll begins is answered without another question, also where it is not remembered."""
    with world(tmp_path, committees="[118]") as place:
        place.baseline()
        with place.tools.store.read() as conn:
            (source,) = current_sources(place.tools.settings, conn)
            kept = store.sources.pages(conn, source.key)
        found = Recall(place.tools, [source]).of(source)
        (address,) = place.tools.systems[source.system].first_requests(source, place.tools.clock().date())
        assert found.pages[address] == kept[address]
        assert f"{address}&LLL=0" not in found.pages
        assert len(kept) > 1
        assert dict(found.pages) == kept
        assert found.pages.get("https://elsewhere.example/") is None


def test_hosts_that_wait_for_a_thread_are_read_after_those_that_have_one() -> None:
    """As many hosts as there are threads take turns; what comes after them waits for them to end."""
    one = Source(key="0/0", system="feed", url="http://h0.example/", name="")
    hosts = [
        [replace(one, key=f"{host}/{number}") for number in range(1 + host % 3)] for host in range(2 * THREADS + 5)
    ]
    order = [source.key for source in _in_turns(hosts)]
    assert sorted(order) == sorted(source.key for host in hosts for source in host)
    assert order[:THREADS] == [f"{host}/0" for host in range(THREADS)]
    busy = {f"{host}/" for host in range(THREADS)}
    first_of_others = next(place for place, key in enumerate(order) if f"{key.split('/')[0]}/" not in busy)
    assert first_of_others == sum(len(host) for host in hosts[:THREADS])
