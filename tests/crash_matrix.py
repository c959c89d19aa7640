"""The crash matrix: every named point of composing and sending, at every recipient, ended by kill -9, and begun again.

`crash_figures()` plays it and gives the figures; `python -m tests.crash_matrix [--whole]` prints them, a line of JSON.
What each life must come to is counted here, from the emails that arrived and from the database; the tests assert it.

    kill  ->  a quarter of an hour and more later: compose, send (and a person, where the policy is `hold`)
          ->  another week: news, compose, send

Lives that a kill left in the same state, to the last byte, have the same future: that is played once. So is the other
week of lives that differ in nothing but how an email got to its end.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from email import message_from_bytes

from tests.crash_news import PER_WEEK, headline
from tests.crash_points import AFTER, COMPOSE, POOL, SEND, SERVER, TOGETHER, positions
from tests.crash_world import KILLED, POOL_SIZE, RESTART, Kill, Life, Stage, stage

POLICIES = ("ask", "resend_once", "hold")
IN_DOUBT = SEND[SEND.index(f"handed over: {AFTER}") : SEND.index(f"marked sent: {AFTER}")]
"""The policies differ only here: the answer is lost."""
NOT_WHOLE = {
    "ask": SEND,
    "resend_once": IN_DOUBT,
    "hold": ("server: after the dot, lost", "server: after the dot, kept"),
}
"""The points at which each policy is tried but in a soak; elsewhere a kill leaves the same under each of them."""

_HEADLINE = re.compile(rb"^\* (SEND report \d+\.\d+)\r?$", re.MULTILINE)


@dataclass
class Figures:
    """What became of some lives. `lost` and `told_twice` are (person, piece of news); the others are emails.

    `doubled`: arrived once more with the same Message-ID; `doubled_though_asked`: of those, under the policy `ask`;
    `most_at_once`: by one crash; `unrecorded`: without an ambiguous step in their history. `astray`: not where they
    should be (an email not sent, a run not closed, an edition without its file).
    """

    kills: int = 0
    states: int = 0
    lost: int = 0
    told_twice: int = 0
    doubled: int = 0
    doubled_though_asked: int = 0
    most_at_once: int = 0
    unrecorded: int = 0
    astray: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        most = max(self.most_at_once, other.most_at_once)
        sums = {each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        return Figures(**{**sums, "most_at_once": most})


def judged(life: Life, *, weeks: int) -> Figures:
    """What its readers got, after so many weeks of news (the baseline is none)."""
    arrived = life.arrived()
    told: Counter[tuple[str, bytes]] = Counter()
    for to, content in dict.fromkeys(life.kept):
        told.update((to, each) for each in _HEADLINE.findall(_text(content)))
    emails = {row["message_id"]: row for row in life.rows("SELECT * FROM deliveries")}
    news = [headline(week, number).encode() for week in range(1, weeks + 1) for number in range(PER_WEEK)]
    people = [row["address"] for row in life.rows("SELECT address FROM subscribers")]
    doubled = {id_: count - 1 for id_, count in arrived.items() if count > 1}
    total = sum(doubled.values())
    return Figures(
        states=1,
        lost=sum(not told[person, each] for person in people for each in news),
        told_twice=sum(told.values()) - len(told) + len(set(life.kept)) - len(arrived) + _torn(life),
        doubled=total,
        doubled_though_asked=total if life.policy == "ask" else 0,
        most_at_once=total,
        unrecorded=sum('"ambiguous"' not in emails[each]["history"] for each in doubled),
        astray=len(emails.keys() ^ arrived.keys()) + _astray(life, emails.values()),
    )


def _text(content: bytes) -> bytes:
    """The plain part of an email."""
    part = message_from_bytes(content).get_payload(0)
    return bytes(part.get_payload(decode=True))  # type: ignore[union-attr]  # a message


def _torn(life: Life) -> int:
    """Editions of everything that do not begin where the one before ended: the archive tells each change once."""
    asked = (
        "SELECT json_extract(edition, '$.window.after') AS after, json_extract(edition, '$.window.up_to') AS up_to "
        "FROM editions WHERE slug = 'everything' ORDER BY run_id"
    )
    windows = [(row["after"], row["up_to"]) for row in life.rows(asked)]
    assert windows
    assert None not in windows[0]
    return sum(after != end for (after, _), end in zip(windows, [0, *(up_to for _, up_to in windows)], strict=False))


def _astray(life: Life, emails: Iterable[object]) -> int:
    sent, still_open, editions = (
        int(life.rows(f"SELECT count(*) AS number FROM {which}")[0]["number"])
        for which in ("deliveries WHERE state = 'sent'", "runs WHERE finished_at IS NULL", "editions")
    )
    files = [each for each in life.folder.glob("digests/20*/*.json") if not each.name.startswith(".")]
    return len(list(emails)) - sent + still_open + abs(editions - len(files))


class Matrix:
    """Kills lives on one stage."""

    def __init__(self, theatre: Stage, *, whole: bool = False) -> None:
        self.theatre, self.whole = theatre, whole
        self._seen: set[bytes] = set()
        self._told = self._lived("told", None, ("news 0", "readers"), ("news 1", "compose", "send"), ("news 2",))

    def _lived(self, name: str, origin: Life | None, *weeks: Sequence[str], first: int = 0) -> Life:
        """A life in which nothing happens but what should."""
        life = self.theatre.begin(name, origin)
        for week, steps in enumerate(weeks, first):
            assert self.theatre.play(life, *steps, week=week) == 0
        return life

    def composing(self, policy: str = "resend_once", *, people: int = 1) -> Figures:
        """Kill at each point of composing; so many people are written to in one commit."""
        unharmed = self._lived("unharmed", self._told)
        assert self.theatre.play(unharmed, "compose", week=2, people=people) == 0
        return self._everywhere(COMPOSE, unharmed.counts(), ("compose",), self._told, policy, people)

    def sending(self, policy: str) -> Figures:
        """Kill at each point of sending to five readers, one after the other."""
        composed = self._lived("composed", self._told, ("compose",), first=2)
        unharmed = self._lived("unharmed", composed, ("send",), first=2)
        verbs = {point: self.theatre.relay.verbs[SERVER[point]] for point in SEND if point in SERVER}
        met = unharmed.counts() + Counter(verbs)
        return self._everywhere(SEND if self.whole else NOT_WHOLE[policy], met, ("send",), composed, policy)

    def pool(self, policy: str) -> Figures:
        """Kill a pool of eight connections that sends to sixteen people, and once when all are in the worst moment."""
        crowd = ("news 0", "readers 11"), ("news 1", "compose", "send"), ("news 2", "compose")
        origin = self._lived("crowd", None, *crowd)
        many = 5 + 11
        kills: list[Kill] = [(TOGETHER, 0)]
        for point in POOL:
            kills += [(point, time) for time in (range(1, many + 1) if self.whole else (2, many))]
        total = Figures()
        for kill in kills:
            life = self.theatre.begin("harmed", origin, policy=policy, workers=POOL_SIZE)
            assert self.theatre.play(life, "send", week=2, kill=kill) == KILLED, kill
            total.kills += 1
            total += self._after(life, kill)
        return total

    def twice(self) -> Life:
        """The answer for the third reader is lost twice, as the last of all is tried again."""
        life = self._lived("twice", self._told, ("compose",), first=2)
        for late, time in ((timedelta(), 3), (RESTART, 3)):
            kill = ("server: after the dot, kept", time)
            assert self.theatre.play(life, "send", week=2, late=late, kill=kill) == KILLED
        assert self.theatre.play(life, "send", "send", week=2, late=2 * RESTART) == 0
        return life

    def _everywhere(
        self,
        points: Sequence[str],
        counts: Counter[str],
        steps: Sequence[str],
        origin: Life,
        policy: str,
        people: int | None = None,
    ) -> Figures:
        named = {*COMPOSE, *SEND}
        assert not [point for point in points if not counts[point]], "a named point is never met any more"
        nameless = [met for met in counts if " commit: " not in met and met not in named]
        assert not nameless, f"no name yet: {nameless}"
        total = Figures()
        for point in points:
            for time in positions(point, counts[point], all_of_them=self.whole):
                life = self.theatre.begin("harmed", origin, policy=policy)
                kill: Kill = (point, time)
                assert self.theatre.play(life, *steps, week=2, kill=kill, people=people) == KILLED, kill
                total.kills += 1
                if self._is_new(life.state()):
                    total += self._after(life, kill)
        return total

    def _is_new(self, state: str) -> bool:
        drawn = hashlib.sha256(state.encode("utf-8", "surrogateescape")).digest()
        is_new = drawn not in self._seen
        self._seen.add(drawn)
        return is_new

    def _after(self, life: Life, kill: Kill) -> Figures:
        """The rest of its story."""
        assert self.theatre.play(life, "compose", "send", week=2, late=RESTART) == 0, kill
        if life.policy == "hold":
            arrived = " ".join(life.arrived())
            assert self.theatre.play(life, f"settle {arrived}", "send", week=2, late=RESTART) == 0, kill
        found = judged(life, weeks=2)
        if self._is_new(life.remembered(but_how=False)):
            assert self.theatre.play(life, "news 3", "compose", "send", week=3) == 0, kill
            found = judged(life, weeks=3)
        trouble = found.lost + found.told_twice + found.unrecorded + found.astray
        assert trouble == 0, (kill, life.policy, found)
        return found


def crash_figures(*, whole: bool = False) -> dict[str, int]:
    """Play the matrix: as `make test` does, or the `whole` of it; the figures together."""
    with stage() as theatre:
        matrix = Matrix(theatre, whole=whole)
        total = Figures()
        for policy in POLICIES:
            total += matrix.sending(policy)
        pool = Figures()
        for policy in POLICIES if whole else POLICIES[:2]:
            pool += matrix.pool(policy)
        for people in (1, 50) if whole else (1,):
            total += matrix.composing(people=people)
    alone = {**asdict(total), "kills": total.kills + pool.kills}
    return alone | {f"{name}_by_pool": count for name, count in asdict(pool).items()}


if __name__ == "__main__":
    print(json.dumps(crash_figures(whole="--whole" in sys.argv)))  # noqa: T201 - for who runs this
