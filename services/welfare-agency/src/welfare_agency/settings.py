"""`WELFARE_AGENCY_*`."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from renkei.agency.settings import AgencySettings
from renkei.messages.fields import Slug


class Settings(AgencySettings):
    """What the welfare agency is told."""

    model_config = SettingsConfigDict(env_prefix="WELFARE_AGENCY_")

    participant: str = "welfare-agency"
    port: Annotated[int, Field(ge=1, le=65535)] = 8004
    office: Slug = "welfare-office"
    """The office that asks, as the citizen is to read it in the record."""
    identity: Slug = "identity"
    """Participant id of identity."""
