"""The network around the welfare agency in a test: hub, identity, registers and tax offices.

Everything is signed, proved, converted and sealed with real keys, and the hub decides by the real
permit table. Only the wires are missing, and the providers answer from a dictionary.
"""

import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import uuid4

from renkei.agency.clients import IssuedCode, RemoteProblem, Unreachable
from renkei.agency.directory_view import DirectoryView
from renkei.codes.conversion import Factors, convert
from renkei.codes.grants import encrypt_point, issue, person_point
from renkei.codes.subjects import check, open_code, seal, seal_nobody
from renkei.directory import DISCLOSURE, read_registration
from renkei.keyring import Keyring, make_keys
from renkei.messages.access import Access
from renkei.messages.answer import Answer, content_info, related_binding
from renkei.messages.fields import ConvertedClaim, SealedSubjectClaim
from renkei.messages.inquiry import Inquiry
from renkei.messages.outcome import Outcome
from renkei.messages.receipt import Receipt
from renkei.messages.registration import DirectoryDocument, DirectoryEntry
from renkei.messages.signing import MessageRejected, check_fresh, digest_of, sign, verify_undated
from renkei.numbers import generate_individual_number
from renkei.permits import NotPermitted, Question, decide, load_statute
from renkei.service.clock import japan_day
from renkei.service.ids import uuid7

HUB, IDENTITY, PORTAL, OFFICE = "linkage-hub", "identity", "portal", "welfare-agency"
REGISTER, TAX, TAX_HERE = "municipality", "tax-agency", "tax-agency-here"
HERE, BEFORE, NOWHERE = "131016", "271004", "011002"
"""Where people live; where they lived on 1 January; where nobody takes part."""

KINDS = {
    HUB: ("linkage-core",),
    IDENTITY: ("numbering-body",),
    PORTAL: (DISCLOSURE,),
    OFFICE: ("municipal-mayor", "prefectural-governor"),
    REGISTER: ("municipal-mayor",),
    TAX: ("municipal-mayor",),
    TAX_HERE: ("municipal-mayor",),
}
SERVES = {
    REGISTER: {"provides": ("household",), "jurisdiction": (HERE, BEFORE)},
    TAX: {"provides": ("local-tax",), "jurisdiction": (BEFORE,)},
    TAX_HERE: {"provides": ("local-tax",), "jurisdiction": (HERE,)},
}
EPOCHS = dict.fromkeys(KINDS, 1) | {OFFICE: 3, REGISTER: 2}


@dataclass
class Given:
    """What a provider answers about somebody; `related` names people by slot, None is padding."""

    outcome: str = "provided"
    items: dict = field(default_factory=dict)
    related: tuple = ()
    declines: str | None = None


@dataclass
class Forgery:
    """What a provider does wrong with an answer."""

    signer: str | None = None
    claims: dict = field(default_factory=dict)
    content: dict = field(default_factory=dict)


