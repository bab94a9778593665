"""`python -m municipality`."""

from municipality.cli import app

app()
