"""The forward plan on modern.gov: the plans there are, the items of one plan, the page of one issue.

Nobody has shown us the HTML of these pages. So this reader goes by what must be there: addresses (mgListPlans,
mgListPlanItems, an issue's number `IId`) and the words of labels ("Decision due", "Decision maker", "first
published"), beside their words or as heads of a table; what it does not find it leaves out, with a flag.
Does not decide what kind of page it is. May import: bs4, domain, the modern.gov readers beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bs4 import Tag

from watcher.dates import find_days
from watcher.domain.publications import PageKind, PlannedDecision, Reading
from watcher.systems._dates import read_day
from watcher.systems._html import absolute, attribute, has_class, number, page_name, parameters, plain_text, walk
from watcher.systems._labels import Labelled, all_labelled, columns, first, in_row, labelled
from watcher.systems._moderngov_decisions import is_key, papers_of, text_of
from watcher.systems._moderngov_documents import title_of

SYSTEM = "moderngov-pages"
ISSUES = ("mgissuehistoryhome.aspx", "ieissuedetails.aspx")

_LISTS = ("mglistplans.aspx", "mglistplanitems.aspx")
_DUE = re.compile(r"\b(?:decision|date)\b.*\b(?:due|expected)\b|\bdue\b|\bexpected date\b|\bdate (?:for|of) decision\b")
_MAKER = re.compile(r"\bdecision[\s-]?(?:maker|taker)\b|\bdecided by\b|\bto be (?:made|taken) by\b")
_FIRST = re.compile(r"\bfirst\b.*\bpublished\b|\bpublished\b.*\bfirst\b|\bdate of (?:notice|publication)\b")
_ABOUT = re.compile(r"\A(?:description|purpose|summary|details?|subject|matter)\b")
_NEW = re.compile(r"\s*\(?\bNew!\)?\s*\Z")
_NO_ITEMS = re.compile(r"\bno\s+(?:\w+\s+){0,3}(?:items|decisions|issues|plans)\b", re.IGNORECASE)
_SHARED_MONTH = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s?(?:st|nd|rd|th)?\s*(?:and|to|&|-|–)\s*(?=\d{1,2}\s?(?:st|nd|rd|th)?\s+[A-Za-z]{3,9},?\s+\d{4})",
    re.IGNORECASE,
)


def read_plans(tree: Tag, address: str) -> Reading:
    """A page that lists plans, or the editions of one: where to go on, the newest edition first.

    Editions stand newest first; where every one of them names a day, the last day named decides.
    """
    found: dict[str, date | None] = {}
    for link in tree.find_all("a"):
        url = absolute(address, attribute(link, "href"))
        if page_name(url) in _LISTS and url != address:
            found.setdefault(url, _last_day(plain_text(link)))
    urls = list(found)
    if urls and all(found.values()):
        urls.sort(key=lambda url: found[url] or date.min, reverse=True)
    return Reading(
        system=SYSTEM,
        kind=PageKind.PLANS,
        is_complete=bool(urls),
        flags=() if urls else ("the page leads to no plan",),
        follow=tuple(urls),
    )


def read_plan(tree: Tag, address: str) -> Reading:
    """The items of one plan: what is labelled after the link to an issue, or stands in its row, is said of it."""
    labels: dict[str, list[Labelled]] = {}
    links: dict[str, tuple[Tag, str]] = {}
    heads: dict[int, tuple[str, ...]] = {}
    current = ""
    for node, is_entering in walk(tree):
        if not isinstance(node, Tag) or not is_entering:
            continue
        if node.name == "a" and (issue := _issue_behind(node, address)):
            current = issue
            if issue not in links and title_of(node):
                links[issue] = (node, absolute(address, attribute(node, "href")))
                labels[issue] = list(_in_row(node, heads))
        elif current and node.name == "span" and has_class(node, "mgLabel"):
            labels.setdefault(current, []).append(labelled(node))
    plans = tuple(_of_link(issue, *links[issue], tuple(labels[issue])) for issue in links)
    is_list = bool(plans) or _NO_ITEMS.search(plain_text(tree)) is not None
    flags = [f"plan item {each.id}: no day is given for the decision" for each in plans if each.due_on is None]
    return Reading(
        system=SYSTEM,
        kind=PageKind.PLAN,
        is_complete=is_list,
        flags=tuple(flags) if is_list else ("the page has no items of a plan",),
        plans=plans,
    )


def read_issue(tree: Tag, address: str) -> Reading:
    """The page of one issue: what a plan's item says, with its words and papers."""
    issue = number(parameters(address).get("iid"))
    found = all_labelled(tree)
    title = plain_text(tree.find("h2", class_="mgSubTitleTxt"))
    about = " ".join(each.words for each in found if _ABOUT.match(each.label))
    plan = replace(
        _plan(issue, title, address, found),
        text=" ".join(each for each in (about, text_of(tree)) if each),
        documents=papers_of(tree, address),
        is_detailed=True,
    )
    return Reading(
        system=SYSTEM,
        kind=PageKind.PLAN,
        is_complete=bool(title),
        flags=() if issue and title else ("the page does not say which issue it is",),
        plans=(plan,) if title else (),
    )


def first_day(words: str) -> date | None:
    """The first day that the words name: of "Between 3 and 31 March 2027" the third."""
    found = next(iter(find_days(words)), None)
    if found is None:
        return None
    shared = _SHARED_MONTH.search(words[: found.end])
    if shared is not None and 1 <= int(shared.group("day")) <= found.day.day:
        return found.day.replace(day=int(shared.group("day")))
    return found.day


def _of_link(issue: str, link: Tag, url: str, found: tuple[Labelled, ...]) -> PlannedDecision:
    title = _NEW.sub("", title_of(link))
    about = " ".join(each.words for each in found if _ABOUT.match(each.label) and each.words != title)
    return replace(_plan(issue, title, url, found), text=about)


def _plan(issue: str, title: str, url: str, found: tuple[Labelled, ...]) -> PlannedDecision:
    due, published = first(found, _DUE).words, first(found, _FIRST).words
    return PlannedDecision(
        id=issue,
        title=title,
        url=url,
        due=due,
        due_on=first_day(due) if due else None,
        decision_maker=first(found, _MAKER).words,
        first_published=read_day(published) if published else None,
        is_key=is_key(found),
    )


def _in_row(link: Tag, heads: dict[int, tuple[str, ...]]) -> Sequence[Labelled]:
    """The cells beside the link under their heads; `heads` keeps those of the tables seen before."""
    row, table = link.find_parent("tr"), link.find_parent("table")
    if row is None or table is None:
        return ()
    if id(table) not in heads:
        heads[id(table)] = columns(table)
    return in_row(row, heads[id(table)])


def _issue_behind(link: Tag, address: str) -> str:
    url = absolute(address, attribute(link, "href"))
    return number(parameters(url).get("iid")) if page_name(url) in ISSUES else ""


def _last_day(words: str) -> date | None:
    return max((found.day for found in find_days(words)), default=None)
