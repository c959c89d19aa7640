"""What should be noticed at the sample council where its web service is all that is read: written by hand.

The service carries no supplements and does not tell drafts from minutes: what came out in week 3 are minutes.
Does not import the scenario.
"""

from tests.sample_expected import EXPECTED_CHANGES, Expected

_NOT_CARRIED = {
    ("supplement_published", "101", "2343", None, "supplement-2343901"),
    ("minutes_published", "118", "2303", None, None),
}
_OTHERWISE: dict[Expected, Expected] = {
    ("draft_minutes_published", "118", "2303", None, None): ("minutes_published", "118", "2303", None, None),
}

EXPECTED_BY_SERVICE: dict[int, list[Expected]] = {
    week: [_OTHERWISE.get(each, each) for each in expected if each not in _NOT_CARRIED]
    for week, expected in EXPECTED_CHANGES.items()
}
