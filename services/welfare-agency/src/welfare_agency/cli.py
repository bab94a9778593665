"""The commands of the welfare agency: those of every service."""

from renkei.service.command import service_command
from welfare_agency.app import build
from welfare_agency.settings import Settings

app = service_command("welfare-agency", package="welfare_agency", settings=Settings, build=build)
