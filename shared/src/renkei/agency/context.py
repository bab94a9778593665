"""What the kit works with, made once when an agency starts."""

from dataclasses import dataclass, field

import httpx2

from renkei.agency.clients import HttpHub, HttpIdentity, Hub, Identity
from renkei.agency.directory_view import DirectoryView
from renkei.agency.records import Records
from renkei.agency.settings import AgencySettings
from renkei.agency.tables import KitTables
from renkei.agency.vault import CodeVault
from renkei.directory import Participant, read_registration
from renkei.keyring import Keyring
from renkei.permits import PermitTable, load_statute
from renkei.service.callers import Credentials
from renkei.service.clock import Clock
from renkei.service.database import Database


@dataclass(frozen=True, slots=True)
class AgencyContext:
    """The agency's database, keys, neighbours and law."""

    participant: str
    settings: AgencySettings = field(repr=False)
    db: Database
    clock: Clock
    keyring: Keyring = field(repr=False)
    hub: Hub
    identity: Identity
    directory: DirectoryView
    permits: PermitTable
    tables: KitTables = field(repr=False)
    vault: CodeVault
    records: Records


def build_context(
    settings: AgencySettings,
    *,
    db: Database,
    tables: KitTables,
    clock: Clock,
    hub_http: httpx2.AsyncClient,
    identity_http: httpx2.AsyncClient,
    identity: str,
) -> AgencyContext:
    """Put the kit together from settings and clients.

    Args:
        settings: the agency's.
        db: the agency's own database.
        tables: the kit's tables in it.
        clock: aware UTC.
        hub_http: client whose base URL is the hub's.
        identity_http: client whose base URL is identity's.
        identity: identity's participant id, the audience of our tokens.

    Raises:
        KeysUnusable: the key files do not serve.
        RegistrationRejected: the hub's registration does not hold.
    """
    keyring = Keyring.load(settings.keys_dir)
    anchor: Participant = read_registration(settings.hub_registration)
    credentials = Credentials(settings.participant, keyring.signing, clock)
    hub = HttpHub(hub_http, credentials, anchor.id)
    return AgencyContext(
        participant=settings.participant,
        settings=settings,
        db=db,
        clock=clock,
        keyring=keyring,
        hub=hub,
        identity=HttpIdentity(identity_http, credentials, identity),
        directory=DirectoryView(hub, anchor=anchor, participant=settings.participant, clock=clock),
        permits=load_statute(),
        tables=tables,
        vault=CodeVault(tables.code_vault, tables.person_alias, keyring.at_rest),
        records=Records(tables.provision_record),
    )
