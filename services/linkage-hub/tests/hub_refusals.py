"""Inquiries that are genuine and have to be refused, each with what the refusal must say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hub_asking import household, inquiry, resealed, shifted, terms, with_subject
from hub_world import World

from renkei.codes.group import plus, random_scalar, times, times_base
from renkei.codes.subjects import seal
from renkei.messages.inquiry import Inquiry

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Case:
    reason: str
    status: int
    at: str
    make: Callable[[World], Inquiry]


def _of_another_person(world: World) -> Inquiry:
    """The portal's part names taro, the provider's part hanako."""
    whole = inquiry(world)
    hanako, taro = (world.code(whole.iss, who).point for who in ("hanako", "taro"))
    return with_subject(whole, portal=shifted(whole.subject.portal, taro, hanako))


def _both_parts_moved(world: World) -> Inquiry:
    """Both parts still name one person, and the equation of the proof still holds."""
    whole = inquiry(world)
    by = times_base(random_scalar())
    return with_subject(whole, to=plus(whole.subject.to, by), portal=plus(whole.subject.portal, by))


def _scaled(world: World) -> Inquiry:
    whole, by = inquiry(world), random_scalar()
    points = {name: times(by, getattr(whole.subject, name)) for name in ("r", "to", "portal")}
    return with_subject(whole, **points)


def _taken_from(world: World, **changes: Any) -> Inquiry:
    """A genuine subject of another inquiry of the same requester."""
    whole, other = inquiry(world), inquiry(world, **changes)
    return whole.model_copy(update={"subject": other.subject})


def _copied_by_another_requester(world: World) -> Inquiry:
    seen = household(world)
    stated = terms(world, **(_terms_of(seen) | {"iss": "tax-agency"}))
    return Inquiry(**dict(stated), subject=seen.subject)


def _terms_of(message: Inquiry) -> dict[str, Any]:
    names = ("jti", "provider", "information", "items", "fiscal_year", "as_of", "procedure")
    return {"issued": HOUR * 0, "life": HOUR} | {n: getattr(message, n) for n in names}


def _roles_swapped(world: World) -> Inquiry:
    whole = inquiry(world)
    ring = world.rings
    sealed = seal(
        world.code(whole.iss, "hanako"),
        to=ring["portal"].code.public,
        portal=ring["tax-agency"].code.public,
        binding=whole.binding(),
    )
    return resealed(whole, sealed)


def _without_layout(world: World) -> Inquiry:
    mayor = {"municipal-mayor"}
    rule = next(
        rule
        for rule in world.hub.permits.rules
        if rule.information not in {"local-tax", "household"}
        and mayor <= rule.requester_kinds & rule.provider_kinds
        and not rule.consent_required
    )
    return inquiry(
        world, procedure=rule.procedure, information=rule.information, items=tuple(rule.items)
    )


CHILD_CARE: dict[str, Any] = {"procedure": "child-care-support"}
MUNICIPAL, _PREFECTURAL = "municipal-income-levy", "prefectural-income-levy"
FOSTER: dict[str, Any] = {"procedure": "foster-parent-certification", "items": ("total-income",)}

CASES = {
    "expired": Case(
        "inquiry-expired", 422, "exp", lambda w: inquiry(w, issued=-HOUR, life=HOUR - 60 * SECOND)
    ),
    "expired when Japan was an empire": Case(
        "inquiry-expired", 422, "exp", lambda w: inquiry(w, iat=-(10**10), exp=-(10**10))
    ),
    "expired before any calendar begins": Case(
        "inquiry-expired", 422, "exp", lambda w: inquiry(w, exp=-(10**15))
    ),
    "from the future": Case(
        "inquiry-from-the-future", 422, "iat", lambda w: inquiry(w, issued=61 * SECOND)
    ),
    "lives too long": Case(
        "lifetime-too-long", 422, "exp", lambda w: inquiry(w, life=24 * HOUR + SECOND)
    ),
    "lives longer than calendars do": Case(
        "lifetime-too-long", 422, "exp", lambda w: inquiry(w, exp=10**15)
    ),
    "unknown procedure": Case(
        "unknown-procedure", 422, "procedure", lambda w: inquiry(w, procedure="no-such")
    ),
    "unknown information": Case(
        "unknown-information", 422, "information", lambda w: inquiry(w, information="no-such")
    ),
    "information without layout": Case("layout-not-available", 422, "information", _without_layout),
    "unknown provider": Case(
        "unknown-provider", 422, "provider", lambda w: inquiry(w, provider="nobody")
    ),
    "a provider that takes no permits": Case(
        "unknown-provider", 422, "provider", lambda w: inquiry(w, provider="welfare-agency")
    ),
    "the portal as provider": Case(
        "unknown-provider",
        422,
        "provider",
        lambda w: inquiry(w, provider="portal", portal="identity"),
    ),
    "a provider of something else": Case(
        "unknown-provider", 422, "provider", lambda w: inquiry(w, provider="municipality")
    ),
    "another body's procedure": Case(
        "requester-not-entitled",
        403,
        "procedure",
        lambda w: household(w, iss="tax-agency", procedure="foster-parent-certification"),
    ),
    "household for child allowance (row 74)": Case(
        "information-not-permitted",
        403,
        "information",
        lambda w: household(w, procedure="child-allowance"),
    ),
    "tax for nursery care (row 13)": Case(
        "information-not-permitted",
        403,
        "information",
        lambda w: inquiry(w, procedure="nursery-care"),
    ),
    "the prefecture's levy for the municipality's": Case(
        "items-not-permitted",
        403,
        "items",
        lambda w: inquiry(w, items=(_PREFECTURAL,), **CHILD_CARE),
    ),
    "the prefecture's levy beside the municipality's": Case(
        "items-not-permitted",
        403,
        "items",
        lambda w: inquiry(w, items=(MUNICIPAL, _PREFECTURAL), **CHILD_CARE),
    ),
    "an item that no layout has": Case(
        "items-not-permitted", 403, "items", lambda w: inquiry(w, items=("total-income", "no-such"))
    ),
    "without consent": Case("consent-required", 403, "consent", lambda w: inquiry(w, **FOSTER)),
    "unknown key of the provider": Case(
        "unknown-code-key", 422, "subject", lambda w: with_subject(inquiry(w), key="A" * 16)
    ),
    "unknown key of the portal": Case(
        "unknown-code-key", 422, "subject", lambda w: with_subject(inquiry(w), portal_key="A" * 16)
    ),
    "sealed to another provider": Case(
        "unknown-code-key", 422, "subject", lambda w: inquiry(w, sealed_for="municipality")
    ),
    "recorded for another than the portal": Case(
        "unknown-code-key", 422, "subject", lambda w: inquiry(w, portal="identity")
    ),
    "an epoch to come": Case("epoch-not-accepted", 422, "subject", lambda w: inquiry(w, epoch=2)),
    "parts of two people": Case("proof-invalid", 422, "subject", _of_another_person),
    "both parts moved": Case("proof-invalid", 422, "subject", _both_parts_moved),
    "scaled": Case("proof-invalid", 422, "subject", _scaled),
    "of another inquiry": Case("proof-invalid", 422, "subject", _taken_from),
    "of another case": Case(
        "proof-invalid", 422, "subject", lambda w: _taken_from(w, case_ref="case-2")
    ),
    "with other items": Case(
        "proof-invalid",
        422,
        "subject",
        lambda w: inquiry(w).model_copy(update={"items": ("total-income",)}),
    ),
    "copied by another requester": Case(
        "proof-invalid", 422, "subject", _copied_by_another_requester
    ),
    "recipient and portal swapped": Case("proof-invalid", 422, "subject", _roles_swapped),
    "bound to nothing": Case(
        "proof-invalid",
        422,
        "subject",
        lambda w: resealed(
            inquiry(w),
            seal(
                w.code("welfare-agency", "hanako"),
                to=w.rings["tax-agency"].code.public,
                portal=w.rings["portal"].code.public,
                binding=bytes(64),
            ),
        ),
    ),
}
