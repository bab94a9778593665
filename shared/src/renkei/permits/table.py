"""The permit table: an immutable set of rules, indexed, digested; and the statute's own."""

import hashlib
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from renkei.permits.model import InformationType, Kind, Procedure, Rule

_NO_KINDS: frozenset[str] = frozenset()


class PermitTable:
    """Every rule there is; what no rule permits is refused.

    Immutable: a change of law is another table, with another digest.
    """

    __slots__ = ("_digest", "_information_types", "_kinds", "_on", "_procedures", "_requesters")

    def __init__(
        self,
        rules: Iterable[Rule],
        *,
        procedures: Iterable[Procedure],
        kinds: Iterable[Kind],
        information_types: Iterable[InformationType],
    ) -> None:
        """Index `rules`, whose every word must be defined.

        Raises:
            ValueError: two rules share an id, or a rule uses a word that is not defined, names
                no requester, provider or item, or ends before it begins.
        """
        self._procedures = MappingProxyType({each.code: each for each in procedures})
        self._kinds = MappingProxyType({each.code: each for each in kinds})
        self._information_types = MappingProxyType({each.code: each for each in information_types})
        by_id: dict[str, Rule] = {}
        for rule in rules:
            self._check(rule)
            if rule.id in by_id:
                raise ValueError(f"Two rules are called {rule.id}.")
            by_id[rule.id] = rule
        ordered = [by_id[rule_id] for rule_id in sorted(by_id)]
        on: defaultdict[tuple[str, str], list[Rule]] = defaultdict(list)
        requesters: defaultdict[str, set[str]] = defaultdict(set)
        for rule in ordered:
            on[rule.procedure, rule.information].append(rule)
            requesters[rule.procedure] |= rule.requester_kinds
        self._on = {key: tuple(found) for key, found in on.items()}
        self._requesters = {key: frozenset(found) for key, found in requesters.items()}
        self._digest = _digest(ordered)

    def _check(self, rule: Rule) -> None:
        words_known = (
            rule.procedure in self._procedures
            and rule.information in self._information_types
            and rule.requester_kinds | rule.provider_kinds <= self._kinds.keys()
            and rule.items <= self._information_types[rule.information].items
        )
        if not words_known:
            raise ValueError(f"Rule {rule.id} uses a word that is not defined.")
        if not (rule.requester_kinds and rule.provider_kinds and rule.items):
            raise ValueError(f"Rule {rule.id} names no requester, no provider or no item.")
        if rule.in_force_until is not None and rule.in_force_until < rule.in_force_from:
            raise ValueError(f"Rule {rule.id} ends before it begins.")

    @property
    def digest(self) -> str:
        """SHA-256 over all rules, 64 lower-case hex digits; their order does not matter."""
        return self._digest

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule."""
        return tuple(rule for found in self._on.values() for rule in found)

    @property
    def procedures(self) -> Mapping[str, Procedure]:
        """Procedures (事務) by code."""
        return self._procedures

    @property
    def kinds(self) -> Mapping[str, Kind]:
        """Kinds of agency by code."""
        return self._kinds

    @property
    def information_types(self) -> Mapping[str, InformationType]:
        """Information types by code."""
        return self._information_types

    def rules_on(self, procedure: str, information: str) -> tuple[Rule, ...]:
        """Return the rules that give `information` for `procedure`, of whatever day."""
        return self._on.get((procedure, information), ())

    def requesters_of(self, procedure: str) -> frozenset[str]:
        """Return the kinds of agency that some rule of `procedure` lets ask, on whatever day."""
        return self._requesters.get(procedure, _NO_KINDS)


def _digest(rules: Iterable[Rule]) -> str:
    canonical = json.dumps(
        [asdict(rule) for rule in rules],
        default=lambda value: value.isoformat() if isinstance(value, date) else sorted(value),
        ensure_ascii=False,
        separators=(",", ":"),
        sort_keys=True,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def load_statute() -> PermitTable:
    """Return the statute's table (番号法別表第二, as of 2015-09-09), read once per process."""
    path = resources.files("renkei.permits") / "data" / "statute-2015.toml"
    return _parse(tomllib.loads(path.read_text(encoding="utf-8")))


def _parse(data: Mapping[str, Any]) -> PermitTable:
    items = data["items"]
    rules = [
        rule
        for row, content in data["rows"].items()
        for number, grant in enumerate(content["grants"], start=1)
        for rule in _rules_of_grant(data, row, number, grant)
    ]
    _check_exceptions(data, {rule.id for rule in rules})
    return PermitTable(
        rules,
        procedures=[
            Procedure(code=content["procedure"], row=row, ja=content["law"], en=content["en"])
            for row, content in data["rows"].items()
        ],
        kinds=[Kind(code=code, **names) for code, names in data["kinds"].items()],
        information_types=[
            InformationType(code=code, items=frozenset(items.get(code, items["other"])), **names)
            for code, names in data["information-types"].items()
        ],
    )


def _rules_of_grant(
    data: Mapping[str, Any], row: str, number: int, grant: Mapping[str, Any]
) -> Iterable[Rule]:
    statute, content = data["statute"], data["rows"][row]
    for information in grant["gives"]:
        rule_id = f"{row}.{number}.{information}"
        items = data["items-by-rule"].get(rule_id) or data["items-by-default"].get(
            information, data["items"]["other"]
        )
        yield Rule(
            id=rule_id,
            row=row,
            procedure=content["procedure"],
            requester_kinds=frozenset(content["requesters"]),
            provider_kinds=frozenset(grant["from"]),
            information=information,
            items=frozenset(items),
            in_force_from=statute["in-force-from"],
            in_force_until=statute.get("in-force-until"),
            consent_required=rule_id in statute["consent-required"],
            source=f"{statute['title']} ({statute['as-of']}) row {row}, grant {number}",
        )


def _check_exceptions(data: Mapping[str, Any], rule_ids: set[str]) -> None:
    # A misspelt id would silently leave a rule without its consent or its narrower items.
    if stray := {*data["items-by-rule"], *data["statute"]["consent-required"]} - rule_ids:
        raise ValueError(f"No rule is called {', '.join(sorted(stray))}.")
