"""`python -m mend` is `mend`."""

from mend.cli import app

app()
