"""The errors a caller may have to tell apart, as one tree.

    WatcherError
        ConfigError             sources.yaml or the environment is wrong; carries every problem found
        StoreError              the database cannot be used as it is
            StoreBusyError      another process holds it; trying again may help
            StoreTooNewError    its schema is newer than this program
            StoreFullError      the disk is full or the file cannot be written
        SearchError             what was typed into a search names nothing to look for
        LateRunError            a digest so late that a person must say whether it goes out
        RenderError             a template failed; names the file and line
        MessageError            an email could not be built safely from what it should say
        AddressError            an email address that cannot be accepted, with the reason
        MailboxError            the mailbox for letters to us cannot be read
        LabelError              a file of labelled items cannot be read; names the line
        AlreadyRunningError     another daemon holds the lock
        SampleError             the sample council was asked for something it does not have

Expected failures of the network and of pages are not errors: they are outcomes (domain.publications.Outcome)
and are recorded. Does not know exit codes; the cli turns errors into words and codes.
"""

from dataclasses import dataclass


class WatcherError(Exception):
    """Something this program can explain. `hint` says what to do about it, or is empty."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        if hint:
            self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a settings file or a template. `line` and `column` start at 1; 0 is not known."""

    file: str
    line: int
    column: int
    field: str
    words: str

    def __str__(self) -> str:
        """As editors and compilers write it: `sources.yaml:12:5: councils.1.url: ...`."""
        field = f"{self.field}: " if self.field else ""
        place = "".join(f":{each}" for each in (self.line, self.column) if each)
        return f"{self.file}{place}: {field}{self.words}"


class ConfigError(WatcherError):
    """The settings are wrong. Every problem found is in `problems`, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        # A file can name lone surrogates, which no terminal and no log can be given.
        words = "\n".join(str(problem) for problem in problems)
        super().__init__(words.encode("utf-8", "replace").decode("utf-8"))
        self.problems = problems


class StoreError(WatcherError):
    """The database cannot be used as it is."""


class StoreBusyError(StoreError):
    """Another process holds the database."""

    hint = "Wait for the other command to end, or stop it, and run this again."


class StoreTooNewError(StoreError):
    """The database was written by a newer version of this program."""

    hint = "Install the newer version, or point WATCHER_DATABASE_URL at another database."


class StoreFullError(StoreError):
    """The database could not be written: the disk is full or the file is read-only."""

    hint = "Free some space or correct the permissions; nothing was half written."


class SearchError(WatcherError):
    """What was typed into a search names nothing that could be looked for; the message says why."""


class LateRunError(WatcherError):
    """A digest is too late to be composed without being told to: the runs before it are missing."""

    hint = (
        "If the program was off for that long, `watcher digest --late` composes it. If the database was put back from "
        "a backup, people were told most of this already."
    )


class RenderError(WatcherError):
    """A template failed. The message names the template's file and line."""


class MessageError(WatcherError):
    """An email could not be built: what was read back is not what was meant."""


class AddressError(WatcherError):
    """An email address cannot be accepted; the message says why."""


class MailboxError(WatcherError):
    """The mailbox to which bounces and requests to leave come cannot be read; the message says why."""

    hint = "Nothing is lost: the letters stay there. Check WATCHER_MAILBOX_URL."


class LabelError(WatcherError):
    """A file of labelled items cannot be read; the message names the file and the line."""


class AlreadyRunningError(WatcherError):
    """Another daemon runs on this state folder."""

    hint = "One daemon is enough: stop the other one first, or use the commands for cron."


class SampleError(WatcherError):
    """The sample council was asked for a week, page or fault that it does not have."""
