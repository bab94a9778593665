"""One stack on disk: keys, registrations, databases, and the environment of each service."""

import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from devstack.population.addresses import HOME_CODE
from devstack.topology import (
    HOME,
    HUB,
    IDENTITY,
    PORTAL,
    PORTAL_KINDS,
    PORTAL_TITLE,
    SERVICES,
    Service,
)
from renkei.keyring import Keyring, make_keys, write_secret
from renkei.service.clock import utc_now

_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME")


@dataclass(frozen=True, slots=True)
class Stack:
    """Where everything of a stack lies, and how its services reach each other.

    Attributes:
        folder: emptied by `prepare`.
        ports: port by service name, where it differs from the topology's.
        urls: how others reach a service, where it is not its own port: a proxy in between.
    """

    folder: Path
    ports: Mapping[str, int] = field(default_factory=dict)
    urls: Mapping[str, str] = field(default_factory=dict)

    def port(self, service: Service) -> int:
        """Return the port that a service listens on."""
        return self.ports.get(service.name, service.port)

    def url(self, service: Service) -> str:
        """Return the base URL at which others reach a service."""
        return self.urls.get(service.name, f"http://{HOME}:{self.port(service)}")

    def keys(self, name: str) -> Path:
        """Return the folder of a participant's keys."""
        return self.folder / "keys" / name

    def keyring(self, name: str) -> Keyring:
        """Load a participant's keys, to speak for it."""
        return Keyring.load(self.keys(name))

    def database(self, service: Service) -> Path:
        """Return the path of a service's SQLite file."""
        return self.folder / "db" / f"{service.name}.sqlite3"

    def database_url(self, service: Service) -> str:
        """Return the database's URL."""
        return f"sqlite:///{self.database(service)}"

    def log(self, service: Service) -> Path:
        """Return the path of a service's log."""
        return self.folder / "logs" / f"{service.name}.log"

    def registration(self, name: str) -> Path:
        """Return the path of a participant's signed registration."""
        return self.folder / "registrations" / f"{name}.jwt"

    def prepare(self) -> None:
        """Empty the folder; make all keys and registrations anew."""
        shutil.rmtree(self.folder, ignore_errors=True)
        for part in ("keys", "db", "logs", "registrations"):
            (self.folder / part).mkdir(mode=0o700, parents=True)
        for service in SERVICES:
            make_keys(self.keys(service.name))
            self._register(service.name, service.title, service.kinds, service)
        make_keys(self.keys(PORTAL))
        self._register(PORTAL, PORTAL_TITLE, PORTAL_KINDS, None)
        write_secret(self.keys(HUB.name) / "master.key", secrets.token_bytes(32))
        write_secret(self.keys(IDENTITY.name) / "point.key", secrets.token_bytes(32))

    def environment(self, service: Service) -> dict[str, str]:
        """Return the whole environment of a service's process."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        told = {
            "DATABASE_URL": self.database_url(service),
            "HOST": HOME,
            "PORT": str(self.port(service)),
            "PARTICIPANT": service.name,
            "KEYS_DIR": str(self.keys(service.name)),
        }
        if service is HUB:
            told["REGISTRATIONS_DIR"] = str(self.folder / "registrations")
        else:
            told["HUB_URL"] = self.url(HUB)
            told["HUB_REGISTRATION_FILE"] = str(self.registration(HUB.name))
        if service not in {HUB, IDENTITY}:
            told["IDENTITY_URL"] = self.url(IDENTITY)
        return kept | {service.prefix + name: value for name, value in told.items()}

    def _register(
        self, name: str, title: str, kinds: tuple[str, ...], service: Service | None
    ) -> None:
        provides = service.provides if service else ()
        token = self.keyring(name).register(
            name,
            name=title,
            kinds=kinds,
            issued_at=int(utc_now().timestamp()),
            endpoint=self.url(service) if service and provides else None,
            provides=provides,
            jurisdiction=(HOME_CODE,) if provides else (),
        )
        self.registration(name).write_text(token, "ascii")