class Network:
    """Hub and identity as the agency calls them; a test may look into all of it."""

    def __init__(self, folder, clock):
        self.acknowledged = []
        self.clock, self.folder = clock, folder
        self.keys = {}
        for participant in KINDS:
            make_keys(folder / participant)
            self.keys[participant] = Keyring.load(folder / participant)
        self.factors = Factors(secrets.token_bytes(32))
        self.identity_key = secrets.token_bytes(32)
        self.numbers, self.people, self.grants, self.outcomes = {}, {}, {}, {}
        self.given = {}
        self.sent = []
        self.read = []
        self.unreachable = lambda inquiry: False
        self.reply_lost = lambda inquiry: False
        self.silent = set()
        self.identity_down = False
        self.forgery = Forgery()

    # What a test says

    def person(self, name):
        """Somebody with a number, by a name that only the test knows."""
        if name not in self.people:
            self.people[name] = secrets.token_bytes(16)
            self.numbers[name] = generate_individual_number(secrets.randbelow)
        return self.numbers[name]

    def household(self, name, *others):
        for one in (name, *others):
            self.person(one)
        members = [{"slot": slot, "relationship": "other"} for slot in range(len(others))]
        items = {"relationship": "head", "members": members}
        self.given[name, "household"] = Given(items=items, related=others)

    def tax(self, name, **given):
        self.person(name)
        self.given[name, "local-tax"] = Given(**given)

    # The directory

    def registration(self, participant):
        serves = SERVES.get(participant, {})
        return self.keys[participant].register(
            participant,
            name=participant,
            kinds=KINDS[participant],
            issued_at=int(self.clock().timestamp()),
            endpoint="http://provider.test" if serves else None,
            **serves,
        )

    async def directory(self):
        entries = tuple(
            DirectoryEntry(registration=self.registration(participant), status="active")
            for participant in KINDS
        )
        document = DirectoryDocument(
            iss=HUB, iat=int(self.clock().timestamp()), participants=entries
        )
        return sign(document, self.keys[HUB].signing)

    def surround(self, kit):
        """Put this network where the wires would be."""
        anchor = read_registration(self.registration(HUB))
        view = DirectoryView(self, anchor=anchor, participant=kit.participant, clock=self.clock)
        return replace(kit, hub=self, identity=self, directory=view)

    # Identity, and codes

    async def request_grant(self, number, items):
        if self.identity_down:
            raise Unreachable("nobody answers")
        name = next((n for n, known in self.numbers.items() if known == number), None)
        if name is None:
            raise RemoteProblem(403, "not-matched", {})
        grant = secrets.token_hex(8)
        self.grants[grant] = self._encrypted(name, OFFICE)
        return grant

    async def acknowledge(self, serial):
        self.acknowledged.append(serial)

    async def present_grant(self, grant):
        keys = self.keys[OFFICE]
        factor = self.factors.factor(OFFICE, EPOCHS[OFFICE])
        issued = issue(self.grants.pop(grant), factor=factor, to=keys.code.public)
        claim = ConvertedClaim.of(issued, epoch=EPOCHS[OFFICE], key=keys.code_kid)
        return IssuedCode(code=claim, receipt="")

    def code(self, name, participant):
        key, epoch = self.keys[participant].code, EPOCHS[participant]
        factor = self.factors.factor(participant, epoch)
        issued = issue(self._encrypted(name, participant), factor=factor, to=key.public)
        return open_code(issued, key, epoch=epoch)

    def _encrypted(self, name, participant):
        point = person_point(self.identity_key, self.people[name])
        return encrypt_point(point, to=self.keys[participant].code.public)

    # The hub

    async def send_inquiry(self, token):
        own_keys = self.keys[OFFICE].own_keys(OFFICE)
        inquiry = verify_undated(token, Inquiry, key_of=own_keys.get, audience=HUB)
        self.sent.append(token)
        if self.unreachable(inquiry):
            raise Unreachable("nobody answers")
        known = self.outcomes.get(inquiry.jti)
        if known is None or known[1].state == "accepted":
            outcome = self._outcome(inquiry, token, known)
            self.outcomes[inquiry.jti] = (digest_of(token), outcome)
        digest, outcome = self.outcomes[inquiry.jti]
        assert digest == digest_of(token), "one inquiry id stands for two messages"
        if self.reply_lost(inquiry):
            raise Unreachable("the reply is lost")
        return sign(outcome, self.keys[HUB].signing)

    @property
    def inquiries(self):
        """How many different inquiries have reached the hub."""
        return len(self.outcomes)

    def _outcome(self, inquiry, token, known):
        to, portal = self.keys[inquiry.provider].code.public, self.keys[PORTAL].code.public
        check(inquiry.subject.sealed(), to=to, portal=portal, binding=inquiry.binding())
        assert inquiry.subject.epoch == EPOCHS[OFFICE]
        serial = known[1].serial if known else uuid7(self.clock)
        digest = digest_of(token)
        question = Question(
            requester_kinds=frozenset(KINDS[OFFICE]),
            procedure=inquiry.procedure,
            provider_kinds=frozenset(KINDS[inquiry.provider]),
            information=inquiry.information,
            items=frozenset(inquiry.items),
            consent=inquiry.consent,
        )
        try:
            check_fresh(inquiry, now=self.clock())
            decide(load_statute(), question, japan_day(self.clock()))
        except MessageRejected:
            return self._end(inquiry, serial, digest, "refused", reason="inquiry-expired")
        except NotPermitted as refused:
            return self._end(inquiry, serial, digest, "refused", reason=refused.reason)
        self.read.append(inquiry)
        given = self._given(inquiry)
        if inquiry.provider in self.silent:
            return self._end(inquiry, serial, digest, "accepted")
        answer = self._answer(inquiry, serial, digest, given)
        if given.declines is not None:
            return self._end(
                inquiry, serial, digest, "declined", reason=given.declines, answer=answer
            )
        related = self._converted_related(inquiry, serial, digest, given)
        return self._end(inquiry, serial, digest, "answered", answer=answer, related=related)

    def _end(self, inquiry, serial, digest, state, **fields):
        at = int(self.clock().timestamp())
        kind = state if state != "accepted" else "accepted"
        receipt = Receipt(iss=HUB, iat=at, serial=serial, kind=kind, leaf=secrets.token_bytes(32))
        return Outcome(
            iss=HUB,
            aud=OFFICE,
            iat=at,
            serial=serial,
            inquiry_id=inquiry.jti,
            inquiry_digest=digest,
            state=state,
            receipt=sign(receipt, self.keys[HUB].signing),
            **fields,
        )

    # The providers

    def _given(self, inquiry):
        """Open the code as the provider does, and find whom it belongs to."""
        provider = inquiry.provider
        key, epoch = self.keys[provider].code, EPOCHS[provider]
        pair = convert(
            inquiry.subject.r,
            inquiry.subject.to,
            ratio=self._ratio(OFFICE, provider),
            to=key.public,
        )
        code = open_code(pair, key, epoch=epoch)
        name = next(name for name in self.people if self.code(name, provider) == code)
        return self.given.get((name, inquiry.information), Given(outcome="no-record"))

    def _ratio(self, source, target):
        return self.factors.ratio(
            from_agency=source,
            from_epoch=EPOCHS[source],
            to_agency=target,
            to_epoch=EPOCHS[target],
        )

    def _answer(self, inquiry, serial, digest, given):
        signer = self.forgery.signer or inquiry.provider
        claims = {
            "iss": inquiry.provider,
            "aud": OFFICE,
            "iat": int(self.clock().timestamp()),
            "serial": serial,
            "inquiry_digest": digest,
            "status": "provided" if given.declines is None else "declined",
            "reason": given.declines,
        }
        if given.declines is None:
            claims["sealed"] = self._sealed(inquiry, serial, given)
            claims["related"] = self._related(inquiry, serial, digest, given)
        answer = Answer.model_validate(claims | self.forgery.claims)
        return sign(answer, self.keys[signer].signing)

    def _sealed(self, inquiry, serial, given):
        items = {code: given.items[code] for code in inquiry.items if code in given.items}
        document = {
            "as_of": "2026-04-01",
            "items": items if given.outcome == "provided" else {},
            "layout": inquiry.information,
            "outcome": given.outcome,
            "source_updated_at": None,
            "version": 1,
        } | self.forgery.content
        content = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
        info = content_info(serial=serial, provider=inquiry.provider, requester=OFFICE)
        public = read_registration(self.registration(OFFICE)).sealing_key()[1]
        return public.seal(content, info=info)

    def _related(self, inquiry, serial, digest, given):
        if inquiry.information != "household":
            return ()
        to, portal = self.keys[OFFICE], self.keys[PORTAL]
        padded = [*given.related, *[None] * (4 - len(given.related))]
        claims = []
        for slot, name in enumerate(padded):
            binding = related_binding(serial=serial, inquiry_digest=digest, slot=slot)
            into = {"to": to.code.public, "portal": portal.code.public, "binding": binding}
            if name is None:
                sealed = seal_nobody(EPOCHS[inquiry.provider], **into)
            else:
                sealed = seal(self.code(name, inquiry.provider), **into)
            claims.append(
                SealedSubjectClaim.of(sealed, key=to.code_kid, portal_key=portal.code_kid)
            )
        return tuple(claims)

    def _converted_related(self, inquiry, serial, digest, given):
        to = self.keys[OFFICE]
        ratio = self._ratio(inquiry.provider, OFFICE)
        return tuple(
            ConvertedClaim.of(
                convert(claim.r, claim.to, ratio=ratio, to=to.code.public),
                epoch=EPOCHS[OFFICE],
                key=to.code_kid,
            )
            for claim in self._related(inquiry, serial, digest, given)
        )

    # Staff

    def bearer(self, issuer=OFFICE, audience=OFFICE):
        now = self.clock()
        access = Access(
            iss=issuer,
            aud=audience,
            iat=int(now.timestamp()),
            exp=int((now + timedelta(minutes=5)).timestamp()),
            jti=uuid7(self.clock),
        )
        return {"Authorization": f"Bearer {sign(access, self.keys[issuer].signing)}"}


