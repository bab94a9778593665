"""The command `tax-agency`."""

from renkei.service.command import service_command
from tax_agency.app import build
from tax_agency.settings import Settings

app = service_command("tax-agency", package="tax_agency", settings=Settings, build=build)
