"""The commands of identity."""

from identity.app import build
from identity.settings import Settings
from renkei.service.command import service_command

app = service_command("identity", package="identity", settings=Settings, build=build)
