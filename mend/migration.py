"""Bring the database to the newest version (Alembic; `deploy/migrations`)."""

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parent.parent / "deploy" / "migrations"


def config_for(url: str) -> Config:
    """Alembic's configuration for a database, without a file."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Run every migration that has not been run yet."""
    command.upgrade(config_for(url), "head")
