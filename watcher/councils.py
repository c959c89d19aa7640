"""The directory of UK councils that comes with the program: who they are, and where they were last known to publish.

A name is found as people write it: `Leicestershire`, `leics county council`, `LB Harrow`, `Sir Ddinbych`, `LEC`; an
address by its site. The facts are councils.csv; a file of one's own can add to them. The directory is a place to begin
from: councils move, and the site itself is asked before anything is watched.
Does not ask anybody. May import: errors, the standard library.
"""

import csv
import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from watcher.errors import WatcherError

SHIPPED = Path(__file__).parent / "councils.csv"
FIELDS = ("code", "name", "nation", "tier", "system", "address", "marks", "also")
NATIONS = {"ENG": "England", "SCT": "Scotland", "WLS": "Wales", "NIR": "Northern Ireland"}
TIERS = {
    "CTY": "county",
    "UA": "unitary",
    "MD": "metropolitan district",
    "LBO": "London borough",
    "NMD": "district",
    "CA": "Scottish council",
    "SRA": "strategic authority",
}
SYSTEMS = {"moderngov": "modern.gov", "cmis": "CMIS", "own": "its own pages", "": "not known"}
VENDOR_HOSTS = ("moderngov.co.uk", "cmis.uk.com")
"""Where the makers of the systems host councils: `worcestershire.moderngov.co.uk`."""

# What a council is called beside its place, in English and Welsh; "Greater London" and "City of London" stay apart.
_KINDS = frozenset(
    (
        *("council", "county", "city", "borough", "district", "metropolitan", "royal", "unitary", "authority"),
        *("corporation", "the", "of", "cyngor", "sir", "sirol", "bwrdeistref", "dinas", "a", "lb", "rb", "mbc", "cc"),
        *("dc", "bc", "mdc"),
    )
)
_SHORT = {"n": "north", "s": "south", "e": "east", "w": "west", "st": "saint", "upon": "on"}
_SPREAD = (".gov.uk", ".gov.wales", ".co.uk", ".org.uk", ".uk.com")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCouncil:
    """A council of the directory. `address` is where it was last known to publish, possibly empty or long moved.

    `is_elsewhere`: the address is another page of the council, not its committee pages. `has_broken_chain`: its
    certificate could not be verified when the directory was made.
    """

    code: str
    name: str
    nation: str = ""
    tier: str = ""
    system: str = ""
    address: str = ""
    is_elsewhere: bool = False
    has_broken_chain: bool = False
    also: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Its name where a county and its city must not be mistaken for each other."""
        is_county = self.tier == "CTY" and "county" not in self.name.lower()
        return f"{self.name} County Council" if is_county else self.name


@dataclass(frozen=True, slots=True)
class Councils:
    """All councils of the directory, in its order."""

    listed: tuple[ListedCouncil, ...]
    _names: dict[str, list[ListedCouncil]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for council in self.listed:
            for name in (council.name, *council.also):
                self._names.setdefault(fold(name), []).append(council)

    def find(self, words: str) -> tuple[ListedCouncil, ...]:
        """The council of that code or name, alone; else all whose name holds all of the words; empty: nobody."""
        coded = [each for each in self.listed if each.code == words.strip().upper()]
        folded = fold(words)
        if exact := coded or self._names.get(folded, []):
            return tuple(exact[:1])
        parts = set(folded.split())
        holding = (council for name, of in self._names.items() if parts <= set(name.split()) for council in of)
        return tuple(dict.fromkeys(holding)) if parts else ()

    def nearest(self, words: str, most: int = 3) -> tuple[ListedCouncil, ...]:
        """Whose names are written most like the words."""
        folded = fold(words)
        near = difflib.get_close_matches(folded, self._names, n=most, cutoff=0.6)
        near += [name for name in self._names if len(folded) > 3 and name.startswith(folded[:4]) and name not in near]
        return tuple(dict.fromkeys(council for name in near for council in self._names[name]))[:most]

    def at(self, address: str) -> tuple[ListedCouncil, ...]:
        """Whose site an address is on: the same folder, else the same host, else the same domain. Two may share one."""
        host, path = _place(address)
        if not host:
            return ()
        places = [(council, *_place(council.address)) for council in self.listed if council.address]
        same_host = [(council, folder) for council, of, folder in places if of == host]
        inside = [(council, folder) for council, folder in same_host if path.lower().startswith(folder.lower())]
        if inside:
            longest = max(len(folder) for _, folder in inside)
            return tuple(council for council, folder in inside if len(folder) == longest)
        if same_host:
            return tuple(council for council, _ in same_host)
        if tenant := _tenant(host):
            return tuple(
                dict.fromkeys(one for name, of in self._names.items() if _squeezed(name) == tenant for one in of)
            )
        domain = _domain(host)
        return tuple(council for council, of, _ in places if domain and _domain(of) == domain)

    def search(
        self, words: str = "", *, nation: str = "", tier: str = "", system: str = ""
    ) -> tuple[ListedCouncil, ...]:
        """Those of a nation, tier and system (by code or in words) whose name, address or code holds the words."""
        return tuple(
            each
            for each in self.listed
            if _is_one(nation, each.nation, NATIONS)
            and _is_one(tier, each.tier, TIERS)
            and _is_one(system, each.system, SYSTEMS)
            and _holds(each, words)
        )


@cache
def shipped() -> Councils:
    """The directory that comes with the program."""
    return Councils(tuple(read(SHIPPED)))


def known(own_file: Path | None = None) -> Councils:
    """The directory, with those of a file of one's own before it. Raises WatcherError for a file that is no such."""
    if own_file is None:
        return shipped()
    own = tuple(read(own_file))
    codes = {each.code for each in own}
    return Councils((*own, *(each for each in shipped().listed if each.code not in codes)))


