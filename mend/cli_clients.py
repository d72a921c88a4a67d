"""`mend client …`: which systems of the provider may use the TMF621 face."""

from typing import Annotated

import typer

app = typer.Typer(
    help="Systems of the provider that use the TMF621 face: add, list, revoke.",
    no_args_is_help=True,
)


@app.command()
def add(
    name: str,
    scope: Annotated[
        list[str], typer.Option(help="read, write, close, events or listen; may be repeated.")
    ],
) -> None:
    """Let a system in; its token is shown once and never again."""
    from mend.cli import load_settings, stop
    from mend.store import Store, clients, make_engine

    store = Store(make_engine(load_settings().database_url))
    try:
        wanted = [clients.Scope(each) for each in scope]
        with store.page() as page:
            token = clients.add(page, name, wanted)
    except ValueError as error:
        stop(f"{error}.")
    typer.echo(f"{name} may: {', '.join(sorted(set(wanted)))}.", err=True)
    typer.echo("Its token, which cannot be shown again:", err=True)
    typer.echo(token)


@app.command("list")
def show() -> None:
    """Every system that was ever let in."""
    from mend.cli import load_settings
    from mend.store import Store, clients, make_engine

    with Store(make_engine(load_settings().database_url)).glance() as page:
        rows = clients.all_clients(page)
    for row in rows:
        ended = f"  revoked {row.revoked:%Y-%m-%d}" if row.revoked else ""
        typer.echo(f"{row.name}  {' '.join(row.scopes)}  since {row.created:%Y-%m-%d}{ended}")


@app.command()
def revoke(name: str) -> None:
    """End a system's access for good; its subscriptions get no more events."""
    from mend.cli import load_settings, stop
    from mend.store import Store, clients, make_engine

    with Store(make_engine(load_settings().database_url)).page() as page:
        known = clients.revoke(page, name)
    if not known:
        stop(f"There is no client system called {name}.")
    typer.echo(f"{name} is let in no more.")
