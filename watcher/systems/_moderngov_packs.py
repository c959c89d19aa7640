"""The pack chooser: a page in front of large packs and of supplements, which leads to the files themselves.

Does not decide what kind of page it is. May import: bs4, domain, the modern.gov readers beside it.
"""

from bs4 import Tag

from watcher.domain.publications import PageKind, Reading
from watcher.systems._html import absolute, attribute, page_name
from watcher.systems._moderngov_documents import document_id_of

SYSTEM = "moderngov-pages"
PAGE = "mgchoosedocpack.aspx"


def read_chooser(tree: Tag, address: str) -> Reading:
    """The addresses of the files, in the page's order; a chooser that leads to another one leads nowhere."""
    urls = (absolute(address, attribute(link, "href")) for link in tree.find_all("a"))
    found = dict.fromkeys(url for url in urls if document_id_of(url) and page_name(url) != PAGE)
    return Reading(
        system=SYSTEM,
        kind=PageKind.PACKS,
        is_complete=bool(found),
        flags=() if found else ("the page leads to no file",),
        follow=tuple(found),
    )