def read(path: Path) -> Iterable[ListedCouncil]:
    """The councils of a file in the form of councils.csv. Raises WatcherError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise WatcherError(f"{path}: the directory of councils cannot be read: {error}") from None
    rows = csv.DictReader(text.splitlines())
    if missing := [name for name in ("code", "name", "address") if name not in (rows.fieldnames or ())]:
        raise WatcherError(f"{path}: the directory of councils has no column {missing[0]!r}; they are {list(FIELDS)}")
    return [_council(row) for row in rows if (row["name"] or "").strip()]


def fold(name: str) -> str:
    """A name as it is compared: no case, accents, punctuation or words such as "Borough Council"."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ")).encode("ascii", "ignore").decode()
    plain = re.sub(r"\blondon borough\b", " ", plain.replace("'", ""))
    words = [_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", plain)]
    kept = [word for word in words if word not in _KINDS]
    return " ".join(kept or words)


def vendor_addresses(council: ListedCouncil) -> tuple[str, ...]:
    """Where the maker of modern.gov would host it: people are asked before such a guess is believed."""
    names = dict.fromkeys((_squeezed(fold(council.name)), "-".join(fold(council.name).split())))
    return tuple(f"https://{name}.{VENDOR_HOSTS[0]}/" for name in names if name)


def _council(row: dict[str, str]) -> ListedCouncil:
    held = {name: (row.get(name) or "").strip() for name in FIELDS}
    marks = held["marks"].split()
    return ListedCouncil(
        code=held["code"].upper(),
        name=held["name"],
        nation=held["nation"],
        tier=held["tier"],
        system=held["system"],
        address=held["address"],
        is_elsewhere="elsewhere" in marks,
        has_broken_chain="certificate" in marks,
        also=tuple(name for name in held["also"].split("|") if name),
    )


def _is_one(wanted: str, code: str, names: dict[str, str]) -> bool:
    plain = wanted.strip().casefold()
    return not plain or plain == code.casefold() or plain in names.get(code, "").casefold()


def _holds(council: ListedCouncil, words: str) -> bool:
    text = f"{council.code} {council.name} {' '.join(council.also)} {council.address}".casefold()
    return all(word in text or fold(word) in fold(text).split() for word in words.casefold().split())


@lru_cache(maxsize=1024)
def _place(address: str) -> tuple[str, str]:
    """Host (with a port that is not the usual one) and folder; two empty texts for what is no address of the web."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return "", ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "", ""
    host = parts.hostname if port in (None, 80, 443) else f"{parts.hostname}:{port}"
    return host, unquote(parts.path).rpartition("/")[0] + "/"


def _tenant(host: str) -> str:
    """`worcestershire` for a host of the vendor's."""
    for vendor in VENDOR_HOSTS:
        if host.endswith("." + vendor):
            return _squeezed(host[: -len(vendor) - 1].rpartition(".")[2])
    return ""


def _domain(host: str) -> str:
    """What a council registered: `leics.gov.uk` of `democracy.leics.gov.uk`; empty for an address of numbers."""
    labels: Sequence[str] = host.split(".")
    if ":" in host or labels[-1].isdigit() or len(labels) < 2 or _tenant(host):
        return ""
    return ".".join(labels[-3 if host.endswith(_SPREAD) else -2 :])


def _squeezed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name)
