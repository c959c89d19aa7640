"""What a way of reading a council's site does not carry: absent there, it says nothing.

One council may publish the same meeting in two ways, on pages for people and in answers for programs, and each leaves
out something. What a way never shows it cannot take back either.
Does not know the ways (systems do). May import: the standard library.
"""

from enum import StrEnum


class Lack(StrEnum):
    """One side of a meeting that a way does not carry."""

    OWN_PAPERS = "own_papers"
    """The meeting's own papers: front sheet, pack, supplements, printed minutes."""

    PAPER_FORMS = "paper_forms"
    """How a paper is called and addressed on the pages, and which one is an item's report."""

    DRAFT = "draft"
    """Whether minutes that are out are drafts."""
