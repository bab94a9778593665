"""`IDENTITY_*`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from renkei.service.settings import ServiceSettings


class Settings(ServiceSettings):
    """What identity is told."""

    model_config = SettingsConfigDict(env_prefix="IDENTITY_")

    participant: str = "identity"
    """Our participant id."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8001
    keys_dir: Path
    """Folder of the four key files (see `renkei.keyring`) and of `point.key`, 32 bytes."""
    hub_url: str
    """Where the directory is fetched."""
    hub_registration: str
    """The hub's registration, the anchor of all trust; `..._FILE` names a file that holds it."""
    grant_lifetime: Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(hours=1))] = timedelta(
        minutes=5
    )
    """How long an agency has to take a grant to the hub."""
