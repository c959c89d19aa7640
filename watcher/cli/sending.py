"""`watcher send` and `watcher outbox`: emails on their way.

Does not decide what is sent or tried again (actions do). May import: actions, cli.frame.
"""

import dataclasses
from typing import Annotated

import typer

from watcher import store
from watcher.actions import outbox as deciding
from watcher.actions.accounting import account_of_run
from watcher.actions.alerts import send_and_tell
from watcher.actions.collaborators import Collaborators
from watcher.actions.outbox import Resolution
from watcher.actions.pings import Heartbeat
from watcher.actions.send import Sending
from watcher.actions.simulate import simulate
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    end,
    err,
    moment,
    out,
    print_json,
    print_table,
    safe,
    tools_for,
)
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, DeliveryState, Pause
from watcher.store import relays

MOST_LISTED = 50
_RUNS_TOLD = 5


@app.command(name="send")
def send_command(
    config: ConfigOption = DEFAULT_CONFIG,
    late: Annotated[bool, typer.Option("--late", help="Send old news as well.")] = False,
    is_gone_believed: Annotated[
        bool, typer.Option("--gone", help="Believe the server if it says of many in a row that they do not exist.")
    ] = False,
    is_simulated: Annotated[
        bool, typer.Option("--simulate", help="Send all that waits to a server of our own, and record nothing.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Send the emails that wait. A second call sends none twice."""
    with tools_for(config) as tools:
        if is_simulated:
            _simulate(tools, as_json=as_json)
            return
        is_real = bool(tools.settings.smtp_url)
        unsent = tools.settings.digests_dir / "unsent"
        result = Heartbeat(tools).beat(
            lambda: send_and_tell(tools, by_hand=True, is_late_wanted=late, is_gone_believed=is_gone_believed)
        )
    if as_json:
        print_json({**_as_json(result), "is_real": is_real})
    else:
        for state, count in sorted(result.states.items()):
            is_file = state is DeliveryState.SENT and not is_real
            out.print(f"{count} {'written to a file' if is_file else state}")
        if result.account.subscribers:
            out.print(result.account.line)
        elif not result.paused and not result.states:
            out.print("No email was waiting.")
        if result.states and not is_real:
            out.print(f"WATCHER_SMTP_URL is not set: nothing was sent, the emails stand in {unsent}.")
        for alert in result.alerts:
            err.print(safe(f"Refused: {alert}"))
        if result.pause:
            err.print(safe(pause_words(result.pause)))
    if not result.is_well:
        end(1)


def pause_words(pause: Pause) -> str:
    """One line: what is wrong with the server, since when, and when it is asked again."""
    since = f" (since {moment(pause.since)})" if pause.failures > 1 else ""
    return (
        f"Paused: {pause.why}{since}. Nobody's email was counted as tried; the next try is at {moment(pause.until)}, "
        "`watcher send` tries at once."
    )


def _as_json(result: Sending) -> dict[str, object]:
    counts = {str(state): result.states[state] for state in DeliveryState if result.states[state]}
    return {
        "states": counts,
        "recovered": result.recovered,
        "resolved": result.resolved,
        "paused": result.paused,
        "paused_until": result.pause.until if result.pause else None,
        "alerts": list(result.alerts),
        "account": result.account.line,
        "adds_up": result.account.adds_up,
    }


def _simulate(tools: Collaborators, *, as_json: bool) -> None:
    found = simulate(tools)
    if as_json:
        figures = {"messages": found.messages, "bytes": found.bytes, "seconds": round(found.seconds, 3)}
        print_json({**figures, "account": found.account.line, "adds_up": found.account.adds_up})
    else:
        emails = "1 email" if found.messages == 1 else f"{found.messages} emails"
        out.print(
            f"{emails}, {found.bytes:,} bytes, in {found.seconds:.1f} s ({found.per_second:.0f} a second). "
            "Nothing left this machine and nothing was recorded."
        )
        out.print(found.account.line)
    if not found.account.adds_up:
        end(1)


outbox = typer.Typer(help="Emails on their way, and those that need a decision.", no_args_is_help=True)
app.add_typer(outbox, name="outbox")


@outbox.callback()
def _options(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Emails on their way, and those that need a decision."""


Wanted = list[DeliveryState] | None
IdArgument = Annotated[int, typer.Argument(help="The number of the email, as in `watcher outbox list`.")]


@outbox.command(name="list")
def list_command(
    config: ConfigOption = DEFAULT_CONFIG,
    state: Annotated[Wanted, typer.Option(help="Only emails in this state; may be repeated.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the newest first.")] = MOST_LISTED,
    as_json: JsonOption = False,
) -> None:
    """List the emails that are not simply sent. Says for the last runs whether all is accounted for."""
    wanted = state or [each for each in DeliveryState if each is not DeliveryState.SENT]
    with tools_for(config) as tools:
        with tools.store.read() as conn:
            found = store.outbox.listed(conn, wanted, limit=limit)
            pauses = relays.pauses(conn)
            runs = sorted((run for each in Frequency for run in store.outbox.runs(conn, each)), key=lambda run: run.id)
        accounts = [(run, account_of_run(tools, run.id)) for run in runs[-_RUNS_TOLD:]]
    if as_json:
        print_json([delivery_as_json(each) for each in found])
    else:
        rows = [[str(each.id), str(each.state), _next(each), each.address, _last_words(each)] for each in found]
        print_table(["email", "state", "next try", "address", "why"], rows, empty="No email waits or failed.")
        for run, account in accounts:
            if account.subscribers:
                out.print(f"{run.frequency} {run.period}: {account.line}")
        for pause in pauses:
            err.print(safe(pause_words(pause)))
    if not all(account.adds_up for _, account in accounts):
        end(1)


def _next(delivery: Delivery) -> str:
    return moment(delivery.next_attempt_at) if delivery.next_attempt_at else ""


def _last_words(delivery: Delivery) -> str:
    return delivery.history[-1].words if delivery.history else ""


def delivery_as_json(delivery: Delivery) -> dict[str, object]:
    """An email for programs, without its text."""
    names = [each.name for each in dataclasses.fields(delivery) if each.name != "message"]
    fields = {name: getattr(delivery, name) for name in names}
    return {**fields, "history": [dataclasses.asdict(step) for step in delivery.history]}


@outbox.command(name="show")
def show_command(number: IdArgument, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Show one email's way, step by step."""
    with tools_for(config) as tools:
        found = deciding.find(tools, number)
    if as_json:
        print_json(delivery_as_json(found))
        return
    out.print(safe(f"{found.subject}\nto {found.address or 'somebody who left'}, {found.message_id}"))
    if found.expires_at:
        out.print(f"old news from {moment(found.expires_at)} on")
    rows = [[moment(step.at), str(step.state), step.words] for step in found.history]
    print_table(["when", "state", "words"], rows, empty="")


@outbox.command(name="retry")
def retry_command(
    number: IdArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    late: Annotated[bool, typer.Option("--late", help="Also if it is old news.")] = False,
) -> None:
    """Let an email that is deferred or failed be tried now. By `watcher send`, or the daemon's next minute."""
    with tools_for(config) as tools:
        deciding.retry(tools, number, is_late_wanted=late)
    out.print(f"Email {number} waits to be sent.")


@outbox.command(name="resolve")
def resolve_command(
    number: IdArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    sent: Annotated[bool, typer.Option("--sent", help="It arrived.")] = False,
    resend: Annotated[bool, typer.Option("--resend", help="Send it once more, with the same Message-ID.")] = False,
    give_up: Annotated[bool, typer.Option("--give-up", help="Neither: leave it.")] = False,
) -> None:
    """Say what became of an email whose answer was lost. Those are `watcher outbox list --state ambiguous`."""
    chosen = [
        each
        for each, is_chosen in zip(
            (Resolution.SENT, Resolution.RESEND, Resolution.GIVE_UP), (sent, resend, give_up), strict=True
        )
        if is_chosen
    ]
    if len(chosen) != 1:
        raise typer.BadParameter("say one of --sent, --resend and --give-up")
    with tools_for(config) as tools:
        found = deciding.resolve(tools, number, chosen[0])
    out.print(f"Email {number} is {found.state}.")
