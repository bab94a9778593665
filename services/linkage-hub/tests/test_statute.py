"""A sample of the statute through the hub: what its rules carry is answered, and nothing beside."""

from datetime import date
from typing import Any

import pytest
from hub_asking import ask, outcome_in
from hub_world import PROVIDES, World, registration

from linkage_hub.usecases.participants import admit
from renkei.permits import Rule, load_statute

_EXCHANGED = [rule for rule in load_statute().rules if rule.information in PROVIDES.values()]
SAMPLE = sorted(_EXCHANGED, key=lambda rule: rule.id)[::9]


def _terms(rule: Rule) -> dict[str, Any]:
    provider = next(name for name, gives in PROVIDES.items() if gives == rule.information)
    year = {"fiscal_year": 2026} if rule.information == "local-tax" else {"fiscal_year": None}
    return year | {
        "provider": provider,
        "procedure": rule.procedure,
        "information": rule.information,
        "items": tuple(sorted(rule.items)),
        "consent": True,
    }


async def _become(world: World, requester: str, provider: str, rule: Rule) -> None:
    """Give both the kinds of the rule, as only a registration can."""
    asking = registration(world.rings, requester, kinds=(min(rule.requester_kinds),))
    giving = registration(world.rings, provider, kinds=(min(rule.provider_kinds),))
    await admit(world.hub, [asking, giving])


@pytest.mark.parametrize("rule", SAMPLE, ids=lambda rule: rule.id)
async def test_a_rule_is_answered_to_its_requesters(world: World, rule: Rule) -> None:
    terms = _terms(rule)
    await _become(world, "welfare-agency", terms["provider"], rule)

    outcome = outcome_in(world, await world.send(ask(world, **terms)))

    assert (outcome.state, outcome.reason) == ("answered", None)


@pytest.mark.parametrize("rule", SAMPLE, ids=lambda rule: rule.id)
async def test_a_rule_is_not_answered_to_another_kind(world: World, rule: Rule) -> None:
    terms = _terms(rule)
    await _become(world, "welfare-agency", terms["provider"], rule)
    await admit(world.hub, [registration(world.rings, "welfare-agency", kinds=("no-such-kind",))])

    outcome = outcome_in(world, await world.send(ask(world, **terms)))

    assert (outcome.state, outcome.reason) == ("refused", "requester-not-entitled")


@pytest.mark.parametrize("rule", SAMPLE, ids=lambda rule: rule.id)
async def test_a_rule_gives_no_item_more(world: World, rule: Rule) -> None:
    from renkei.layouts import LAYOUTS

    more = sorted(LAYOUTS[rule.information].items.keys() - rule.items)
    if not more:
        more = ["item-of-no-layout"]
    terms = _terms(rule)
    await _become(world, "welfare-agency", terms["provider"], rule)
    asked = terms | {"items": (*terms["items"], more[0])}

    outcome = outcome_in(world, await world.send(ask(world, **asked)))

    assert (outcome.state, outcome.reason) == ("refused", "items-not-permitted")


def test_the_sample_is_of_both_kinds_of_information_and_in_force() -> None:
    assert {rule.information for rule in SAMPLE} == set(PROVIDES.values())
    assert all(rule.is_in_force(date(2026, 4, 1)) for rule in SAMPLE)
    assert len(SAMPLE) >= 10
