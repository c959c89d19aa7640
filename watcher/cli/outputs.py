"""`watcher feeds`: write the feeds and calendars now, and say where they stand.

Does not decide what is in them. May import: actions, cli.frame.
"""

from watcher.actions.outlets import FEED_LIST
from watcher.actions.outputs import are_there, write_outputs
from watcher.cli.frame import DEFAULT_CONFIG, ConfigOption, JsonOption, app, out, print_json, safe, tools_for


@app.command(name="feeds")
def feeds_command(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Write the Atom feeds and the calendars, all of them.

    `watcher run`, `watcher poll` and `watcher digest` do so by themselves where something changed.
    """
    with tools_for(config) as tools:
        written = write_outputs(tools, everything=True)
        folder = tools.settings.digests_dir
    if as_json:
        files, gone = ([str(path) for path in paths] for paths in (written.files, written.removed))
        print_json({"written": files, "removed": gone})
        return
    if not are_there(folder):
        out.print("Nothing was polled yet: there is nothing to tell. `watcher poll` begins.")
        return
    count = len(written.files)
    out.print(f"{count} {'file' if count == 1 else 'files'} written anew, {len(written.removed)} removed.")
    out.print(safe(f"All feeds and calendars: {folder / FEED_LIST}"))
