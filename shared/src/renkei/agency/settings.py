"""What an agency is told, on top of what every service is told."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import Field

from renkei.service.settings import ServiceSettings


class AgencySettings(ServiceSettings):
    """Settings of a participant that asks or answers."""

    participant: str
    """Our own participant id."""
    keys_dir: Path
    """Folder of the four key files (see `renkei.keyring`)."""
    hub_url: str
    hub_registration: str
    """The hub's registration, the anchor of all trust; given as `..._HUB_REGISTRATION_FILE`."""
    identity_url: str
    inquiry_lifetime: Annotated[timedelta, Field(gt=timedelta(0), le=timedelta(days=7))] = (
        timedelta(hours=1)
    )
    """How long an inquiry of ours may take before it expires."""
    request_timeout_s: Annotated[float, Field(gt=0, le=120)] = 30.0
