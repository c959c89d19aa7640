"""What stands beside a meeting's time where something puts it in doubt."""

from dataclasses import replace

from tests import digest_cases as cases


def test_a_doubt_about_a_time_stands_with_it() -> None:
    """The notes of a meeting stand in Coming up a line each, in Changed and Needs attention in one line; of a meeting
    that is off they are quoted without the advice to check its time, and of one that was held not at all."""
    notes = ("The council writes: “Now at 3pm.”", "The same page also gives another day, 9 September 2026.")
    noted = {
        ("harrowmere/7", each.id): replace(each, notes=notes)
        for each in (cases.SCRUTINY_16, cases.SCRUTINY_JULY, cases.CANCELLED)
    } | {("harrowmere/3", cases.CABINET_10.id): replace(cases.CABINET_10, notes=notes)}
    upcoming = (("harrowmere/3", noted["harrowmere/3", "501"]),)
    edition = cases.edition(cases.material(meetings=noted, upcoming=upcoming))
    lines = {entry.key: entry.lines for section in edition.sections for entry in section.entries}
    each_line = tuple(f"Check the time: {note}" for note in notes)
    assert lines["coming:harrowmere:501"] == ("See Changed, above.", *each_line, "Agenda out.")
    one_line = f"Check the time: {' '.join(notes)}"
    assert lines["meeting:harrowmere:501"][-1] == lines["item:harrowmere:101"][0] == one_line
    assert lines["meeting:harrowmere:504"] == ("Cancelled.", " ".join(notes))
    assert not any("Now at 3pm" in line for line in lines["minutes:harrowmere:503"])
