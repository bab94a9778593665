"""`python -m tax_agency`."""

from tax_agency.cli import app

app()
