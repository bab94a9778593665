"""What surrounds a provider in a test: hub, identity, portal, two who ask, and the permits.

Codes are really issued and really converted, and everything is signed with real keys; only the
wires between the parties are missing.
"""

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import uuid4

from renkei.agency.clients import IssuedCode, RemoteProblem, Unreachable
from renkei.agency.context import AgencyContext
from renkei.agency.directory_view import DirectoryView
from renkei.codes.conversion import Factors, convert
from renkei.codes.grants import encrypt_point, issue, person_point
from renkei.codes.subjects import Code, check, open_code, open_related, seal
from renkei.directory import DISCLOSURE, read_registration
from renkei.keyring import Keyring, make_keys
from renkei.layouts import LAYOUTS, decode
from renkei.messages.access import Access
from renkei.messages.answer import Answer, content_info, related_binding
from renkei.messages.fields import ConvertedClaim
from renkei.messages.permit import Permit
from renkei.messages.receipt import Receipt
from renkei.messages.registration import DirectoryDocument, DirectoryEntry
from renkei.messages.signing import sign, verify_undated
from renkei.numbers import IndividualNumber, generate_individual_number
from renkei.permits import load_statute
from renkei.service.ids import uuid7

HUB, IDENTITY, PORTAL, REQUESTER, OTHER = "hub", "identity", "portal", "welfare", "stranger"
EPOCH = 1
KINDS = {
    HUB: ("linkage-core",),
    IDENTITY: ("numbering-body",),
    PORTAL: (DISCLOSURE,),
    REQUESTER: ("municipal-mayor", "prefectural-governor", "education-minister"),
    OTHER: ("municipal-mayor",),
}


@dataclass
class Opened:
    """An answer as the requester sees it, with what can be learnt of the related people."""

    answer: Answer
    content: object = None
    people: list = field(default_factory=list)


