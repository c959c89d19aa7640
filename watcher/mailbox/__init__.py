"""Letters that come to us: what they are (pure), and the mailbox in which they lie (IMAP).

Does not act on any (actions do) or write any (render does). May import: config, errors, flufl.bounce.
"""

from watcher.mailbox.accounts import Account, parse_account
from watcher.mailbox.bounces import Bounce, Severity
from watcher.mailbox.imap import Box, Lying, connected, opened
from watcher.mailbox.letters import Letter, LetterKind, read_letter

__all__ = [
    "Account",
    "Bounce",
    "Box",
    "Letter",
    "LetterKind",
    "Lying",
    "Severity",
    "connected",
    "opened",
    "parse_account",
    "read_letter",
]
