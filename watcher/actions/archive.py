"""The archive: the weekly edition of everything, and all editions as files under digests/.

Does not write emails (writing does). May import: store, digest, render, publish, config, domain.
"""

from collections.abc import Iterable
from datetime import datetime

from watcher import digest, publish, render, store
from watcher.actions import outputs
from watcher.actions.collaborators import Collaborators
from watcher.actions.material import Materials
from watcher.actions.writing import Opened, edition_of
from watcher.domain.digests import Edition, Frequency, Run, Window
from watcher.domain.subscribers import Subscription

EVERYTHING = Subscription()
"""The archive's own edition follows everything."""


def compose_everything(tools: Collaborators, materials: Materials, opened: Opened, now: datetime) -> None:
    """The archive's edition covers what came since the archive's last one."""
    with tools.store.write(durable=True) as conn:
        slug = digest.slug_of(EVERYTHING)
        last = store.outbox.last_edition(conn, Frequency.WEEKLY, slug)
        kept = digest.from_json(last) if last else None
        if kept is not None and kept.period == opened.due.period:
            return  # written before a crash
        after = min(kept.window.up_to, opened.run.up_to) if kept else 0
        window = Window(after=after, up_to=opened.run.up_to)
        material = materials.of(conn, window)
        edition = edition_of(material, EVERYTHING, opened, window, now, is_first=kept is None, slug=slug)
        store.outbox.add_edition(conn, opened.run.id, edition.slug, digest.to_json(edition), now)


def write_run(tools: Collaborators, run: Run) -> tuple[tuple[Edition, ...], tuple[str, ...]]:
    """The editions of a run, and their files, written as they were composed."""
    with tools.store.read() as conn:
        editions = tuple(digest.from_json(each) for each in store.outbox.editions(conn, run.id).values())
    return editions, write_files(tools, editions)


def write_files(tools: Collaborators, editions: Iterable[Edition]) -> tuple[str, ...]:
    """The editions as files under digests/, with the index. Equal editions give equal files."""
    folder = tools.settings.digests_dir
    files: list[str] = []
    for edition in editions:
        files += [
            str(path) for path in publish.write(folder, edition, rendered(tools, edition), digest.to_json(edition))
        ]
    publish.write_index(
        folder,
        lambda rows: render.render_index(rows, templates=folder / "templates", has_feeds=outputs.are_there(folder)),
    )
    return tuple(files)


def rendered(tools: Collaborators, edition: Edition) -> render.Rendered:
    """An edition as the archive has it: whole, and nobody's email."""
    links = render.FooterLinks(base_url=tools.settings.digest.public_base_url)
    return render.render(edition, links=links, templates=tools.settings.digests_dir / "templates", is_whole=True)
