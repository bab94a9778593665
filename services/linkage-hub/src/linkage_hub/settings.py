"""`LINKAGE_HUB_*`."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from renkei.service.settings import ServiceSettings


class Settings(ServiceSettings):
    """What the hub is told."""

    model_config = SettingsConfigDict(env_prefix="LINKAGE_HUB_")

    participant: str = "linkage-hub"
    """Our participant id."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8002
    keys_dir: Path
    """Folder of the four key files (see `renkei.keyring`) and of `master.key`, 32 bytes."""
    registrations_dir: Path
    """Folder of signed registrations, `*.jwt`: whom the operator admits."""
    longest_lifetime: Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(days=7))] = (
        timedelta(hours=24)
    )
    """How long an inquiry may want to live."""
    provider_timeout_s: Annotated[float, Field(gt=0, le=60)] = 10.0
    """How long a provider may take to answer in one call."""
