"""Edition <-> JSON, without loss: what a digest said can be rendered again from its stored form.

Does not read or write files. May import: domain.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from watcher.domain.digests import Edition, Entry, Frequency, Link, Outcome, Section, SectionKind, Window
from watcher.domain.topics import Evidence, Place

FORM = 1
"""The version of this form; a reader of a later form still reads this one."""


def to_json(edition: Edition) -> dict[str, Any]:
    """The edition as a JSON object (only dicts, lists, text, numbers, booleans and None)."""
    return {"form": FORM, **{name: _plain(value) for name, value in asdict(edition).items()}}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        # `is_by_ocr` says something only where it is true: few quotations are guesses.
        return {key: _plain(each) for key, each in value.items() if key != "is_by_ocr" or each}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):  # a datetime too
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def from_json(made: Mapping[str, Any]) -> Edition:
    """The reverse of to_json, for editions of older programs too: what they lack is empty.

    Raises ValueError for another form, KeyError for a field that was always there.
    """
    if made.get("form") != FORM:
        msg = f"an edition of form {made.get('form')!r} cannot be read, only of form {FORM}"
        raise ValueError(msg)
    fields = {name: made[name] for name in Edition.__dataclass_fields__ if name in made}
    dates = {name: date.fromisoformat(made[name]) for name in ("first_day", "last_day")}
    return Edition(
        **{
            **fields,
            **dates,
            "frequency": Frequency(made["frequency"]),
            "composed_at": datetime.fromisoformat(made["composed_at"]),
            "window": Window(**made["window"]),
            "summary": tuple(made["summary"]),
            "topic_counts": tuple((name, count) for name, count in made["topic_counts"]),
            "sections": tuple(_section(each) for each in made["sections"]),
            "next_on": date.fromisoformat(made["next_on"]) if made["next_on"] else None,
            "flags": tuple(made["flags"]),
        }
    )


def _section(made: Mapping[str, Any]) -> Section:
    entries = tuple(_entry(each) for each in made["entries"])
    return Section(kind=SectionKind(made["kind"]), heading=made["heading"], entries=entries)


def _entry(made: Mapping[str, Any]) -> Entry:
    evidence = tuple(Evidence(**{**each, "place": Place(each["place"])}) for each in made["evidence"])
    rest = {name: tuple(made[name]) for name in ("lines", "topics", "change_numbers")}
    links = tuple(Link(**each) for each in made["links"])
    later = {
        "outcomes": tuple(Outcome(**each) for each in made.get("outcomes", ())),
        "remarks": tuple(made.get("remarks", ())),
    }
    return Entry(**{**made, **rest, **later, "evidence": evidence, "links": links})
