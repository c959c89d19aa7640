"""What should be noticed at the sample council, week by week, written by hand from the rules of the diff.

Weeks without news stand here too, with an empty list. Does not import the scenario.
"""

Expected = tuple[str, str, str | None, str | None, str | None]
"""Kind (a value of ChangeKind), committee id, meeting id, item id, document id."""

EXPECTED_CHANGES: dict[int, list[Expected]] = {
    0: [],  # the first sight is a baseline
    1: [
        ("agenda_published", "101", "2343", None, None),
        ("minutes_amended", "101", "2342", None, None),
        ("item_added", "118", "2303", "230311", None),
        ("document_replaced", "118", "2303", "230305", "2303051"),
        ("meeting_rescheduled", "124", "2323", None, None),
    ],
    2: [
        ("supplement_published", "101", "2343", None, "supplement-2343901"),
        ("item_withdrawn", "101", "2343", "234309", None),
        ("meeting_scheduled", "118", "2306", None, None),
        ("agenda_published", "124", "2323", None, None),
    ],
    3: [
        ("decisions_published", "101", "2343", None, None),
        ("agenda_published", "101", "2344", None, None),
        ("draft_minutes_published", "118", "2303", None, None),
        ("venue_changed", "118", "2304", None, None),
        ("document_added", "124", "2323", "232305", "2323051"),
    ],
    4: [
        ("agenda_published", "118", "2306", None, None),
        ("meeting_cancelled", "124", "2324", None, None),
    ],
    5: [
        ("item_retitled", "101", "2344", "234406", None),
        ("document_withdrawn", "101", "2344", "234407", "2344073"),
        ("meeting_postponed", "101", "2345", None, None),
        ("agenda_published", "101", "2346", None, None),
    ],
    6: [
        ("minutes_published", "118", "2303", None, None),
        ("agenda_published", "118", "2304", None, None),
        ("meeting_reinstated", "124", "2324", None, None),
    ],
    7: [],  # only the council's own notice changes
}
"""For the three committees that are watched (SampleCouncil.watched)."""

EXPECTED_ELSEWHERE: dict[int, list[Expected]] = {
    3: [
        ("agenda_published", "137", "2362", None, None),
        ("committee_added", "142", None, None, None),
    ],
    6: [("agenda_published", "142", "2381", None, None)],
}
"""What comes on top for someone who watches all committees."""

EXPECTED_REGISTERS: dict[int, list[tuple[str, str, str]]] = {
    1: [
        ("decision_published", "decisions", "7002"),
        ("key_decision_announced", "plan", "8002"),
    ],
    2: [
        ("decision_amended", "decisions", "7002"),  # it was called in
        ("decision_published", "decisions", "7003"),
        ("key_decision_redated", "plan", "8001"),
    ],
    3: [
        ("decision_amended", "decisions", "7001")
    ],  # 7004 was taken by Cabinet, whose decisions are told by its meeting
    4: [("key_decision_announced", "plan", "8003")],
    5: [("decision_published", "decisions", "7005")],
}
"""What comes on top where `decisions` and `forward_plan` are watched: kind, source, decision id."""

EXPECTED_WITHOUT_CABINET: dict[int, list[tuple[str, str, str]]] = {3: [("decision_published", "decisions", "7004")]}
"""And what of these comes on top for someone who does not watch the committee that decided."""
