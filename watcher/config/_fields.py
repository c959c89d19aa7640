"""One field's text as what a person meant by it: `6h`, `25 MB`, `yes`, `12:30`, `Monday`.

Each reader takes what the file holds and returns the value, or raises ValueError with words for the operator.
The annotated types at the end join a reader with its JSON Schema. Addresses are in _addresses.
Does not know which field it reads. May import: the standard library.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import BeforeValidator, PlainValidator, WithJsonSchema

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
YES_NO = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_BYTES = {"b": 1, "kb": 1000, "mb": 1000**2, "gb": 1000**3, "kib": 1024, "mib": 1024**2, "gib": 1024**3}
_AMOUNT = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s*([A-Za-z]*)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def text(value: object) -> str:
    """One line or more of text, not empty, without characters that cannot be shown."""
    if value is None:
        raise ValueError("has no value")
    if isinstance(value, list | dict):
        raise ValueError(f"must be text, not {'a list' if isinstance(value, list) else 'fields'}")
    words = str(value).strip()
    if not words:
        raise ValueError("is empty")
    if any(unicodedata.category(char) in ("Cc", "Cs") for char in words):
        raise ValueError("holds a character that cannot be shown (a control character or a line break)")
    return words


def flag(value: object) -> bool:
    """`yes`, `no`, `true`, `false`, in any case."""
    words = text(value).lower()
    if words not in YES_NO:
        raise ValueError("must be yes or no")
    return YES_NO[words]


def slug(value: object) -> str:
    """A short name for addresses and file names: `durham`, `tower-hamlets`."""
    words = text(value)
    if not _SLUG.fullmatch(words) or len(words) > 60:
        raise ValueError("must be small letters, digits and single hyphens, at most 60 of them: `tower-hamlets`")
    return words


def slug_of(name: str) -> str:
    """The slug that a name has if none is given; empty for a name without Latin letters or digits."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-")


def _seconds(unit: str, least: float, most: float, example: str) -> Callable[[object], float]:
    def read(value: object) -> float:
        found = _AMOUNT.fullmatch(text(value))
        written = found[2].lower() if found else "?"
        short = "ms" if written in ("ms", "milliseconds") else "m" if written.startswith("mi") else written[:1]
        spelt = {"", "ms", "m", "min", "mins", "hr", "hrs", *_SECONDS}
        spelt |= {f"{name}{s}" for name in ("second", "sec", "minute", "hour", "day", "week") for s in ("", "s")}
        if found is None or written not in spelt or not (short or unit):
            raise ValueError(f"must be a time such as {example}")
        seconds = float(found[1]) * _SECONDS[short or unit]
        if not least <= seconds <= most:
            raise ValueError(f"must be between {_spoken(least)} and {_spoken(most)}")
        return seconds

    return read


def _spoken(seconds: float) -> str:
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds > size and seconds % size == 0:
            return f"{seconds / size:.0f}{unit}"
    return f"{seconds:g}s"


def size(value: object) -> int:
    """`25 MB` as bytes; a megabyte is a million bytes, a MiB 1024 x 1024."""
    found = _AMOUNT.fullmatch(text(value))
    unit = _BYTES.get(found[2].lower()) if found else None
    if found is None or unit is None:
        raise ValueError("must be a size such as `25 MB`")
    amount = round(float(found[1]) * unit)
    if not 10_000 <= amount <= 1_000_000_000:
        raise ValueError("must be between 10 KB and 1 GB")
    return amount


def number(least: int, most: int) -> Callable[[object], int]:
    """A reader of whole numbers between the two, both allowed."""

    def read(value: object) -> int:
        words = text(value)
        if not re.fullmatch(r"-?\d{1,6}", words, re.ASCII) or not least <= int(words) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(words)

    return read


def pace(value: object) -> float | None:
    """`adaptive` (None), or an interval as seconds."""
    if isinstance(value, str) and value.strip().lower() == "adaptive":
        return None
    return _seconds("", 15 * 60, 31 * 86400, "`6h`, `30m` or `1d`")(value)


def weekday(value: object) -> int:
    """`Monday`, `mon`: 0 for Monday."""
    words = text(value).lower()
    for i, name in enumerate(WEEKDAYS):
        if len(words) >= 3 and name.startswith(words):
            return i
    raise ValueError(f"must be a day of the week{did_you_mean(words, WEEKDAYS)}")


