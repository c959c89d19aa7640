"""The JSON Schema of an edition as digests/ has it, made from the domain's types.

A field that has a default may be missing in files of older versions. Does not read or write editions (digest does).
May import: digest, domain, pydantic.
"""

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from watcher.digest import FORM
from watcher.domain.digests import Edition

TITLE = "Edition of Council watcher"


@cache
def edition_schema() -> dict[str, object]:
    """The schema (2020-12), made once a process, which takes 25 ms. Later programs may add fields: whoever reads must
    pass over those it does not know."""
    made = _untitled(TypeAdapter(Edition).json_schema(mode="serialization"))
    properties = {"form": {"const": FORM, "description": "The version of this form."}, **made["properties"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **made,
        "title": TITLE,
        "properties": properties,
        "required": ["form", *made["required"]],
    }


def _untitled(made: dict[str, Any]) -> dict[str, Any]:
    """Without the titles that only repeat the names of fields."""
    for each in (made, *made["$defs"].values()):
        for field in each.get("properties", {}).values():
            field.pop("title", None)
    return made
