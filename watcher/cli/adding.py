"""`watcher add`: councils and committees into sources.yaml, without looking up addresses.

Does not find, ask or write itself (actions and config do). May import: actions, app, config, tag, cli.frame.
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from watcher import config as configuration
from watcher.actions import picking
from watcher.actions.adding import ALL, Plan, Target, find_target, plan, plan_feed, with_site
from watcher.actions.directory import plain
from watcher.actions.discover import Found, committee_behind, discover
from watcher.app import user_agent, utc_now
from watcher.cli import unfound
from watcher.cli.directory import directory
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    end,
    err,
    log_to_stderr,
    out,
    print_json,
    safe,
)
from watcher.cli.subjects import topics_in_force
from watcher.councils import Councils
from watcher.domain.publications import LONDON, Committee
from watcher.errors import WatcherError
from watcher.fetch import Fetcher
from watcher.tag import Tagger


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the command line says, besides the council."""

    path: Path
    committees: tuple[str, ...] = ()
    wants_all: bool = False
    topic: str = ""
    is_asked: bool = False
    is_dry: bool = False
    name: str = ""
    tls_exception: str = ""
    wants_decisions: bool = False
    is_for_programs: bool = False


CouncilArgument = Annotated[
    list[str], typer.Argument(help="A name, a code, or an address of any of its pages; or several.")
]
CommitteeOption = Annotated[
    list[str] | None, typer.Option(help="Words of a committee's name, or its id; may be repeated.")
]
AllOption = Annotated[bool, typer.Option("--all", help="All committees, and those that appear later.")]
TopicOption = Annotated[str, typer.Option(help="Committees whose name or recent agendas are about this topic.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Show what would be added, and write nothing.")]
DecisionsOption = Annotated[
    bool, typer.Option("--decisions", help="Decisions of individuals and officers, and the forward plan, as well.")
]
NameOption = Annotated[str, typer.Option(help="What to call a council that the directory does not know.")]
ExceptionOption = Annotated[
    str, typer.Option(help="Why this council's certificate is not to be checked; written into its entry.")
]


