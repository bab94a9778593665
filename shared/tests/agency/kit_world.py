"""Two kits on real SQLite databases, and a hub between them that checks and converts for real.

Only wires are missing: what the hub and identity do here, they do with real keys and real codes.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from renkei.agency.answering import Facts, answer_permit
from renkei.agency.clients import FourItems, IssuedCode, RemoteProblem, Unreachable
from renkei.agency.context import AgencyContext
from renkei.agency.directory_view import DirectoryView
from renkei.agency.inquiries import Asking
from renkei.agency.records import Records
from renkei.agency.settings import AgencySettings
from renkei.agency.tables import kit_tables
from renkei.agency.vault import CodeVault
from renkei.codes.conversion import Factors, convert
from renkei.codes.grants import encrypt_point, issue, person_point
from renkei.codes.group import times
from renkei.codes.subjects import Ciphertext, Code, check, open_code, seal
from renkei.directory import CORE, DISCLOSURE, NUMBERING, Directory, read_registration
from renkei.keyring import Keyring, make_keys
from renkei.layouts import LAYOUTS, Content, Outcome, select
from renkei.messages.answer import Answer, content_info, related_binding
from renkei.messages.code_grant import CodeGrant, grant_info
from renkei.messages.fields import ConvertedClaim
from renkei.messages.inquiry import Inquiry
from renkei.messages.outcome import Outcome as OutcomeMessage
from renkei.messages.permit import Permit
from renkei.messages.receipt import Receipt
from renkei.messages.registration import DirectoryDocument, DirectoryEntry
from renkei.messages.signing import digest_of, sign, verify, verify_undated
from renkei.numbers import IndividualNumber
from renkei.permits import load_statute
from renkei.sealing import SealingKey
from renkei.service.database import Database, new_metadata
from renkei.service.ids import uuid7

HUB, IDENTITY, PORTAL = "linkage-hub", "identity", "portal"
ASKER, PROVIDER, OTHER = "welfare-agency", "tax-agency", "municipality"
KINDS = {
    HUB: (CORE,),
    IDENTITY: (NUMBERING,),
    PORTAL: (DISCLOSURE,),
    ASKER: ("municipal-mayor", "prefectural-governor"),
    PROVIDER: ("municipal-mayor",),
    OTHER: ("municipal-mayor",),
}
EPOCH = 1
INCOME, PENSION = 2718281, 1618033
TAX_ITEMS, HOUSEHOLD_ITEMS = ("total-income", "pension-revenue"), ("relationship", "members")
NUMBER = IndividualNumber("123456789018")
FOUR = FourItems("白樺\u3000美咲", "1984-03-05", "female", "青葉県若草市花見一丁目2番3号")
PERSON, SPOUSE, CHILD = b"person-1", b"person-2", b"person-3"


def asking(**changes):
    """The question of most tests: the income of `resident-1` for a premium."""
    stated = {
        "person_ref": "resident-1",
        "procedure": "long-term-care-insurance",
        "provider": PROVIDER,
        "information": "local-tax",
        "items": TAX_ITEMS,
        "case_ref": "case-1",
        "office": "long-term-care",
        "fiscal_year": 2026,
    }
    return Asking(**(stated | changes))


def about_household(**changes):
    stated = {"information": "household", "items": HOUSEHOLD_ITEMS, "fiscal_year": None}
    return asking(**(stated | {"as_of": date(2026, 4, 1)} | changes))


@dataclass
class Replica:
    """The provider's source: what it says can be replaced, what it was asked is kept."""

    facts_given: Facts | None = None
    refusal: Exception | None = None
    asked: list = field(default_factory=list)

    async def facts(self, tx, asked):
        self.asked.append(asked)
        if self.refusal is not None:
            raise self.refusal
        return self.facts_given or Facts(content=content(asked.information, asked.items))


def content(information="local-tax", items=TAX_ITEMS, **held):
    known = {"total-income": INCOME, "pension-revenue": PENSION, "relationship": "head"}
    everything = known | {"members": [], "taxation-class": "taxed"} | held
    return Content(
        layout=information,
        version=LAYOUTS[information].version,
        outcome=Outcome.PROVIDED,
        items=select(everything, frozenset(items)),
        as_of=date(2026, 1, 1),
        source_updated_at=datetime(2026, 3, 31, tzinfo=UTC),
    )


