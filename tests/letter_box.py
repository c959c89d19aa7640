"""A mailbox with letters on loopback: IMAP (RFC 3501) with flags, searches and parts of letters.

Does not assert anything.
"""

import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.imap_server import ImapServer

LETTERS = Path(__file__).parent / "letters"


def written(name: str, **words: str) -> bytes:
    """A letter of tests/letters, with its words put in (`verp`, `recipient`, `message_id`, `subject`)."""
    text = (LETTERS / f"{name}.eml").read_text(encoding="utf-8")
    for key, value in words.items():
        text = text.replace(key.upper().replace("_", "-"), value)
    return text.replace("\n", "\r\n").encode("utf-8")


@dataclass
class LetterBox(ImapServer):
    """Letters by their number, and which of them are seen. `validity` is the UIDVALIDITY."""

    folder: str = "INBOX"
    validity: int = 7
    letters: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    marked: threading.Event = field(default_factory=threading.Event)
    """Set when a letter is marked as seen."""

    def put(self, *letters: bytes) -> None:
        """Letters arrive."""
        for letter in letters:
            self.letters[max(self.letters, default=0) + 1] = letter

    def _answer(self, command: str) -> tuple[list[str], str]:
        if command.startswith("SELECT") and self.refuses != "SELECT":
            validity = f"* OK [UIDVALIDITY {self.validity}] valid"
            there = f'"{self.folder}"' in command
            return ([f"* {len(self.letters)} EXISTS", validity], "OK done") if there else ([], "NO no such folder")
        verb = command.removeprefix("UID ").partition(" ")[0]
        if verb == self.refuses:
            return [], f"NO {verb} refused"
        if verb == "SEARCH":
            found = sorted(self.letters.keys() - (self.seen if "UNSEEN" in command else set()))
            return [" ".join(["* SEARCH", *map(str, found)])], "OK done"
        if asked := re.match(r"UID FETCH (\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", command):
            return self._part(int(asked[1]), int(asked[2])), "OK done"
        if asked := re.match(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command):
            self.seen.add(int(asked[1]))
            self.marked.set()
            return [], "OK done"
        return super()._answer(command)

    def _part(self, uid: int, most: int) -> list[str]:
        if uid not in self.letters:
            return []
        part = self.letters[uid][:most].decode("latin-1")
        return [f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n{part})"]
