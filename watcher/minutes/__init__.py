"""The text of agendas, packs, reports and printed minutes, understood.

`read_pages` takes the text of each page, `read_text` a converter's whole text. Pure, and in time proportional to it.
"""

from watcher.minutes.reading import read_pages, read_text

__all__ = ["read_pages", "read_text"]
