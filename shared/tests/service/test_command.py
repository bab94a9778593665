import json

import pytest
from pydantic_settings import SettingsConfigDict
from typer.testing import CliRunner

from renkei.service.app import create_app
from renkei.service.command import service_command
from renkei.service.settings import ServiceSettings


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="DEMO_")


GOOD = {"DEMO_DATABASE_URL": "sqlite:///demo.db", "DEMO_PORT": "8099"}


@pytest.fixture
def run():
    def build(_: Settings):
        return create_app(title="Demo", version="1", routers=[], problems={}, checks={})

    command = service_command("demo", package="demo", settings=Settings, build=build)
    return lambda name, env: CliRunner().invoke(command, [name], env=env)


def test_good_settings_are_accepted_in_silence(run):
    result = run("check-settings", GOOD)

    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("name", ["serve", "migrate", "check-settings", "openapi"])
def test_wrong_settings_end_every_command_with_the_variable_and_not_its_value(run, name):
    result = run(name, GOOD | {"DEMO_PORT": "swordfish"})

    assert result.exit_code == 2
    assert "DEMO_PORT is refused" in result.output
    assert "swordfish" not in result.output


def test_the_description_is_printed(run):
    assert json.loads(run("openapi", GOOD).stdout)["info"]["title"] == "Demo"
