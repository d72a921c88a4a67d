"""`mend letters`: what is on its way to other systems, and what a person decides about it."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from mend.store import Store, agents, letter_desk

app = typer.Typer(help="Letters to other systems: list, show, retry, drop.", no_args_is_help=True)

Numbers = Annotated[list[int], typer.Argument(help="The letters' numbers, as `list` shows them.")]


@app.command("list")
def list_(
    state: Annotated[
        letter_desk.State | None, typer.Option(help="Only those in this state.")
    ] = None,
    system: Annotated[str | None, typer.Option(help="Only those to this system.")] = None,
    report: Annotated[str | None, typer.Option(help="Only those about this report.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 100,
) -> None:
    """The newest letters, newest first, without what they say."""
    with _store().glance() as page:
        found = letter_desk.find(page, state=state, system=system, report=report, limit=limit)
    for line in reversed(found):
        typer.echo(_line(line))
    if not found:
        typer.echo("No letters.")


@app.command()
def show(number: Annotated[int, typer.Argument(help="The letter's number.")]) -> None:
    """One letter with its body, which holds personal data: mind who can see your screen."""
    # Reading what it says is written down, like reading a report at the desk.
    with _store().page() as page, _or_stop():
        full = letter_desk.show(page, number)
        agents.write_audit(page, _who(), "read_letter", f"letter {number}")
    typer.echo(_line(full))
    typer.echo(
        f"key {full.key}, about {full.about_kind}, next try {full.next_try:%Y-%m-%d %H:%M:%S}"
    )
    typer.echo(json.dumps(full.body, indent=2, ensure_ascii=False))


@app.command()
def retry(
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help="Why; it is noted on the report.")] = "",
    not_there: Annotated[
        bool,
        typer.Option("--not-there", help="You looked: the other system has nothing of it."),
    ] = False,
) -> None:
    """Send parked letters again. One whose outcome is not known is looked up first."""
    store = _store()
    for number in numbers:
        with store.page() as page, _or_stop():
            letter_desk.retry(page, number, _who(), reason, not_there=not_there)
        typer.echo(f"Letter {number} is sent again.")


@app.command()
def drop(
    numbers: Numbers,
    reason: Annotated[str, typer.Option(help="Why; it is noted on the report.")],
) -> None:
    """Never send these letters, or settle what was done twice once you have undone all but one."""
    store = _store()
    for number in numbers:
        with store.page() as page, _or_stop():
            letter_desk.drop(page, number, _who(), reason)
        typer.echo(f"Letter {number} is settled.")


def _store() -> Store:
    from mend.cli import load_settings
    from mend.wiring import open_store

    return open_store(load_settings())


def _who() -> str:
    """The audit's name for whoever has a shell here."""
    return f"shell:{getpass.getuser()}"[:64]


@contextmanager
def _or_stop() -> Iterator[None]:
    """What is not possible is said in one sentence, and nothing is changed."""
    from mend.cli import stop

    try:
        yield
    except letter_desk.NotPossible as error:
        stop(f"{error}.".capitalize())


def _line(line: letter_desk.Line) -> str:
    parts = [
        f"{line.id:>7}",
        f"{line.state + ('?' if line.unknown else ''):<10}",
        f"{line.system}/{line.operation}",
        line.report or "-",
        f"tries {line.tries}",
        f"{line.created:%Y-%m-%d %H:%M}",
        line.reference or "-",
        line.last_answer or "",
    ]
    return "  ".join(parts).rstrip()
