"""What the environment says: secrets, which stand in no file, and folders.

Does not show a value in any message: a mistyped secret is still a secret. May import: errors.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from watcher.config._addresses import ping_problem
from watcher.config._fields import did_you_mean
from watcher.errors import Problem

VARIABLES = (
    "WATCHER_SMTP_URL",
    "WATCHER_ARCHIVE_URL",
    "WATCHER_MAILBOX_URL",
    "WATCHER_DKIM_KEY_FILE",
    "WATCHER_DATABASE_URL",
    "WATCHER_SECRET_KEY",
    "WATCHER_PING_URL",
    "WATCHER_STATE_DIR",
    "WATCHER_DIGESTS_DIR",
    "WATCHER_COUNCILS",
)
SMTP_SCHEMES = ("smtp", "smtps")
IMAP_SCHEMES = ("imap", "imaps")
LEAST_KEY_LENGTH = 16
"""Characters of WATCHER_SECRET_KEY: it signs links, and a short one could be guessed."""

_SCHEME = re.compile(r"(?:sqlite|postgresql)(?:\+[a-z0-9]+)?://", re.IGNORECASE)


@dataclass(slots=True)
class Environment:
    """The variables that concern us, checked. An empty one counts as not set."""

    root: Path
    variables: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def smtp_url(self) -> str | None:
        """`smtp://user:password@host:587` or `smtps://...`; None means that nothing is mailed."""
        return self._server_url("WATCHER_SMTP_URL", SMTP_SCHEMES, "smtp://user:password@host:587")

    def archive_url(self) -> str | None:
        """`imaps://user:password@host/Folder`, where a copy of every email arrives; None if there is no such."""
        return self._server_url("WATCHER_ARCHIVE_URL", IMAP_SCHEMES, "imaps://user:password@host/Folder")

    def mailbox_url(self) -> str | None:
        """`imaps://user:password@host/INBOX`, which is read for bounces and requests to leave; None if none is."""
        url = self._server_url("WATCHER_MAILBOX_URL", IMAP_SCHEMES, "imaps://user:password@host/INBOX")
        if url is not None and self._get("WATCHER_SECRET_KEY") is None:
            words = "needs WATCHER_SECRET_KEY as well: by it a real bounce is told from a made-up one"
            self._wrong("WATCHER_MAILBOX_URL", words)
        return url

    def ping_url(self) -> str | None:
        """`https://hc-ping.com/your-uuid`, which is told that all is well; who knows it can say so too."""
        url = self._get("WATCHER_PING_URL")
        if url is not None and (words := ping_problem(url)):
            self._wrong("WATCHER_PING_URL", words)
        return url.rstrip("/") if url else None

    def dkim_key_file(self) -> Path | None:
        """The file of the private key by which emails are signed; a relative one stands beside sources.yaml."""
        return None if self._get("WATCHER_DKIM_KEY_FILE") is None else self.folder("WATCHER_DKIM_KEY_FILE", "")

    def _server_url(self, variable: str, schemes: tuple[str, str], example: str) -> str | None:
        url = self._get(variable)
        if url is None:
            return None
        try:
            parts = urlsplit(url)
            is_good = bool(parts.hostname) and parts.port != 0 and url.isprintable() and " " not in url
        except ValueError:
            is_good, parts = False, urlsplit("")
        if not is_good:
            self._wrong(variable, f"must be like {example} (quote special letters: %40)")
        elif parts.scheme not in schemes:
            self._wrong(variable, f"must begin with {schemes[0]}:// or {schemes[1]}://")
        return url

    def database_url(self, state_dir: Path) -> str:
        """The database's address; without one, a file in the state folder."""
        url = self._get("WATCHER_DATABASE_URL")
        if url is None:
            return f"sqlite:///{(state_dir / 'watcher.db').as_posix()}"
        if not _SCHEME.match(url):
            self._wrong("WATCHER_DATABASE_URL", "must begin with sqlite:/// or postgresql+psycopg://")
        # PostgreSQL's own tools write postgresql://, for which SQLAlchemy would look for another driver than ours.
        return re.sub(r"^postgresql://", "postgresql+psycopg://", url)

    def secret_key(self) -> str | None:
        """What links are signed with; None if not set."""
        key = self._get("WATCHER_SECRET_KEY")
        if key is not None and len(key) < LEAST_KEY_LENGTH:
            self._wrong("WATCHER_SECRET_KEY", f"is too short; at least {LEAST_KEY_LENGTH} random characters are needed")
        return key

    def folders(self) -> tuple[Path, Path]:
        """What is remembered, and what is written for people: `state` and `digests`."""
        return self.folder("WATCHER_STATE_DIR", "state"), self.folder("WATCHER_DIGESTS_DIR", "digests")

    def folder(self, variable: str, usual: str) -> Path:
        """A folder; a relative one stands beside sources.yaml."""
        named = self._get(variable) or usual
        if "\0" in named:
            self._wrong(variable, "is not the name of a folder")
        return self.root / named

    def check_names(self) -> None:
        """Report variables of ours that do not exist: a misspelt WATCHER_SMTP_URL would silently mail nobody."""
        for name in self.variables:
            near = did_you_mean(name, VARIABLES, cutoff=0.85) if name.startswith("WATCHER_") else ""
            if near and name not in VARIABLES:
                self._wrong(name, f"is not a variable of this program{near}")

    def _get(self, name: str) -> str | None:
        return self.variables.get(name, "").strip() or None

    def _wrong(self, name: str, words: str) -> None:
        self.problems.append(Problem(file="environment", line=0, column=0, field=name, words=words))
