"""Council watcher: watches council committees and tells each subscriber, once, what really changed.

The way through, and which module may import which, stand in docs/architecture.md.
Does not run anything by being imported.
"""

__version__ = "0.1.0"