@app.command()
def add(
    council: CouncilArgument,
    committee: CommitteeOption = None,
    every: AllOption = False,
    topic: TopicOption = "",
    decisions: DecisionsOption = False,
    yes: YesOption = False,
    dry_run: DryOption = False,
    name: NameOption = "",
    tls_exception: ExceptionOption = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Add councils and their committees to the settings file. Everything else in it stays as it is.

    In a terminal you are shown the committees and pick; elsewhere --committee, --all or --topic say which.
    """
    if sum((bool(committee), every, bool(topic))) > 1:
        raise typer.BadParameter("only one of --committee, --all and --topic can be used at once")
    wishes = Wishes(
        path=config,
        committees=tuple(committee or ()),
        wants_all=every,
        topic=topic,
        is_asked=sys.stdin.isatty() and not yes and not as_json,
        is_dry=dry_run,
        name=name,
        tls_exception=tls_exception,
        wants_decisions=decisions,
        is_for_programs=as_json,
    )
    _add(council, wishes)


def _add(words: Sequence[str], wishes: Wishes) -> None:
    log_to_stderr(is_daemon=False)
    councils = directory()
    settings = configuration.load_if_any(wishes.path, os.environ)
    with Fetcher(user_agent=user_agent(settings), now=utc_now) as fetcher:
        done, failed = _each(_councils_meant(words, councils), Adder(fetcher, councils, wishes))
    if wishes.is_for_programs:
        print_json({"file": str(wishes.path), "councils": [_as_json(each) for each in done], "failed": failed})
    if failed:
        end(1)


def _councils_meant(words: Sequence[str], councils: Councils) -> list[str]:
    """Each argument is a council; `watcher add Brighton and Hove` is one all the same."""
    whole = " ".join(words)
    return [whole] if len(words) > 1 and len(councils.find(whole)) == 1 else list(words)


def _each(words: Sequence[str], adder: "Adder") -> tuple[list[Plan], list[str]]:
    """One council after the other; one that fails is named and stops no other. A single one raises."""
    done: list[Plan] = []
    failed: list[str] = []
    for each in words:
        try:
            found = adder.add(each)
            done.append(found)
            _tell(found, adder.wishes)
        except WatcherError as error:
            if len(words) == 1:
                raise
            failed.append(each)
            err.print(safe(f"{each}: {error}. {error.hint}".strip()))
    return done, failed


class Adder:
    """Adds one council after another to one file."""

    def __init__(self, fetcher: Fetcher, councils: Councils, wishes: Wishes) -> None:
        self.fetcher, self.councils, self.wishes = fetcher, councils, wishes

    def add(self, words: str) -> Plan:
        """Find, ask, pick, write. Raises WatcherError and ConfigError; then nothing was written for this council."""
        path = self.wishes.path
        before = configuration.read_text(path) if path.exists() else ""  # an edit after this one is noticed
        settings = configuration.load_if_any(path, os.environ)
        target = find_target(words, self.councils, settings, name=self.wishes.name)
        if self.wishes.tls_exception:
            target = unfound.with_exception(target, self.wishes.tls_exception)
        err.print(safe(f"{target.name}: asking {', '.join(target.bases[:1]) or target.page or 'nobody'} ..."))
        found = discover(self.fetcher, target.like, target.bases, page=target.page, today=self._today())
        if not found.system:
            feed = unfound.feed_instead(found, target, self.fetcher, self.wishes.is_asked)
            return self._written(plan_feed(path, before, settings, *feed))
        target = with_site(target, found.url, found.system)
        chosen = self._chosen(target, found)
        return self._written(plan(path, before, target, chosen, found.committees, fields=self._fields(target)))

    def _written(self, made: Plan) -> Plan:
        if made.is_change and not self.wishes.is_dry:
            configuration.rewrite(self.wishes.path, made.before, made.text, os.environ)
        return made

    def _fields(self, target: Target) -> dict[str, str]:
        """The fields of an entry that are not what they are by themselves."""
        fields = {"decisions": "yes", "forward_plan": "yes"} if self.wishes.wants_decisions else {}
        if target.number is None:
            if target.like.system != configuration.COUNCIL_SYSTEMS[0]:
                fields["system"] = target.like.system
            if target.like.allows_private:
                fields["allow_private"] = "yes"
        if self.wishes.tls_exception:
            fields["tls_exception"] = self.wishes.tls_exception
        return fields

    def _chosen(self, target: Target, found: Found) -> tuple[Committee, ...]:
        wishes, listed = self.wishes, found.committees
        if wishes.wants_all:
            return (ALL,)
        if wishes.committees:
            return tuple(each for words in wishes.committees for each in picking.by_words(words, listed))
        if wishes.topic:
            return self._about(target, listed)
        if (of_address := self._behind(target, listed)) is not None:
            return (of_address,)
        if wishes.wants_decisions and target.number is not None:
            return ()  # the committees are chosen already
        if not listed:
            raise WatcherError(
                f"{found.url} is a site of {found.system}, but its list of committees cannot be read",
                hint="Give ids (the number after CommitteeId= or CId= in addresses): `--committee 1043`.",
            )
        return self._picked(listed)

    def _about(self, target: Target, listed: Sequence[Committee]) -> tuple[Committee, ...]:
        """Those that match the topic, each with what showed it."""
        topics = topics_in_force(self.wishes.path)
        if self.wishes.topic not in (keys := [each.key for each in topics.topics]):
            raise typer.BadParameter(f"there is no topic {self.wishes.topic!r}; there is {', '.join(keys)}")
        err.print(f"Looking through {len(listed)} committees, up to three pages of each ...")
        with err.status("") as shown:

            def tell(number: int, committee: Committee) -> None:
                shown.update(safe(f"{number} of {len(listed)}: {committee.name}"))

            tagger, topic = Tagger(topics), self.wishes.topic
            matching = list(
                picking.by_topic(self.fetcher, target.like, listed, tagger, topic, self._today(), tell=tell)
            )
        for each in matching:
            err.print(safe(f"  {each.committee.name}: {each.because}"))
        if not matching:
            raise WatcherError(f"No committee of {target.name} has a recent agenda about {topic}")
        return tuple(each.committee for each in matching)

    def _behind(self, target: Target, listed: Sequence[Committee]) -> Committee | None:
        """The committee that the given address is about; None if it is about none, or no address was given."""
        place = target.place
        if place is None:
            return None
        by_id = {each.id: each for each in listed}
        if place.committee_id and (place.committee_id in by_id or not listed):
            return by_id.get(place.committee_id, Committee(id=place.committee_id, name=""))
        if place.words:
            names = sorted(listed, key=lambda each: -len(each.name))
            bare = plain(place.words.rpartition(".")[0])
            return next((each for each in names if bare.endswith(plain(each.name))), None)
        if not place.is_vendors:
            return None
        committee_id, page = committee_behind(self.fetcher, target.like, place.page)
        if place.meeting_id and not committee_id:
            raise WatcherError(f"{place.page} does not say of which committee it is ({page.why or page.outcome})")
        return by_id.get(committee_id) or (Committee(id=committee_id, name="") if committee_id else None)

    def _picked(self, listed: Sequence[Committee]) -> tuple[Committee, ...]:
        """What a person picks from the list, in a terminal."""
        for number, each in enumerate(listed, start=1):
            err.print(safe(f"{number:>4}  {each.name}"))
        if not self.wishes.is_asked:
            raise WatcherError(
                "Which committees? Nothing was added",
                hint='Say it with --committee "words of the name" (or an id), --topic send, or --all.',
            )
        while True:
            answer = _ask("Which (1, 3-5; words of a name; all)? ")
            try:
                chosen = picking.by_answer(answer, listed)
            except WatcherError as error:
                err.print(safe(f"{error}. {error.hint}".strip()))
                continue
            if chosen == ():
                raise typer.Abort
            return (ALL,) if chosen is None else chosen

    def _today(self) -> date:
        return utc_now().astimezone(LONDON).date()


def _ask(question: str) -> str:
    answer: str = typer.prompt(question, default="", show_default=False, prompt_suffix="", err=True)
    return answer


def _tell(done: Plan, wishes: Wishes) -> None:
    """What was done, in words; on standard error, so that --json stands alone."""
    say = err if wishes.is_for_programs else out
    council = done.target.like.council
    for each in done.already:
        say.print(safe(f"{council.name}: already watched: {_words(each)}"))
    for each in done.added:
        say.print(safe(f"{council.name}: {'would be added' if wishes.is_dry else 'added'}: {_words(each)}"))
    if done.is_change and "decisions" in done.fields:
        say.print(safe(f"{council.name}: decisions of individuals and officers, and the forward plan"))
    if not done.is_change:
        say.print("Nothing was changed.")
    elif wishes.is_dry:
        say.print(f"{wishes.path} stays as it is: this was a dry run.")
    else:
        say.print(safe(f"{wishes.path} now watches them at {council.url}"))


def _words(committee: Committee) -> str:
    if committee == ALL:
        return "all committees"
    return f"{committee.name} ({committee.id})" if committee.name else f"committee {committee.id}"


def _as_json(done: Plan) -> dict[str, object]:
    like = done.target.like
    return {
        "name": like.council.name,
        "key": like.council.key,
        "url": like.council.url,
        "system": like.system,
        "added": [{"id": each.id, "name": each.name} for each in done.added],
        "already": [{"id": each.id, "name": each.name} for each in done.already],
        "is_changed": done.is_change,
    }