class World:
    """Hub and identity in one object, both kits, and what a test may change about them."""

    def __init__(self, folder, clock):
        self.acknowledged = []
        self.folder, self.clock = folder, clock
        self.keys = {}
        for participant in KINDS:
            make_keys(folder / participant)
            self.keys[participant] = Keyring.load(folder / participant)
        self.factors = Factors(secrets.token_bytes(32))
        self.identity_key = secrets.token_bytes(32)
        self.suspended, self.absent = set(), set()
        self.down, self.state, self.reason = set(), "answered", None
        self.alter = None
        self.inquiries, self.permits, self.outcomes = [], {}, []
        self.directories = 0
        self.numbers = {NUMBER: PERSON}
        self.replica = Replica()
        self.kits = {}

    async def open(self):
        for participant in (ASKER, PROVIDER):
            self.kits[participant] = await self._kit(participant)
        return self

    async def close(self):
        for kit in self.kits.values():
            await kit.db.close()

    @property
    def asker(self):
        return self.kits[ASKER]

    @property
    def provider(self):
        return self.kits[PROVIDER]

    def database_path(self, participant):
        return self.folder / f"{participant}.db"

    async def _kit(self, participant):
        url = f"sqlite:///{self.database_path(participant)}"
        metadata = new_metadata()
        tables = kit_tables(metadata)
        db = Database(url)
        async with db.transaction() as tx:
            await tx.run_sync(metadata.create_all)
        keyring, anchor = self.keys[participant], read_registration(self.registration(HUB))
        return AgencyContext(
            participant=participant,
            settings=AgencySettings(
                database_url=url,
                port=8000,
                participant=participant,
                keys_dir=self.folder / participant,
                hub_url="http://hub.test",
                hub_registration=self.registration(HUB),
                identity_url="http://identity.test",
            ),
            db=db,
            clock=self.clock,
            keyring=keyring,
            hub=self,
            identity=IdentityFor(self, participant),
            directory=DirectoryView(self, anchor=anchor, participant=participant, clock=self.clock),
            permits=load_statute(),
            tables=tables,
            vault=CodeVault(tables.code_vault, tables.person_alias, keyring.at_rest),
            records=Records(tables.provision_record),
        )

    def seconds(self):
        return int(self.clock().timestamp())

    # People

    def code(self, participant, person):
        point = person_point(self.identity_key, person)
        return Code(times(self.factors.factor(participant, EPOCH), point), EPOCH)

    async def know(self, participant, ref, person):
        """Give a participant the code of somebody, as if it had been obtained."""
        kit = self.kits[participant]
        async with kit.db.transaction() as tx:
            code = self.code(participant, person)
            await kit.vault.keep(tx, person_ref=ref, code=code, at=self.clock())

    async def everybody_knows(self):
        await self.know(ASKER, "resident-1", PERSON)
        await self.know(PROVIDER, "taxpayer-1", PERSON)
        return self

    # The hub

    def registration(self, participant):
        return self.keys[participant].register(
            participant, name=participant, kinds=KINDS[participant], issued_at=self.seconds()
        )

    def present(self):
        return Directory(
            read_registration(self.registration(name), active=name not in self.suspended)
            for name in KINDS
            if name not in self.absent
        )

    def directory_token(self, *, signer=HUB, iat=None):
        entries = tuple(
            DirectoryEntry(
                registration=self.registration(name),
                status="suspended" if name in self.suspended else "active",
            )
            for name in KINDS
            if name not in self.absent
        )
        document = DirectoryDocument(
            iss=signer, iat=self.seconds() if iat is None else iat, participants=entries
        )
        return sign(document, self.keys[signer].signing)

    async def directory(self):
        self.directories += 1
        if "directory" in self.down:
            raise Unreachable("the hub does not answer")
        return self.directory_token()

    def receipt(self, serial, *, kind="accepted", signer=HUB):
        receipt = Receipt(iss=signer, iat=self.seconds(), serial=serial, kind=kind, leaf=bytes(32))
        return sign(receipt, self.keys[signer].signing)

    async def send_inquiry(self, inquiry):
        self.inquiries.append(inquiry)
        if "hub" in self.down:
            raise Unreachable("the hub does not answer")
        asked = verify(
            inquiry, Inquiry, key_of=self.present().key_of, audience=HUB, now=self.clock()
        )
        check(
            asked.subject.sealed(),
            to=self.keys[asked.provider].code.public,
            portal=self.keys[PORTAL].code.public,
            binding=asked.binding(),
        )
        if asked.jti not in self.permits:
            self.permits[asked.jti] = self._permit_for(asked, digest_of(inquiry))
        serial, permit = self.permits[asked.jti]
        answer, related, state, reason = None, (), self.state, self.reason
        if self.state in {"answered", "declined"}:
            answer = await answer_permit(self.provider, self.replica, permit)
            related = self._related(answer)
            stated = self._read(answer)
            state = "answered" if stated.status == "provided" else "declined"
            reason = stated.reason
        outcome = OutcomeMessage(
            iss=HUB,
            aud=asked.iss,
            iat=self.seconds(),
            serial=serial,
            inquiry_id=asked.jti,
            inquiry_digest=digest_of(inquiry),
            state=state,
            reason=reason,
            receipt=self.receipt(serial),
            answer=answer,
            related=related,
        )
        self.outcomes.append(outcome)
        if self.alter is not None:
            altered = self.alter(self, outcome)
            return altered if isinstance(altered, str) else sign(altered, self.keys[HUB].signing)
        return sign(outcome, self.keys[HUB].signing)

    def _permit_for(self, asked, digest):
        serial = uuid7(self.clock)
        permit = self.permit(
            serial=serial,
            information=asked.information,
            items=asked.items,
            fiscal_year=asked.fiscal_year,
            as_of=asked.as_of,
            consent=asked.consent,
            inquiry_digest=digest,
            subject=self.converted(asked.subject.sealed()),
        )
        return serial, permit

    def converted(self, sealed, *, source=ASKER, target=PROVIDER):
        to = self.keys[target]
        ratio = self.factors.ratio(
            from_agency=source, from_epoch=EPOCH, to_agency=target, to_epoch=EPOCH
        )
        pair = convert(sealed.r, sealed.to, ratio=ratio, to=to.code.public)
        return ConvertedClaim.of(pair, epoch=EPOCH, key=to.code_kid)

    def subject(self, person=PERSON):
        """A person as the hub hands on to the provider."""
        sealed = seal(
            self.code(ASKER, person),
            to=self.keys[PROVIDER].code.public,
            portal=self.keys[PORTAL].code.public,
            binding=bytes(64),
        )
        return self.converted(sealed)

    def converted_to_asker(self, person):
        """A person as the hub hands on to the asker beside an answer."""
        sealed = seal(
            self.code(PROVIDER, person),
            to=self.keys[ASKER].code.public,
            portal=self.keys[PORTAL].code.public,
            binding=bytes(64),
        )
        return self.converted(sealed, source=PROVIDER, target=ASKER)

    def permit(self, *, signer=HUB, **changes):
        """A permit for row 94, signed; `changes` replace its claims."""
        serial = changes.setdefault("serial", uuid7(self.clock))
        information = changes.setdefault("information", "local-tax")
        claims = {
            "iss": signer,
            "aud": PROVIDER,
            "iat": self.seconds(),
            "exp": self.seconds() + 300,
            "rule": f"94.2.{information}",
            "table": load_statute().digest,
            "requester": ASKER,
            "sealing_key": self.keys[ASKER].opening_kid,
            "code_key": self.keys[ASKER].code_kid,
            "portal_key": self.keys[PORTAL].code_kid,
            "procedure": "long-term-care-insurance",
            "items": TAX_ITEMS if information == "local-tax" else HOUSEHOLD_ITEMS,
            "inquiry_digest": bytes(32),
        }
        if "subject" not in changes:
            claims["subject"] = self.subject()
        claims["receipt"] = self.receipt(serial)
        return sign(Permit.model_validate(claims | changes), self.keys[signer].signing)

    def _read(self, answer):
        own = self.keys[PROVIDER].own_keys(PROVIDER)
        return verify_undated(answer, Answer, key_of=own.get, audience=ASKER)

    def _related(self, token):
        answer = self._read(token)
        related = []
        for slot, claim in enumerate(answer.related):
            binding = related_binding(
                serial=answer.serial, inquiry_digest=answer.inquiry_digest, slot=slot
            )
            check(
                claim.sealed(),
                to=self.keys[ASKER].code.public,
                portal=self.keys[PORTAL].code.public,
                binding=binding,
            )
            related.append(self.converted(claim.sealed(), source=PROVIDER, target=ASKER))
        return tuple(related)

    def answered(self, outcome, **changes):
        """The provider's answer in an outcome, altered and signed again by the provider."""
        altered = self._read(outcome.answer).model_copy(update=changes)
        return sign(altered, self.keys[PROVIDER].signing)

    def sealing_key(self, participant):
        return SealingKey.decode(self.keys[participant].opening.public)

    async def acknowledge(self, serial):
        self.acknowledged.append(serial)

    async def present_grant(self, grant):
        if "codes" in self.down:
            raise Unreachable("the hub does not answer")
        if "grant" in self.suspended:
            raise RemoteProblem(409, "grant-used", {})
        stated = verify(
            grant, CodeGrant, key_of=self.present().key_of, audience=HUB, now=self.clock()
        )
        info = grant_info(grant_id=stated.jti, agency=stated.agency, code_key=stated.code_key)
        encrypted = Ciphertext.decode(self.keys[HUB].opening.open(stated.sealed, info=info))
        to = self.keys[stated.agency]
        factor = self.factors.factor(stated.agency, EPOCH)
        issued = issue(encrypted, factor=factor, to=to.code.public)
        reply = IssuedCode(
            code=ConvertedClaim.of(issued, epoch=EPOCH, key=to.code_kid),
            receipt=self.receipt(stated.jti, kind="code-issued"),
        )
        return reply if self.alter is None else self.alter(self, reply)


