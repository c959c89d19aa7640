"""`watcher subscribers`: who hears from us. One person at a time; lists and files are in cli.rosters.

Does not decide who may hear (actions do). May import: actions, domain, cli.frame.
"""

import dataclasses
from typing import Annotated

import typer

from watcher.actions import leave, preferences, subscribe
from watcher.cli.frame import DEFAULT_CONFIG, ConfigOption, app, err, out, safe, tools_for
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Subscriber, Subscription

subscribers = typer.Typer(help="Who hears from us.", no_args_is_help=True)
app.add_typer(subscribers, name="subscribers")

ALL = "all"
"""The word for no choice: everything."""

AddressArgument = Annotated[str, typer.Argument(help="The email address.")]
CouncilOption = Annotated[
    list[str] | None,
    typer.Option(help="Follow this council (its `key`; `watcher status` shows it before the slash), or `all`."),
]
CommitteeOption = Annotated[
    list[str] | None,
    typer.Option(help="Follow this committee or feed (the first column of `watcher status`), or `all`."),
]
TopicOption = Annotated[
    list[str] | None, typer.Option(help="Follow this topic (its key; `watcher topics` lists them), or `all`.")
]
FrequencyOption = Annotated[Frequency, typer.Option(help="How often.")]
QuietOption = Annotated[bool, typer.Option(help="Whether to write in a week in which nothing happened as well.")]
ConsentOption = Annotated[str, typer.Option(help="Where and when they agreed; it is kept with them.")]


