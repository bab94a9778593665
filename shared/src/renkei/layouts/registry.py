"""Every layout that this version of the library reads and writes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from renkei.layouts.household import HOUSEHOLD
from renkei.layouts.local_tax import LOCAL_TAX
from renkei.layouts.model import Layout

LAYOUTS: Final[Mapping[str, Layout]] = MappingProxyType(
    {layout.code: layout for layout in (LOCAL_TAX, HOUSEHOLD)}
)
"""By information type, as in permits."""
