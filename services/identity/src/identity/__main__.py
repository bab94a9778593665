"""`python -m identity`."""

from identity.cli import app

app()