@subscribers.callback()
def _options(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Who hears from us."""


@subscribers.command(name="add")
def add_command(
    address: AddressArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    council: CouncilOption = None,
    committee: CommitteeOption = None,
    topic: TopicOption = None,
    frequency: FrequencyOption = Frequency.WEEKLY,
    quiet_weeks: QuietOption = True,
    consent: ConsentOption = "",
    ask: Annotated[bool, typer.Option("--ask", help="Ask them to confirm first, as `ask` does.")] = False,
) -> None:
    """Add a subscriber, who hears from us at once.

    Without --council, --committee and --topic they follow everything: all sources, and all topics in force. Each
    of the three may be repeated.
    """
    wanted = _wanted(council, committee, topic, frequency, quiet_weeks)
    with tools_for(config) as tools:
        if ask:
            _say_asked(address, subscribe.ask(tools, address, wanted, origin=consent or "by the operator"))
            return
        added = subscribe.add(tools, address, wanted, consent=consent)
    out.print(safe(f"{added.address} follows {follows(added)}, {frequency}."))


@subscribers.command(name="ask")
def ask_command(
    address: AddressArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    council: CouncilOption = None,
    committee: CommitteeOption = None,
    topic: TopicOption = None,
    frequency: FrequencyOption = Frequency.WEEKLY,
    quiet_weeks: QuietOption = True,
) -> None:
    """Ask somebody by email whether they want to hear from us.

    They do not until they confirm.

    With a public_base_url the email holds a link that is good for 7 days. Without one its answer is a letter: note it
    with `watcher subscribers confirm`.
    """
    wanted = _wanted(council, committee, topic, frequency, quiet_weeks)
    with tools_for(config) as tools:
        _say_asked(address, subscribe.ask(tools, address, wanted, origin="by the operator"))


@subscribers.command(name="confirm")
def confirm_command(
    who: Annotated[str, typer.Argument(help="The email address, or the token that their answer names.")],
    config: ConfigOption = DEFAULT_CONFIG,
    consent: ConsentOption = "",
) -> None:
    """Note that somebody who was asked said yes."""
    with tools_for(config) as tools:
        by_hand = "@" in who
        result = subscribe.confirm_by_hand(tools, who, consent=consent) if by_hand else subscribe.confirm(tools, who)
    words = {
        subscribe.Confirmed.NOW: "Confirmed: they hear from us from now on.",
        subscribe.Confirmed.ALREADY: "They had confirmed already.",
        subscribe.Confirmed.UNKNOWN: "This token is none of ours, or older than 7 days.",
    }
    out.print(words[result])
    if result is subscribe.Confirmed.UNKNOWN:
        raise typer.Exit(1)


@subscribers.command(name="set")
def set_command(
    address: AddressArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    council: CouncilOption = None,
    committee: CommitteeOption = None,
    topic: TopicOption = None,
    frequency: Annotated[Frequency | None, typer.Option(help="How often.")] = None,
    quiet_weeks: Annotated[
        bool | None,
        typer.Option(
            "--quiet-weeks/--no-quiet-weeks", help="Whether to write in a week in which nothing happened as well."
        ),
    ] = None,
) -> None:
    """Change what somebody follows, or how often they hear. What is not named stays; nothing is told twice or dropped.

    --council, --committee and --topic replace what was followed of their kind; `all` ends the choice.
    """
    if all(each is None for each in (council, committee, topic, frequency, quiet_weeks)):
        words = "nothing to set: say --council, --committee, --topic, --frequency or --[no-]quiet-weeks"
        raise typer.BadParameter(words)

    def wish(old: Subscription) -> Subscription:
        return dataclasses.replace(
            old,
            councils=old.councils if council is None else _keys(council),
            committees=old.committees if committee is None else _keys(committee),
            topics=old.topics if topic is None else _keys(topic),
            frequency=frequency or old.frequency,
            hears_quiet_weeks=old.hears_quiet_weeks if quiet_weeks is None else quiet_weeks,
        )

    with tools_for(config) as tools:
        changed = preferences.change(tools, address, wish)
    out.print(safe(f"{changed.address} follows {follows(changed)}, {changed.subscription.frequency}."))


@subscribers.command(name="pause")
def pause_command(address: AddressArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Write nothing to somebody until `resume`. The digest after that tells them everything."""
    with tools_for(config) as tools:
        paused = preferences.pause(tools, address)
    out.print(safe(f"{paused.address} is paused; the digest after `watcher subscribers resume` tells everything."))


@subscribers.command(name="resume")
def resume_command(address: AddressArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Write again to somebody paused, or whose address gave trouble."""
    with tools_for(config) as tools:
        resumed = preferences.resume(tools, address)
    out.print(safe(f"{resumed.address} hears from us again."))


@subscribers.command(name="leave")
def leave_command(address: AddressArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Unsubscribe somebody who asked in other words than the link.

    Everything about them goes 28 days later.
    """
    with tools_for(config) as tools:
        result = leave.leave(tools, address)
    when = "was unsubscribed before" if result is leave.Gone.BEFORE else "is unsubscribed"
    out.print(safe(f"{address} {when}. `watcher subscribers erase` forgets them at once."))


@subscribers.command(name="erase")
def erase_command(address: AddressArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Forget somebody at once and for good. An email that still waits for them is not sent."""
    with tools_for(config) as tools:
        erased = leave.erase(tools, address)
    out.print(safe(f"{address} is forgotten."))
    if not erased.log_is_empty:
        err.print("The database's log is in use: the address is in there until `watcher tidy` or the next restart.")


subscribers.command(name="remove", hidden=True)(erase_command)
"""As it was called first."""


def follows(subscriber: Subscriber) -> str:
    """What a person follows, in words."""
    wanted = subscriber.subscription
    places = ", ".join(wanted.councils + wanted.committees) or "all sources"
    return f"{', '.join(wanted.topics) or 'all topics'} in {places}"


def _keys(given: list[str] | None) -> tuple[str, ...]:
    return () if not given or ALL in given else tuple(dict.fromkeys(given))


def _wanted(
    council: list[str] | None,
    committee: list[str] | None,
    topic: list[str] | None,
    frequency: Frequency,
    quiet_weeks: bool,
) -> Subscription:
    return Subscription(
        councils=_keys(council),
        committees=_keys(committee),
        topics=_keys(topic),
        frequency=frequency,
        hears_quiet_weeks=quiet_weeks,
    )


def _say_asked(address: str, result: subscribe.Asked) -> None:
    words = {
        subscribe.Asked.WRITTEN: "is asked to confirm; the email goes out with the next `watcher send`",
        subscribe.Asked.KNOWN: "is subscribed already; nothing was changed",
        subscribe.Asked.ENOUGH: "was asked before and has not answered; a further email would be one too many for now",
    }
    out.print(safe(f"{address.strip()} {words[result]}."))
