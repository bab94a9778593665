import pytest
from pydantic import SecretStr, ValidationError
from pydantic_settings import SettingsConfigDict

from renkei.service.settings import ServiceSettings, SettingsRefused


class Settings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="LINKAGE_HUB_")

    master_key: SecretStr
    port: int = 8002
    waiting_s: int = 5


GOOD = {
    "LINKAGE_HUB_DATABASE_URL": "sqlite:///hub.db",
    "LINKAGE_HUB_MASTER_KEY": "swordfish",
    "LINKAGE_HUB_LOG_LEVEL": "debug",
    "PATH": "/bin",
    "TAX_AGENCY_PORT": "8003",
}


def test_settings_come_from_the_variables_with_the_prefix():
    settings = Settings.load(GOOD | {"LINKAGE_HUB_PORT": "9002"})

    assert settings.database_url.get_secret_value() == "sqlite:///hub.db"
    assert settings.master_key.get_secret_value() == "swordfish"
    assert (settings.host, settings.port, settings.log_level) == ("127.0.0.1", 9002, "debug")


def test_the_process_environment_is_read_by_default(monkeypatch):
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)

    assert Settings.load().log_level == "debug"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            {"LINKAGE_HUB_MASTR_KEY": "swordfish"}, "LINKAGE_HUB_MASTR_KEY is unknown", id="unknown"
        ),
        pytest.param(
            {"LINKAGE_HUB_PORT": "swordfish"},
            "LINKAGE_HUB_PORT is refused (int_parsing)",
            id="unparsable",
        ),
        pytest.param(
            {"LINKAGE_HUB_DATABASE_URL": ""},
            "LINKAGE_HUB_DATABASE_URL is refused (too_short)",
            id="empty",
        ),
        pytest.param(
            {"LINKAGE_HUB_MASTER_KEY_FILE": "/nowhere/swordfish"},
            "LINKAGE_HUB_MASTER_KEY_FILE names a file that cannot be read",
            id="no file",
        ),
    ],
)
def test_a_refusal_names_the_variable_and_never_its_value(change, message):
    with pytest.raises(SettingsRefused) as refusal:
        Settings.load(GOOD | change)

    assert str(refusal.value) == message
    assert refusal.value.__cause__ is None
    assert refusal.value.__context__ is None


def test_every_missing_variable_is_named_at_once():
    with pytest.raises(SettingsRefused, match="DATABASE_URL is missing; LINKAGE_HUB_MASTER_KEY is"):
        Settings.load({})


def test_a_secret_is_read_from_a_file(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("from-file\n")
    environ = {name: value for name, value in GOOD.items() if "KEY" not in name}

    settings = Settings.load(environ | {"LINKAGE_HUB_MASTER_KEY_FILE": str(secret)})

    assert settings.master_key.get_secret_value() == "from-file"


def test_a_value_and_a_file_for_the_same_setting_are_refused(tmp_path):
    secret = tmp_path / "key"
    secret.write_text("from-file")

    with pytest.raises(SettingsRefused, match="LINKAGE_HUB_MASTER_KEY is given twice"):
        Settings.load(GOOD | {"LINKAGE_HUB_MASTER_KEY_FILE": str(secret)})


def test_a_secret_is_not_printed():
    settings = Settings.load(GOOD)

    assert "swordfish" not in f"{settings!r} {settings} {settings.model_dump()}"
    assert "hub.db" not in f"{settings!r} {settings}"


def test_settings_do_not_change():
    settings = Settings.load(GOOD)

    with pytest.raises(ValidationError):
        settings.port = 1


def test_a_class_without_a_prefix_is_refused():
    with pytest.raises(SettingsRefused, match="env_prefix"):
        ServiceSettings.load(GOOD)
