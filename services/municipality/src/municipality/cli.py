"""The command `municipality`."""

from municipality.app import build
from municipality.settings import Settings
from renkei.service.command import service_command

app = service_command("municipality", package="municipality", settings=Settings, build=build)
