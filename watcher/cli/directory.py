"""`watcher councils`: the directory of UK councils, and which file of one's own adds to it.

Does not ask any council. May import: councils, config, cli.frame.
"""

import dataclasses
import os
from pathlib import Path
from typing import Annotated

import typer

from watcher.cli.frame import JsonOption, app, out, print_json, print_table
from watcher.councils import NATIONS, SYSTEMS, TIERS, Councils, known

VARIABLE = "WATCHER_COUNCILS"
"""Names a file in the form of watcher/councils.csv, whose councils come before those of the program."""


def directory() -> Councils:
    """The councils that can be found by name. Raises WatcherError if the own file is none."""
    named = os.environ.get(VARIABLE, "").strip()
    return known(Path(named) if named else None)


def _one_of(option: str, given: str, names: dict[str, str]) -> str:
    """The option, if it means something."""
    plain = given.strip().casefold()
    if plain and not any(plain == code.casefold() or plain in words.casefold() for code, words in names.items()):
        there = ", ".join(f"{code.lower()} ({words})" for code, words in names.items() if code)
        raise typer.BadParameter(f"{given!r} is none; there is {there}", param_hint=option)
    return plain


@app.command()
def councils(
    search: Annotated[str, typer.Option(help="Words of the name, the code or the address.")] = "",
    nation: Annotated[str, typer.Option(help="England, Scotland, Wales or Northern Ireland.")] = "",
    tier: Annotated[str, typer.Option(help="county, unitary, metropolitan, London borough, district ...")] = "",
    system: Annotated[str, typer.Option(help="moderngov, cmis, or own (the council's own pages).")] = "",
    as_json: JsonOption = False,
) -> None:
    """List the UK councils that `watcher add` finds by name. As last recorded: some will have moved."""
    found = directory().search(
        search,
        nation=_one_of("--nation", nation, NATIONS),
        tier=_one_of("--tier", tier, TIERS),
        system=_one_of("--system", system, SYSTEMS),
    )
    if as_json:
        print_json([dataclasses.asdict(each) for each in found])
        return
    rows = [
        [
            each.code,
            each.name,
            NATIONS.get(each.nation, each.nation),
            TIERS.get(each.tier, each.tier),
            SYSTEMS.get(each.system, each.system),
            f"({each.address})" if each.is_elsewhere else each.address,
        ]
        for each in found
    ]
    print_table(["code", "council", "nation", "tier", "system", "address"], rows, empty="No council fits.")
    if any(each.is_elsewhere for each in found):
        out.print("An address in brackets is another page of the council: where its committees are is not recorded.")