class World:
    """Every neighbour of one provider, in one object; a test may look into all of it."""

    def __init__(self, folder, clock, *, provider, kinds=("municipal-mayor",)):
        self.clock, self.provider = clock, provider
        self.kinds = KINDS | {provider: kinds}
        self.keys = {}
        for participant in self.kinds:
            make_keys(folder / participant)
            self.keys[participant] = Keyring.load(folder / participant)
        self.folder = folder
        self.factors = Factors(secrets.token_bytes(32))
        self.identity_key = secrets.token_bytes(32)
        self.suspended = set()
        self.down = set()
        self.people = {}
        self.assigned = {}
        self.grants = {}
        self.calls = []

    # Keys and the directory

    def registration(self, participant):
        return self.keys[participant].register(
            participant,
            name=participant,
            kinds=self.kinds[participant],
            issued_at=int(self.clock().timestamp()),
        )

    async def directory(self):
        entries = tuple(
            DirectoryEntry(
                registration=self.registration(participant),
                status="suspended" if participant in self.suspended else "active",
            )
            for participant in self.kinds
        )
        document = DirectoryDocument(
            iss=HUB, iat=int(self.clock().timestamp()), participants=entries
        )
        return sign(document, self.keys[HUB].signing)

    def surround(self, kit: AgencyContext) -> AgencyContext:
        """Put this world where the wires would be."""
        anchor = read_registration(self.registration(HUB))
        view = DirectoryView(self, anchor=anchor, participant=kit.participant, clock=self.clock)
        return replace(kit, hub=self, identity=self, directory=view)

    def environment(self, prefix, database_url):
        """What the provider's settings are read from."""
        (self.folder / "hub.jwt").write_text(self.registration(HUB))
        return {
            f"{prefix}DATABASE_URL": database_url,
            f"{prefix}KEYS_DIR": str(self.folder / self.provider),
            f"{prefix}HUB_URL": "http://hub.test",
            f"{prefix}HUB_REGISTRATION_FILE": str(self.folder / "hub.jwt"),
            f"{prefix}IDENTITY_URL": "http://identity.test",
            f"{prefix}PARTICIPANT": self.provider,
        }

    def staff(self):
        """Headers of one of the provider's own staff."""
        return self.bearer(self.provider, self.provider)

    def bearer(self, issuer, audience):
        now = self.clock()
        access = Access(
            iss=issuer,
            aud=audience,
            iat=int(now.timestamp()),
            exp=int((now + timedelta(minutes=5)).timestamp()),
            jti=uuid7(self.clock),
        )
        return {"Authorization": f"Bearer {sign(access, self.keys[issuer].signing)}"}

    # Identity

    def born(self):
        """A number that identity knows, of a new person."""
        number = generate_individual_number(secrets.randbelow)
        self.people[number] = secrets.token_bytes(16)
        return number

    async def assign(self, request_id, items, other_names):
        """Assign a number (付番): the same for the same request."""
        self._answer("assign")
        if request_id not in self.assigned:
            self.assigned[request_id] = self.born()
        return self.assigned[request_id]

    async def request_grant(self, number, items):
        self._answer("request_grant")
        if number not in self.people:
            raise RemoteProblem(403, "not-matched", {})
        grant = secrets.token_hex(8)
        point = person_point(self.identity_key, self.people[number])
        self.grants[grant] = encrypt_point(point, to=self.keys[self.provider].code.public)
        return grant

    def _answer(self, call):
        self.calls.append(call)
        if call in self.down:
            raise Unreachable("nobody answers")

    # The hub

    async def acknowledge(self, serial):
        raise AssertionError("nothing was asked")

    async def present_grant(self, grant):
        self._answer("present_grant")
        keyring = self.keys[self.provider]
        issued = issue(
            self.grants.pop(grant),
            factor=self.factors.factor(self.provider, EPOCH),
            to=keyring.code.public,
        )
        claim = ConvertedClaim.of(issued, epoch=EPOCH, key=keyring.code_kid)
        return IssuedCode(code=claim, receipt="")

    async def send_inquiry(self, inquiry):
        raise NotImplementedError

    def code(self, participant, number: IndividualNumber) -> Code:
        """The code of somebody at a participant, obtained as `obtain_code` would."""
        key = self.keys[participant].code
        encrypted = encrypt_point(
            person_point(self.identity_key, self.people[number]), to=key.public
        )
        factor = self.factors.factor(participant, EPOCH)
        return open_code(issue(encrypted, factor=factor, to=key.public), key, epoch=EPOCH)

    def converted(self, number, *, requester=REQUESTER):
        """A person as the hub hands on to the provider, from the requester's own code."""
        to, portal = self.keys[self.provider], self.keys[PORTAL]
        sealed = seal(
            self.code(requester, number),
            to=to.code.public,
            portal=portal.code.public,
            binding=bytes(64),
        )
        pair = convert(
            sealed.r,
            sealed.to,
            ratio=self._ratio(requester, self.provider),
            to=to.code.public,
        )
        return ConvertedClaim.of(pair, epoch=EPOCH, key=to.code_kid)

    def _ratio(self, source, target):
        return self.factors.ratio(
            from_agency=source, from_epoch=EPOCH, to_agency=target, to_epoch=EPOCH
        )

    def receipt(self, serial, *, kind="accepted", signer=HUB):
        receipt = Receipt(
            iss=signer,
            iat=int(self.clock().timestamp()),
            serial=serial,
            kind=kind,
            leaf=secrets.token_bytes(32),
        )
        return sign(receipt, self.keys[signer].signing)

    def permit(self, number, rule_id, *, signer=HUB, **changes):
        """A permit for what a rule of the statute gives, signed; `changes` replace its claims."""
        rule = next(rule for rule in load_statute().rules if rule.id == rule_id)
        requester = changes.get("requester", REQUESTER)
        serial = changes.pop("serial", uuid7(self.clock))
        now = self.clock()
        claims = {
            "iss": signer,
            "aud": self.provider,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(minutes=5)).timestamp()),
            "serial": serial,
            "rule": rule.id,
            "table": load_statute().digest,
            "requester": requester,
            "sealing_key": self.keys[requester].opening_kid,
            "code_key": self.keys[requester].code_kid,
            "portal_key": self.keys[PORTAL].code_kid,
            "procedure": rule.procedure,
            "information": rule.information,
            "items": tuple(sorted(rule.items)),
            "inquiry_digest": secrets.token_bytes(32),
            "subject": self.converted(number, requester=requester),
            "receipt": self.receipt(serial),
        }
        permit = Permit.model_validate(claims | changes)
        return sign(permit, self.keys[signer].signing)

    # The requester

    def opened(self, token, items, *, requester=REQUESTER):
        """Verify and open an answer as the requester, the hub converting the related people."""
        answer = verify_undated(
            token, Answer, key_of=self.keys[self.provider].own_keys(self.provider).get, audience=""
        )
        assert answer.aud == requester
        if answer.status == "declined":
            return Opened(answer)
        info = content_info(serial=answer.serial, provider=self.provider, requester=requester)
        plain = self.keys[requester].opening.open(answer.sealed, info=info)
        layout = LAYOUTS[json.loads(plain)["layout"]]
        content = decode(plain, layout=layout, asked=frozenset(items))
        people = [self._related(answer, slot, requester) for slot in range(len(answer.related))]
        return Opened(answer, content, people)

    def _related(self, answer, slot, requester):
        sealed = answer.related[slot].sealed()
        to, portal = self.keys[requester].code, self.keys[PORTAL].code
        binding = related_binding(
            serial=answer.serial, inquiry_digest=answer.inquiry_digest, slot=slot
        )
        check(sealed, to=to.public, portal=portal.public, binding=binding)
        ratio = self._ratio(self.provider, requester)
        pair = convert(sealed.r, sealed.to, ratio=ratio, to=to.public)
        return open_related(pair, to, epoch=EPOCH)


