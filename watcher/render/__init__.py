"""Edition -> subject, text and HTML (render), and these -> the bytes of one email (build_message).

Does not choose what is said (digest does), send (deliver does) or write files (publish does).
May import: domain, errors, jinja2, css-inline.
"""

from watcher.render.confirmations import render_confirmation
from watcher.render.editions import FooterLinks, Rendered, render, render_feeds, render_index
from watcher.render.headers import Unsubscribe, new_message_id
from watcher.render.marks import evidence_source
from watcher.render.messages import Letter, build_message
from watcher.render.neutral import neutral_text, safe_url
from watcher.render.notices import Told, render_notice
from watcher.render.own import check_templates

__all__ = [
    "FooterLinks",
    "Letter",
    "Rendered",
    "Told",
    "Unsubscribe",
    "build_message",
    "check_templates",
    "evidence_source",
    "neutral_text",
    "new_message_id",
    "render",
    "render_confirmation",
    "render_feeds",
    "render_index",
    "render_notice",
    "safe_url",
]
