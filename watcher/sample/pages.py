"""A week of the scenario as modern.gov's pages and feed: text, from the templates beside this module.

Does not answer requests (site does) or make PDFs (papers does). May import: jinja2, its neighbours.
"""

from dataclasses import dataclass
from email.utils import format_datetime
from functools import cache
from itertools import groupby

import jinja2
from markupsafe import Markup

from watcher.sample import welsh, words
from watcher.sample.model import Committee, at
from watcher.sample.scenario import HEADLINES, HOST_WORDS, LAST_WEEK, NAME, NOTICE, now
from watcher.sample.view import ENGLISH, WELSH, SeenItem, SeenMeeting, Week

_LANGUAGES = {ENGLISH: words, WELSH: welsh}

_GENERATED = {
    # T in the address: (words of the link, first words of the file name, title attribute)
    "0": ("Agenda frontsheet", "Agenda frontsheet", "Link to agenda frontsheet pdf file"),
    "10": ("Agenda reports pack", "Public reports pack", "Link to agenda reports  document pack pdf file"),
    "2": ("Printed decisions", "Decisions", "Link to printed decisions pdf file"),
    "1": ("Printed minutes", "Printed minutes", "Link to printed minutes pdf file"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One line of the feed: what happened to which meeting, and when (RFC 2822)."""

    event: str
    meeting: SeenMeeting
    published: str


def committees(week: Week) -> str:
    """mgListCommittees.aspx: every committee under its category."""
    ordered = sorted(week.committees.values(), key=lambda each: (each.category, each.name))
    categories = [(category, list(members)) for category, members in groupby(ordered, key=lambda each: each.category)]
    return render("committees.html", week, categories=categories)


def committee(week: Week, committee_id: str) -> str | None:
    """mgCommitteeDetails.aspx; None if there is no such committee yet."""
    found = week.committees.get(committee_id)
    return render("committee.html", week, committee=found) if found else None


def meetings(week: Week, committee_id: str, *, is_empty: bool = False) -> str | None:
    """ieListMeetings.aspx; `is_empty` leaves every row out, as a site does on a bad day."""
    found = week.committees.get(committee_id)
    rows = () if is_empty else week.meetings_of(committee_id)
    return render("meetings.html", week, committee=found, meetings=rows) if found else None


def meeting(week: Week, meeting_id: str) -> str | None:
    """ieListDocuments.aspx."""
    found = week.meetings.get(meeting_id)
    if found is None:
        return None
    return render("meeting.html", week, meeting=found, committee=found.committee, generated=_generated(found))


def item(week: Week, item_id: str) -> str | None:
    """mgAi.aspx: the whole item with its full minutes."""
    found = week.items.get(item_id)
    if found is None:
        return None
    return render("item.html", week, item=found[1], meeting=found[0], committee=found[0].committee)


def chooser(week: Week, supplement_id: str) -> str | None:
    """mgChooseDocPack.aspx: the page in front of a supplement."""
    found = week.supplement(supplement_id)
    if found is None:
        return None
    meeting, supplement = found
    name = f"{supplement.title} {words.file_date(meeting.starts_at)} {meeting.committee.name}.pdf"
    return render(
        "chooser.html",
        week,
        meeting=meeting,
        committee=meeting.committee,
        words=supplement.title,
        size=118,
        address=f"documents/b{supplement.id}/{name}?T=9",
    )


def wrong(week: Week, heading: str, reason: str) -> str:
    """A page that says it is not the one asked for, in the council's skin; without a reason an empty one."""
    return render("wrong.html", week, words=heading, reason=reason)


def feed(week: Week, committee_id: str | None, base_url: str) -> str:
    """mgRss.aspx: what was published in the week that ends now."""
    published = format_datetime(now(week.number))
    entries = [
        FeedItem(event=event, meeting=meeting, published=published)
        for meeting in week.meetings.values()
        if committee_id in (None, meeting.committee.id)
        for event, moment in (
            ("Agenda published", meeting.written.agenda),
            ("Decision sheet published", meeting.written.decisions),
            ("Minutes published", meeting.written.minutes),
        )
        if moment == week.number
    ]
    committee = week.committees.get(committee_id) if committee_id else None
    return render("feed.xml", week, entries=entries, committee=committee, base_url=base_url)


def control(week: Week) -> str:
    """The page on which a person turns the weeks."""
    return render("control.html", week, headlines=HEADLINES, last_week=LAST_WEEK, moment=now(week.number))


def _generated(meeting: SeenMeeting) -> list[tuple[str, str, str, int]]:
    shown = [
        kind
        for kind, is_out in (("0", meeting.has_agenda), ("10", meeting.has_agenda), ("2", meeting.has_decisions))
        if is_out
    ]
    if meeting.minutes_state:
        shown.append("1")
    rows = []
    for kind in shown:
        link, file, title = _GENERATED[kind]
        if kind == "1" and meeting.minutes_state == "draft":
            link, file, title = (
                "Printed draft minutes",
                "Printed draft minutes",
                "Link to printed draft minutes pdf file",
            )
        name = f"{file} {words.file_date(meeting.starts_at)} {meeting.committee.name}.pdf"
        # The pack grows with its agenda, as real ones do; that is no news.
        rows.append(
            (link, f"documents/g{meeting.agenda_id}/{name}?T={kind}", title, 90 + len(meeting.items) * 7 * len(kind))
        )
    return rows


def render(template: str, week: Week, **values: object) -> str:
    """One of the templates in the council's skin of the week."""
    notice = at(NOTICE, week.number)
    return _environment(week.language).get_template(template).render(week=week, council=NAME, notice=notice, **values)


def _mail_of(committee: Committee) -> str:
    return f"{committee.contact.lower().replace(' ', '.')}@{HOST_WORDS}"


def _cut_minutes(item: SeenItem, words_of_link: str) -> Markup:
    """The minutes as the meeting page has them: long ones end in a link to the item's own page."""
    shown = words.cut(item.minutes)
    if shown == item.minutes:
        return words.word_html(item.minutes)
    link = Markup(
        '\n&nbsp;...&nbsp; <a href="mgAi.aspx?ID={id}" title=\n'
        '"Link to view the full item text for item {number}, {title}">\n'
        "{words} {number}</a>"
    ).format(id=item.id, number=item.number, title=item.title, words=words_of_link)
    return words.word_html(shown, ending=str(link))


@cache
def _environment(language: str) -> jinja2.Environment:
    """The templates in one language: dates and times are of it, and what goes through the filter `worded`."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("watcher.sample"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        auto_reload=False,
    )
    made.filters.update(coded=words.coded, spaced=words.spaced, word_html=words.word_html)
    for shared in ("long_date", "ordinal_date", "short_date", "clock"):
        made.globals[shared] = getattr(_LANGUAGES[language], shared)
    made.filters["worded"] = _LANGUAGES[language].worded
    made.globals.update(mail_of=_mail_of, cut_minutes=_cut_minutes)
    return made
