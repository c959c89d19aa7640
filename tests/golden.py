"""`python -m tests.golden` makes digests/sample/ anew: the digest of the sample council's third week.

The golden file of the tests: look at the diff before committing it. The sample's loopback address, which differs each
time, is given the county's own name before anything is rendered.
"""

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from tests.world import world
from watcher import digest, publish, render
from watcher.actions import subscribe
from watcher.actions.compose import compose
from watcher.actions.envelopes import Envelopes
from watcher.domain.digests import Edition
from watcher.domain.subscribers import Subscriber, Subscription

SAMPLE = Path(__file__).parent.parent / "digests" / "sample"
HOST = "https://democracy.harrowmere.example/"
WEEKS = 3
TOKEN = "example" * 7 + "234"
"""In the links of the sample's email: nobody's."""


def make(folder: Path) -> None:
    """Write the sample's digest as .html, .txt, .json and .eml into `folder`; equal each time."""
    with tempfile.TemporaryDirectory() as scratch, world(Path(scratch), committees="all") as place:
        place.poll()
        place.poll()
        subscribe.add(place.tools, "reader@example.org", Subscription(topics=("ofsted", "send", "budget")))
        edition: Edition | None = None
        for week in range(1, WEEKS + 1):
            place.next_week()
            if week == WEEKS:
                # One committee's pages are refused this week: the digest has to say so.
                place.council.misbehave("challenge_403", when=lambda path: "137" in path)
            place.poll()
            place.poll()
            composed = compose(place.tools)
            edition = composed[-1].editions[-1]
        assert edition is not None
        words = json.dumps(digest.to_json(edition)).replace(place.base_url, HOST)
        edition = replace(digest.from_json(json.loads(words)), slug="sample")
        run = composed[-1].run
        reader = Subscriber(id=1, address="reader@example.org", subscription=Subscription(), told_up_to=0)
        envelopes = Envelopes(place.tools.settings, run, edition.composed_at)
        mail = envelopes.envelope(edition, reader, TOKEN)
    folder.mkdir(parents=True, exist_ok=True)
    rendered = render.render(edition, is_whole=True)
    for path in publish.write(folder, edition, rendered, digest.to_json(edition)):
        path.replace(folder / f"weekly{path.suffix}")
    (folder / "weekly.eml").write_bytes(mail.message)
    shutil.rmtree(folder / str(edition.last_day.year))


if __name__ == "__main__":
    make(SAMPLE)