def four_items(**changes):
    """A registration body's four items, under a request id of its own."""
    return {
        "request_id": str(uuid4()),
        "name": "白樺\u3000美咲",
        "birth_date": "1984-03-05",
        "sex": "female",
        "address": "青葉県若草市花見一丁目2番3号",
    } | changes


def _receipt_of_another(world, number, rule_id):
    return world.permit(number, rule_id, receipt=world.receipt(uuid7(world.clock)))


def _receipt_of_a_refusal(world, number, rule_id):
    serial = uuid7(world.clock)
    receipt = world.receipt(serial, kind="refused")
    return world.permit(number, rule_id, serial=serial, receipt=receipt)


def _own_receipt(world, number, rule_id):
    serial = uuid7(world.clock)
    receipt = world.receipt(serial, signer=REQUESTER)
    return world.permit(number, rule_id, serial=serial, receipt=receipt)


def _expired(world, number, rule_id):
    permit = world.permit(number, rule_id)
    world.clock.advance(timedelta(minutes=7))
    return permit


REJECTED = {
    "no receipt": lambda w, n, r: w.permit(n, r, receipt=""),
    "receipt of another serial": _receipt_of_another,
    "receipt of a refusal": _receipt_of_a_refusal,
    "receipt not the hub's": _own_receipt,
    "wrong audience": lambda w, n, r: w.permit(n, r, aud=OTHER),
    "not the hub's": lambda w, n, r: w.permit(n, r, signer=REQUESTER),
    "expired": _expired,
    "altered": lambda w, n, r: w.permit(n, r)[:-8] + "AAAAAAAA",
}
"""Permits that get no answer at all, by what is wrong with them."""


def _suspended(world, number, rule_id):
    world.suspended.add(REQUESTER)
    return world.permit(number, rule_id)


DECLINED = {
    "permit-table-differs": lambda w, n, r: w.permit(n, r, table="0" * 64),
    "rule-differs": lambda w, n, r: w.permit(n, r, rule="1.1.other"),
    "unknown-requester": _suspended,
    "unknown-requester-key": lambda w, n, r: w.permit(n, r, sealing_key="0" * 16),
    "unknown-code-key": lambda w, n, r: w.permit(
        n, r, subject=w.converted(n).model_copy(update={"key": "0" * 16})
    ),
    "unknown-procedure": lambda w, n, r: w.permit(n, r, procedure="foster-care-of-cats"),
}
"""Permits that get a signed refusal, by the reason that it gives."""
