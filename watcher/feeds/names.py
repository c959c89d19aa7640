"""Names that never change for entries, feeds and events: UUIDs made of what they stand for.

RFC 4287 4.2.6 and RFC 7986 5.3 want names that nobody else uses and that stay when an address moves, so no setting is
part of them. Does not remember anything. May import: the standard library.
"""

from uuid import UUID, uuid5

_OURS = UUID("6f0d3c1e-2b53-5d0c-9a5e-0f6a5c0e7b41")
"""The space of this program's names; drawn once, never changed."""


def name_of(*parts: str) -> str:
    """A UUID that follows from its parts alone; no two lists of parts give one text."""
    return str(uuid5(_OURS, "".join(f"{len(part)}:{part}" for part in parts)))
