"""What is news: `compare` a reading with what is known, and take the `net` of many changes.

    compare             one reading of one source: entries, committees, and each meeting in turn
      _heirs            meetings that only got another id
      _meeting          time, status and venue; puts the updated meeting together
      _ways             what the way of this reading does not carry, and what it alone carries
      _identity         items and papers that only got another id
      _agenda           items that came, went or were retitled
      _documents        papers that came, went or were replaced
      _outputs          agenda, decisions and minutes that came out; minutes that were amended
      _decisions        decisions, taken and planned: new, amended, of another day
        _telling        where the news is collected, with the limit for what flaps
    fill_in             a meeting read in a way that lacks something, completed from what is known
    net                 many changes of one thing -> at most one for each of its facets

Pure: equal arguments give equal answers, and no argument is altered. Does not fetch, parse, store or word anything,
and does not know fingerprints: a list row that did not change since it was last dealt with must not be in the reading.
May import: errors, domain, the standard library.
"""

from watcher.diff._compare import compare
from watcher.diff._heirs import FARTHEST_MOVE
from watcher.diff._net import net
from watcher.diff._ways import fill_in

__all__ = ["FARTHEST_MOVE", "compare", "fill_in", "net"]
