"""`python -m linkage_hub`."""

from linkage_hub.cli import app

app()