def clock(value: object) -> tuple[int, int]:
    """`7`, `07:00` or `12:30` as hour and minute."""
    found = _CLOCK.fullmatch(text(value))
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise ValueError("must be a time of day from 00:00 to 23:59, such as `07:00`")
    return hour, minute


def time_zone(value: object) -> ZoneInfo:
    """`Europe/London`."""
    words = text(value)
    try:
        return ZoneInfo(words)
    except (OSError, ValueError, LookupError):  # unknown; outside the folder of zones; a folder of it ("Europe")
        raise ValueError(f"unknown time zone `{words}`{did_you_mean(words, available_timezones())}") from None


def reason(value: object) -> str:
    """Words that say why: a bare yes or no says nothing."""
    words = text(value)
    if words.lower() in YES_NO or len(words) < 10:
        raise ValueError("must say in words why the certificate is not checked, for those who ask later")
    return words


def one_or_many(value: object) -> object:
    """A list where a single value may stand for a list of one."""
    return [value] if isinstance(value, str) else value


def did_you_mean(words: str, known: Iterable[str | None], cutoff: float = 0.6) -> str:
    """`; did you mean `committees`?`, or nothing when nothing is near."""
    names = {name.lower(): name for name in known if name}
    near = get_close_matches(words.lower(), names, n=1, cutoff=cutoff)
    return f"; did you mean `{names[near[0]]}`?" if near else ""


def _schema(**of: object) -> WithJsonSchema:
    return WithJsonSchema(dict(of))


_TIME = r"^[0-9.]+ *[a-zA-Z]*$"

Text = Annotated[str, PlainValidator(text), _schema(type="string", minLength=1)]
# Wherever a text may be written without quotes, editors may take `2026` for a number and `no` for false.
Slug = Annotated[str, PlainValidator(slug), _schema(type="string", pattern=f"^{_SLUG.pattern}$", maxLength=60)]
Flag = Annotated[bool, PlainValidator(flag), _schema(enum=[True, False, "yes", "no"])]
Interval = Annotated[
    float,
    PlainValidator(_seconds("", 15 * 60, 31 * 86400, "`6h`, `30m` or `1d`")),
    _schema(type="string", pattern=_TIME, examples=["6h", "30m", "1d"]),
]
Pace = Annotated[
    float | None,
    PlainValidator(pace),
    _schema(type="string", pattern=rf"^adaptive$|{_TIME}", examples=["adaptive", "6h", "30m", "1d"]),
]
Gap = Annotated[
    float, PlainValidator(_seconds("s", 0, 600, "`2s`")), _schema(type=["number", "string"], pattern=_TIME, minimum=0)
]
Timeout = Annotated[
    float, PlainValidator(_seconds("s", 1, 600, "`20s`")), _schema(type=["number", "string"], pattern=_TIME, minimum=1)
]
Size = Annotated[int, PlainValidator(size), _schema(type="string", examples=["25 MB"])]
Retries = Annotated[int, PlainValidator(number(0, 10)), _schema(type="integer", minimum=0, maximum=10)]
Weight = Annotated[int, PlainValidator(number(0, 100)), _schema(type="integer", minimum=0, maximum=100)]
Threshold = Annotated[int, PlainValidator(number(1, 100)), _schema(type="integer", minimum=1, maximum=100)]
Weekday = Annotated[int, PlainValidator(weekday), _schema(type="string", examples=list(WEEKDAYS))]
Clock = Annotated[tuple[int, int], PlainValidator(clock), _schema(type=["integer", "string"], examples=["07:00", 7])]
Zone = Annotated[ZoneInfo, PlainValidator(time_zone), _schema(type="string", examples=["Europe/London"])]
Reason = Annotated[str, PlainValidator(reason), _schema(type="string", minLength=10)]
Workers = Annotated[int, PlainValidator(number(1, 64)), _schema(type="integer", minimum=1, maximum=64)]
Rate = Annotated[int, PlainValidator(number(1, 100_000)), _schema(type="integer", minimum=1, maximum=100_000)]
Texts = Annotated[list[Text], BeforeValidator(one_or_many)]
