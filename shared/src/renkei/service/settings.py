"""Configuration from the environment: complete and exact, or the process does not start."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict
from typing_extensions import override

_FILE = "_file"


class SettingsRefused(Exception):  # noqa: N818 - errors state the fact
    """The environment does not configure the service; names variables, never values."""


class ServiceSettings(BaseSettings):
    """What every service is told; a service adds its own fields and sets `env_prefix`.

    A variable `PREFIX_X_FILE` holds the path of a file with the value of `PREFIX_X`, for secrets
    that are mounted. A field that is not a plain value is declared `pydantic.Json[...]`.
    No secret has a default, and what has one is safe in production.
    """

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    database_url: Annotated[SecretStr, Field(min_length=1)]
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)]
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Build from the variables that begin with the prefix, from `os.environ` by default.

        Raises:
            SettingsRefused: a variable is missing, unknown, given twice or does not parse.
        """
        prefix = cls.model_config.get("env_prefix", "")
        if not prefix:
            raise SettingsRefused(f"{cls.__name__} sets no env_prefix")
        values = _values(
            os.environ if environ is None else environ, prefix, frozenset(cls.model_fields)
        )
        try:
            return cls.model_validate(values)
        except ValidationError as exc:
            faults = sorted({_fault(prefix, error["loc"], error["type"]) for error in exc.errors()})
        raise SettingsRefused("; ".join(faults))

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        # The stock environment source ignores unknown variables; `load` must refuse them.
        return (init_settings,)


def _values(environ: Mapping[str, str], prefix: str, fields: frozenset[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name in sorted(environ):
        if not name.startswith(prefix):
            continue
        key, value = name.removeprefix(prefix).lower(), environ[name]
        if key.endswith(_FILE) and key not in fields:
            key, value = key.removesuffix(_FILE), _content(name, value)
        if key in values:
            raise SettingsRefused(f"{prefix}{key.upper()} is given twice")
        values[key] = value
    return values


def _content(name: str, path: str) -> str:
    try:
        return Path(path).read_text("utf-8").strip()
    except (OSError, ValueError):
        pass
    # Outside the handler: its context would carry the path.
    raise SettingsRefused(f"{name} names a file that cannot be read")


def _fault(prefix: str, location: tuple[int | str, ...], rule: str) -> str:
    if not location:
        return "the variables do not fit together"
    name = f"{prefix}{str(location[0]).upper()}"
    said = {"missing": "is missing", "extra_forbidden": "is unknown"}
    return f"{name} {said.get(rule, f'is refused ({rule})')}"
