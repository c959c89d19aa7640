"""What the readers of HTML share: plain text in one pass, and links as absolute addresses.

Everything here takes time in proportion to the page and does not recurse: pages nested thousands of levels deep exist.
Does not know any system's page. May import: bs4, the standard library.
"""

import html
import re
from collections.abc import Callable, Iterator
from html.entities import html5
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

Skips = Callable[[Tag], bool]

# fmt: off
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol",
    "option", "p", "pre", "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
))
# fmt: on
_UNSEEN = frozenset(("script", "style", "template", "noscript", "select", "textarea", "title", "head"))

# What no reader sees: zero-width characters, soft hyphens, the byte-order mark, and control characters.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\x00-\x08\x0e-\x1b\x7f]+")
_CONTROL_RUN = re.compile(r"[ ]?[\x00-\x1f\x7f][\x00-\x20\x7f]*")
# `/(S(abc))/`, and with more of ASP.NET's letters in it: `/(A(x)S(abc)F(y))/`.
_SESSION = re.compile(
    r"/(?:\(|%28)(?:[ASFX](?:\(|%28)[\w-]{1,512}(?:\)|%29)){1,4}(?:\)|%29)(?=/)", re.IGNORECASE | re.ASCII
)
_DECLARATION = re.compile(r"<\?[\x00-\x20]*xml", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSAND = re.compile(r"&(?:amp|#38|#x26);", re.IGNORECASE)

_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"


def parse(text: str) -> BeautifulSoup:
    """A tree of the text, however deep it is nested.

    The library warns of XML and of what might be the name of a file: other letters in its declarations and a line
    end say that it is neither.
    """
    return BeautifulSoup(_DECLARATION.sub("<?other", text) + "\n", "lxml", huge_tree=True)


def fold(text: str) -> str:
    """White space (also no-break) folded to single spaces, invisible characters removed."""
    return " ".join(_INVISIBLE.sub("", text).split())


def without_entities(words: str, layers: int = 1) -> str:
    """The words without what a site encoded once more than it had to. Only whole entities count: "&notice" is none."""
    for _ in range(layers):
        undone = _ENTITY.sub(_entity, words) if "&" in words else words
        if undone == words:
            break
        words = undone
    return words


def _entity(found: re.Match[str]) -> str:
    entity = found.group()
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def walk(root: Tag, skips: Skips | None = None) -> Iterator[tuple[Tag | NavigableString, bool]]:
    """Everything below `root` in document order: (node, True) on entering, (tag, False) on leaving a tag.

    A tag that `skips` is left out with all that it holds; so are scripts, styles and form fields.
    """
    stack: list[tuple[Tag, Iterator[object]]] = [(root, iter(root.contents))]
    while stack:
        owner, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack:
                yield owner, False
        elif isinstance(child, Tag):
            if child.name in _UNSEEN or (skips is not None and skips(child)):
                continue
            yield child, True
            stack.append((child, iter(child.contents)))
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            yield child, True


def is_block(node: object) -> bool:
    """True for a tag that begins a new line on the screen."""
    return isinstance(node, Tag) and node.name in _BLOCKS


def paragraphs(root: Tag, skips: Skips | None = None) -> tuple[str, ...]:
    """The text as lines of the screen, each folded, without the empty ones."""
    parts = []
    for node, _ in walk(root, skips):
        if isinstance(node, NavigableString):
            parts.append(" ".join(node.split("\n")))
        elif is_block(node):
            parts.append("\n")
    lines = "".join(parts).split("\n")
    return tuple(folded for line in lines if (folded := fold(without_entities(line))))


def plain_text(root: Tag | None, skips: Skips | None = None) -> str:
    """The text on one line. Tags inside a word do not cut it; paragraphs and cells do. Empty for None."""
    return "" if root is None else " ".join(paragraphs(root, skips))


def has_class(tag: Tag, *names: str) -> bool:
    """True if the tag carries one of the classes."""
    classes = tag.get("class")
    return classes is not None and any(name in classes for name in names)


def attribute(tag: Tag | None, name: str) -> str:
    """The attribute's text, empty when it is absent."""
    value = None if tag is None else tag.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else " ".join(value)


def without_session(address: str) -> str:
    """The address without a cookieless session segment, `/(S(abc))/`, which changes with every visit."""
    return _SESSION.sub("", address)


def absolute(base: str, href: str) -> str:
    """The link as an absolute http address, joined to the page it stands on; empty for mail, scripts and nonsense.

    Raw spaces are encoded, runs with line breaks become one space, session segments go; ampersands that were encoded
    twice are undone, and backslashes are slashes as in a browser.
    """
    href = _AMPERSAND.sub("&", _CONTROL_RUN.sub(" ", href.strip("\x00\t\n\r\x0b\x0c ")))
    path, question, query = href.partition("?")
    href = path.replace("\\", "/") + question + query
    try:
        address = urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    address = _LONE_PERCENT.sub("%25", without_session(address))
    return quote(address, safe=_KEPT_IN_ADDRESSES, errors="replace")


def page_name(address: str) -> str:
    """The last segment of the path, lower case: `ielistmeetings.aspx`."""
    try:
        return urlsplit(address).path.rpartition("/")[2].lower()
    except ValueError:
        return ""


def parameters(address: str) -> dict[str, str]:
    """The query of an address with lower-case names; of a name given twice, the first."""
    found: dict[str, str] = {}
    try:
        pairs = parse_qsl(urlsplit(address).query, max_num_fields=100)
    except ValueError:
        return found
    for name, value in pairs:
        found.setdefault(name.lower(), value.strip())
    return found


def number(parameter: str | None) -> str:
    """An id from an address: digits as they are; empty for anything else."""
    return parameter if parameter is not None and parameter.isascii() and parameter.isdigit() else ""
