"""The services of one machine as one table, from which ports, kinds and neighbours come."""

from dataclasses import dataclass
from typing import Final

from renkei.directory import CORE, DISCLOSURE, NUMBERING, REGISTER

HOME: Final = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its participant id is also its folder, its command and its database's name.

    Attributes:
        name: such as `tax-agency`.
        port: on the loopback address.
        title: as the citizen is to read it.
        kinds: which bodies of the law it acts as, in the permit table's codes.
        provides: information types that it answers for the made-up municipality.
    """

    name: str
    port: int
    title: str
    kinds: tuple[str, ...]
    provides: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """The import name."""
        return self.name.replace("-", "_")

    @property
    def prefix(self) -> str:
        """The prefix of its settings."""
        return self.package.upper() + "_"


HUB: Final = Service("linkage-hub", 8002, "情報提供ネットワークシステム", (CORE,))
IDENTITY: Final = Service("identity", 8001, "番号の付番機関", (NUMBERING,))
TAX: Final = Service(
    "tax-agency", 8003, "芽吹市 税務課", ("municipal-mayor",), provides=("local-tax",)
)
WELFARE: Final = Service(
    "welfare-agency", 8004, "芽吹福祉事務所", ("municipal-mayor", "prefectural-governor")
)
MUNICIPALITY: Final = Service(
    "municipality",
    8005,
    "芽吹市 市民課",
    ("municipal-mayor", REGISTER),
    provides=("household",),
)

SERVICES: Final = (HUB, IDENTITY, TAX, WELFARE, MUNICIPALITY)
"""In the order in which they start: whom others call comes first."""

PORTAL: Final = "portal"
PORTAL_TITLE: Final = "情報提供等記録開示システム"
PORTAL_KINDS: Final = (DISCLOSURE,)
"""The portal takes part by its keys alone: every record is made for it."""
