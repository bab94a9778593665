"""`python -m welfare_agency`."""

from welfare_agency.cli import app

app()
