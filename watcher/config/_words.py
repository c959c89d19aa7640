"""What is wrong with a form, in an operator's words instead of pydantic's.

Does not decide what is wrong. May import: errors, pydantic's error records.
"""

import re
from collections.abc import Mapping
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from watcher.config._fields import did_you_mean
from watcher.config._forms import Form
from watcher.config._yaml import Steps, Tree
from watcher.errors import Problem

F = TypeVar("F", bound=Form)

_SECRETS = {"smtp": "WATCHER_SMTP_URL", "database": "WATCHER_DATABASE_URL", "db_": "WATCHER_DATABASE_URL"}
_SECRET_NAME = re.compile(r"smtp|database|db_url|password|passwd|secret|token|api_?key|credential", re.IGNORECASE)


def read_form(
    kind: type[F], tree: Tree, context: Mapping[str, bool] | None = None
) -> tuple[F | None, tuple[Problem, ...]]:
    """The filled form, or None and every problem of its fields."""
    try:
        return kind.model_validate(tree.value, context=context), ()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return None, tuple(_problem(kind, tree, details) for details in found)


def _problem(kind: type[Form], tree: Tree, details: ErrorDetails) -> Problem:
    steps: Steps = details["loc"]
    return tree.problem(steps, _plain(kind, tree, steps, details))


def _plain(kind: type[Form], tree: Tree, steps: Steps, details: ErrorDetails) -> str:
    match details["type"]:
        case "value_error":
            return str(details.get("ctx", {}).get("error", details["msg"]))
        case "missing":
            return "has no value" if steps in tree.places else "is missing"
        case "extra_forbidden":
            return _unknown(kind, steps)
        case "list_type":
            return "must be a list: one entry a line, each after `- `"
        case "too_short":
            return "is an empty list"
        case "model_type" | "model_attributes_type" | "dict_type":
            return "must hold fields (`name: value`)"
        case _:
            return details["msg"]


def _unknown(kind: type[Form], steps: Steps) -> str:
    name = str(steps[-1])
    if _SECRET_NAME.search(name):
        variable = next((held for part, held in _SECRETS.items() if part in name.lower()), None)
        where = f"set {variable}" if variable else "set WATCHER_SMTP_URL, WATCHER_DATABASE_URL or WATCHER_SECRET_KEY"
        return f"secrets do not belong into this file, which is shared; {where} in the environment instead"
    known = _form_at(kind, steps[:-1]).model_fields
    near = did_you_mean(name, known)
    return f"unknown field `{name}`{near or '; known here: ' + ', '.join(known)}"


def _form_at(kind: type[Form], steps: Steps) -> type[Form]:
    for step in steps:
        if isinstance(step, str):
            kind = _form_in(kind.model_fields[step].annotation) or kind
    return kind


def _form_in(annotation: object) -> type[Form] | None:
    for part in (annotation, *get_args(annotation)):
        if isinstance(part, type) and issubclass(part, Form):
            return part
    return None
