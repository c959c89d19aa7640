"""TXT records of the domain name system, where a resolver answers (dnspython, which comes with the extra `mail`).

Does not understand what they say (actions do). May import: dnspython.
"""

from collections.abc import Callable

Lookup = Callable[[str], tuple[str, ...] | None]
"""The TXT records of a name: () if there are none, None if that could not be found out."""

TIMEOUT_S = 5.0


def look_up(name: str) -> tuple[str, ...] | None:
    """See Lookup. Never raises."""
    try:
        from dns import exception, resolver
    except ImportError:
        return None
    try:
        answer = resolver.resolve(name, "TXT", lifetime=TIMEOUT_S)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return ()
    except (exception.DNSException, OSError, ValueError):
        return None
    return tuple(b"".join(each.strings).decode("ascii", "replace") for each in answer)


def look_nothing_up(_name: str) -> tuple[str, ...] | None:
    """For machines that may not, or shall not, ask (`--no-dns`)."""
    return None
