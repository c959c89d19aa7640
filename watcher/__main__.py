"""`python -m watcher` is the same as `watcher`."""

from watcher.cli import main

main()
