"""The sample council: a small modern.gov site of a fictional county on loopback, whose weeks can be advanced.

The demo, the tests and the bench poll it. `GET /sample` and `POST /sample/advance` turn its weeks by hand.
Does not know the rest of the program. May import: watcher.errors, jinja2, fpdf2.
"""

from watcher.sample.council import DEFAULT_PORT, Asked, SampleCouncil, Serving, serve_forever
from watcher.sample.faults import FAULTS
from watcher.sample.variants import VARIANTS

__all__ = ["DEFAULT_PORT", "FAULTS", "VARIANTS", "Asked", "SampleCouncil", "Serving", "serve_forever"]
