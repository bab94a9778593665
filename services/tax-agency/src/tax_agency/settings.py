"""`TAX_AGENCY_*`."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from renkei.agency.settings import AgencySettings


class Settings(AgencySettings):
    """What the tax agency is told."""

    model_config = SettingsConfigDict(env_prefix="TAX_AGENCY_")

    participant: str = "tax-agency"
    """Our own participant id."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8003
    identity: str = "identity"
    """Identity's participant id, the audience of our tokens."""
