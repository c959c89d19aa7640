"""Emails are claimed by batches, the next one while this one is sent: none is lost, doubled or held back by that."""

from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from bench.sending import NOW, SOURCES, fill
from watcher import config
from watcher.actions.send import BATCH, send
from watcher.app import collaborators
from watcher.deliver import SmtpMailer
from watcher.deliver.sink import sink
from watcher.store import Store, tables


@pytest.mark.parametrize("most", [BATCH - 2, 2 * BATCH + 5, 1000])
def test_whatever_was_claimed_is_sent_or_given_back(tmp_path: Path, most: int) -> None:
    """Stopped anywhere or not at all, a round leaves nothing claimed, and the server has what is sent and no more."""
    waiting = 3 * BATCH + 4
    (tmp_path / "sources.yaml").write_text(f"{SOURCES}sending: {{workers: 8}}\n", encoding="utf-8")
    settings = config.load(tmp_path / "sources.yaml", {})
    with closing(Store.open(settings.database_url)) as opened:
        fill(opened, waiting=waiting, sent=0)
    seen: list[int] = []
    with sink() as (port, counts), collaborators(settings, clock=lambda: NOW, mailer=_mailer(port)) as tools:
        result = send(tools, on_sent=lambda each, _: seen.append(each.id), stopping=lambda: len(seen) >= most)
        with tools.store.read() as conn:
            states = Counter(conn.scalars(sa.select(tables.deliveries.c.state)))
    assert result.account.adds_up
    assert len(set(seen)) == len(seen) == counts.messages == states["sent"]
    assert states["sent"] + states["rendered"] == waiting
    assert min(most, waiting) <= states["sent"] <= most + 8


def _mailer(port: int) -> SmtpMailer:
    return SmtpMailer(f"smtp://127.0.0.1:{port}", hello_name="bench.example")
