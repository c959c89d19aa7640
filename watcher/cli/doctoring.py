"""`watcher doctor`: where the councils publish now; `watcher doctor mail`: will emails from here be accepted?

Does not check anything itself (actions do). May import: actions, deliver (who is asked), cli.frame, cli.moving.
"""

import dataclasses
from typing import Annotated

import typer

from watcher.actions.doctor_mail import Asking, examine
from watcher.actions.mail_records import Finding
from watcher.cli.frame import DEFAULT_CONFIG, ConfigOption, JsonOption, app, end, out, print_json, safe, tools_for
from watcher.cli.moving import check_sites
from watcher.deliver.records import look_nothing_up, look_up

doctor = typer.Typer(help="Look for what is wrong.", invoke_without_command=True)
app.add_typer(doctor, name="doctor")


@doctor.callback()
def doctor_command(
    context: typer.Context,
    config: ConfigOption = DEFAULT_CONFIG,
    fix: Annotated[bool, typer.Option("--fix", help="Write into the settings file where a council has moved to.")] = (
        False
    ),
    as_json: JsonOption = False,
) -> None:
    """Ask each watched council's site once, and say which have moved and where to. `mail` checks the emails."""
    if context.invoked_subcommand is None:
        check_sites(config, is_fixing=fix, as_json=as_json)


@doctor.command(name="mail")
def mail_command(
    to: Annotated[str, typer.Option(help="The address, of your own, to which one email is sent.")],
    config: ConfigOption = DEFAULT_CONFIG,
    dns: Annotated[bool, typer.Option(help="Look up SPF, DKIM and DMARC.")] = True,
    send: Annotated[bool, typer.Option(help="Send the email; without, everything else is checked.")] = True,
    as_json: JsonOption = False,
) -> None:
    """Send one email and check what can be checked. The exit code is 1 if something is wrong."""
    asking = Asking(lookup=look_up if dns else look_nothing_up, is_sent=send)
    checks = []
    with tools_for(config) as tools:
        for check in examine(tools, to, asking):
            checks.append(check)
            if not as_json:  # as they come: a server may take its time
                out.print(safe(f"{check.finding:<8} {check.name:<12} {check.words}"))
                if check.advice:
                    out.print(safe(f"{'':<21} -> {check.advice}"))
    if as_json:
        print_json([dataclasses.asdict(each) for each in checks])
    if any(check.finding is Finding.WRONG for check in checks):
        end(1)
