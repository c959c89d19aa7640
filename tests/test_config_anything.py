"""Whatever the file holds, reading it ends in Settings or ConfigError."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.config import Settings, load
from watcher.config._forms import (
    CouncilForm,
    DigestForm,
    FeedForm,
    PolitenessForm,
    SourcesForm,
    TermForm,
    TopicForm,
    TopicsForm,
)
from watcher.errors import ConfigError

NAMES = st.sampled_from(
    sorted(
        {
            *SourcesForm.model_fields,
            *CouncilForm.model_fields,
            *FeedForm.model_fields,
            *PolitenessForm.model_fields,
            *TopicsForm.model_fields,
            *TopicForm.model_fields,
            *TermForm.model_fields,
            *DigestForm.model_fields,
        }
    )
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=12),
    st.sampled_from(["6h", "25 MB", "all", "https://a.gov.uk/", "send", "a(", "a@b.org", "Monday", "12:30", "1043"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=4)),
    max_leaves=20,
)


@pytest.fixture(scope="module")
def anywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file, written anew for each example."""
    return tmp_path_factory.mktemp("any") / "sources.yaml"


def _gives_settings_or_problems(path: Path) -> None:
    found = _loaded(path)
    if isinstance(found, ConfigError):
        assert found.problems
        assert all(problem.words for problem in found.problems)
        assert str(found).encode("utf-8")
    else:
        keys = [source.key for source in found.sources()]
        assert len(keys) == len(set(keys)) > 0


def _loaded(path: Path) -> Settings | ConfigError:
    try:
        return load(path, {})
    except ConfigError as error:
        return error


def _entry(**of: object) -> st.SearchStrategy[dict[str, object]]:
    """Fields that are right, with some put in or put right out of the others."""
    right = st.fixed_dictionaries({name: st.just(held) | VALUES for name, held in of.items()})
    return st.one_of(st.just(dict(of)), right, st.builds(lambda a, b: a | b, right, st.dictionaries(NAMES, VALUES)))


NEARLY_RIGHT = st.fixed_dictionaries(
    {"councils": st.lists(_entry(name="A", url="https://a.gov.uk/", committees=["1", "all"]), max_size=2)},
    optional={
        "feeds": st.lists(_entry(name="F", url="https://x.org/f", council="a"), max_size=2),
        "digest": _entry(weekday="Monday", hour="12:30"),
        "topics": st.fixed_dictionaries(
            {"add": st.lists(_entry(key="x", name="X", terms=[{"words": "x", "title": 6}]))}
        ),
    },
)


@given(mapping=st.one_of(NEARLY_RIGHT, st.dictionaries(NAMES, VALUES, max_size=6)))
@settings(max_examples=150, deadline=None)
def test_any_mapping_gives_settings_or_problems(anywhere: Path, mapping: dict[str, object]) -> None:
    """Whatever mapping is written, the answer is Settings or ConfigError and nothing else."""
    anywhere.write_text(json.dumps(mapping), encoding="utf-8")
    _gives_settings_or_problems(anywhere)


@given(text=st.one_of(st.text(max_size=60), st.text(alphabet="ab:-[]{}&*!|>'\"#%@`?,~ \n\t\\", max_size=60)))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_settings_or_problems(anywhere: Path, text: str) -> None:
    """Whatever text the file holds, the answer is Settings or ConfigError and nothing else."""
    anywhere.write_bytes(text.encode("utf-8", "surrogatepass"))
    _gives_settings_or_problems(anywhere)