class Office:
    """The agency's staff at its interface."""

    def __init__(self, client, network, ctx):
        self.client, self.network, self.ctx = client, network, ctx
        self.refs = {}

    async def post(self, path, body=None, **kwargs):
        return await self.client.post(path, json=body, headers=self.network.bearer(), **kwargs)

    async def get(self, path, **params):
        return await self.client.get(path, params=params, headers=self.network.bearer())

    def client_body(self, name):
        return {
            "request_id": str(uuid4()),
            "number": self.network.person(name).reveal(),
            "name": f"白樺\u3000{name}",
            "birth_date": "1944-03-05",
            "sex": "female",
            "address": "青葉県若草市花見一丁目2番3号",
        }

    async def register(self, name):
        reply = await self.post("/v1/clients", self.client_body(name))
        assert reply.status_code == 201, reply.text
        assert reply.json()["code"] == "obtained"
        self.refs[name] = reply.json()["person_ref"]
        return self.refs[name]

    async def case_body(self, procedure, *applicants, minors=(), **changes):
        for name in (*applicants, *minors):
            if name not in self.refs:
                await self.register(name)
        return {
            "request_id": str(uuid4()),
            "procedure": procedure,
            "applicants": [self.refs[name] for name in applicants],
            "applied_on": "2026-04-01",
            "residence_municipality": HERE,
            "january_municipality": BEFORE,
            "consent": True,
            "minors": [self.refs[name] for name in minors],
        } | changes

    async def open(self, procedure, *applicants, **changes):
        body = await self.case_body(procedure, *applicants, **changes)
        reply = await self.post("/v1/cases", body)
        assert reply.status_code == 201, reply.text
        return reply.json()["case_id"]

    async def decide(self, case_id, *, again=False):
        path = f"/v1/cases/{case_id}/decision"
        return await self.post(path, params={"again": "true"} if again else {})

    async def decided(self, procedure, *applicants, **changes):
        """Open a case and decide it."""
        reply = await self.decide(await self.open(procedure, *applicants, **changes))
        assert reply.status_code == 200, reply.text
        return reply.json()


PREMIUM, FOSTER = "long-term-care-insurance", "foster-parent-certification"
CONFIRMED = ["suitability", "training-completed", "not-disqualified"]


def pension(amount, **changes):
    """Tax items of somebody who lives on a pension, or on nothing, and pays no tax."""
    return {
        "taxation-class": "non-taxed",
        "dependant-of-taxed-person": False,
        "pension-revenue": amount,
        "pension-income": 0,
        "total-income": 0,
    } | changes


def salary(income):
    """Tax items of somebody who is taxed."""
    return pension(0) | {"taxation-class": "taxed", "total-income": income}