@dataclass
class IdentityFor:
    """Identity as one agency calls it."""

    world: World
    agency: str
    requests: int = 0

    async def request_grant(self, number, items):
        self.requests += 1
        if "identity" in self.world.down:
            raise Unreachable("identity does not answer")
        if number not in self.world.numbers:
            raise RemoteProblem(422, "not-matched", {})
        world, to = self.world, self.world.keys[self.agency]
        point = person_point(world.identity_key, world.numbers[number])
        encrypted = encrypt_point(point, to=to.code.public)
        grant_id: UUID = uuid7(world.clock)
        info = grant_info(grant_id=grant_id, agency=self.agency, code_key=to.code_kid)
        grant = CodeGrant(
            iss=IDENTITY,
            aud=HUB,
            iat=world.seconds(),
            exp=world.seconds() + 300,
            jti=grant_id,
            agency=self.agency,
            code_key=to.code_kid,
            sealed=world.sealing_key(HUB).seal(encrypted.encode(), info=info),
        )
        return sign(grant, world.keys[IDENTITY].signing)


def opened(world, token):
    """An answer's content as its requester reads it, and the answer."""
    answer = world._read(token)
    info = content_info(serial=answer.serial, provider=PROVIDER, requester=ASKER)
    return answer, world.keys[ASKER].opening.open(answer.sealed, info=info)


async def rows(kit, table):
    async with kit.db.read() as tx:
        return (await tx.execute(table.select())).mappings().all()


async def records(kit):
    async with kit.db.read() as tx:
        return [record for _, record in await kit.records.page(tx, after=0, limit=100)]


async def person_of(kit, code):
    async with kit.db.read() as tx:
        return await kit.vault.person_of(tx, code)


def opens_to(claim, keyring):
    return open_code(claim.ciphertext(), keyring.code, epoch=claim.epoch)


def later(clock, **by):
    clock.advance(timedelta(**by))
