"""`watcher mailbox`: read the letters that came to us, once (the daemon does it every ten minutes).

Does not act on letters (actions do). May import: actions, cli.frame.
"""

from watcher.actions.alerts import look, read_letters_and_tell
from watcher.actions.letters import Dealt, LettersRead
from watcher.cli.frame import DEFAULT_CONFIG, ConfigOption, JsonOption, app, err, out, print_json, safe, tools_for

_WORDS = {
    Dealt.LEFT: "asked to leave: done",
    Dealt.CONFIRMED: "confirmed: done",
    Dealt.SUPPRESSED: "no such address: nothing is sent there any more",
    Dealt.COUNTED: "came back, perhaps only this time: counted",
    Dealt.REFUSED: "refused for what we send or who we are: see below",
    Dealt.IGNORED: "automatic, or only late: ignored",
    Dealt.FOR_A_PERSON: "for a person: left unread",
}


@app.command(name="mailbox")
def mailbox_command(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Read the mailbox. Requests to leave, confirmations, emails that came back: a second call acts on none twice."""
    with tools_for(config) as tools:
        try:
            result = read_letters_and_tell(tools)
        finally:
            look(tools)
    if as_json:
        print_json(_as_json(result))
        return
    if not result.dealt:
        out.print("No letter has come.")
    for dealt, words in _WORDS.items():
        if result.dealt[dealt]:
            out.print(f"{result.dealt[dealt]} {words}")
    if result.waiting:
        out.print(f"{result.waiting} more wait for the next round.")
    for alert in result.alerts:
        err.print(safe(f"Came back: {alert}"))


def _as_json(result: LettersRead) -> dict[str, object]:
    counts = {str(each): result.dealt[each] for each in Dealt if result.dealt[each]}
    return {"letters": counts, "alerts": list(result.alerts), "waiting": result.waiting}
