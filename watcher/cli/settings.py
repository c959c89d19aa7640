"""`watcher validate` and `watcher schema`: what sources.yaml may say, and whether it does.

Does not open the database or the network. May import: app (the key), config, documents (what is missing for OCR),
errors, feeds (the schema), render (templates of one's own), cli.frame.
"""

import dataclasses
import os
from enum import StrEnum
from typing import Annotated

import typer

from watcher import config as configuration
from watcher.app import signer_for
from watcher.cli.frame import DEFAULT_CONFIG, ConfigOption, JsonOption, app, out, print_json
from watcher.documents.ocr import missing
from watcher.errors import ConfigError
from watcher.feeds import edition_schema
from watcher.render import check_templates


@app.command()
def validate(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Check the settings file, and templates of your own. Every problem is named with its line.

    The exit code is 1 if there is one.
    """
    try:
        settings = configuration.load(config, os.environ)
        signer_for(settings)  # reads the key, if there is one
        if wrong := check_templates(settings.digests_dir / "templates"):
            raise ConfigError(wrong)
    except ConfigError as error:
        if as_json:
            problems = [dataclasses.asdict(each) for each in error.problems]
            print_json({"file": str(config), "sources": [], "problems": problems})
        raise
    sources = settings.sources()
    if as_json:
        print_json({"file": str(config), "sources": [source.key for source in sources], "problems": []})
        return
    out.print(f"{config} is valid.")
    for council in settings.councils:
        wanted = [f"committee {each}" for each in council.committee_ids] + list(council.wanted_names)
        wanted = ["all committees"] if council.watches_all else wanted
        wanted += ["decisions"] if council.watches_decisions else []
        wanted += ["forward plan"] if council.watches_plan else []
        wanted += ["what's new, for where to look"] if council.asks_news else []
        out.print(f"  {council.council.name}: {', '.join(wanted)}")
    for feed in settings.feeds:
        out.print(f"  {feed.name}: {feed.url}")
    if settings.contact.endswith("@example.org"):
        out.print("contact: still holds an example; put your own address there, so that a council can write to you.")
    if settings.documents.ocr and (words := missing()):
        out.print(f"documents: ocr is on, but {words}: scanned papers stay unread.")
    if not settings.smtp_url:
        out.print("WATCHER_SMTP_URL is not set: emails are written to files, none is sent.")


class SchemaOf(StrEnum):
    """What there is a schema of."""

    SETTINGS = "settings"
    EDITION = "edition"


@app.command()
def schema(
    of: Annotated[SchemaOf, typer.Argument(help="The settings file, or an edition as digests/ has it.")] = (
        SchemaOf.SETTINGS
    ),
) -> None:
    """Print the JSON Schema of the settings file, for editors. Or of an edition, for programs that read them."""
    print_json(edition_schema() if of is SchemaOf.EDITION else configuration.json_schema())
