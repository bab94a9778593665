"""The documents are held to the code: what they name exists, what they list is what there is."""

import ast
import importlib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from renkei.agency.problems import AGENCY_PROBLEMS
from renkei.messages import (
    access,
    answer,
    code_grant,
    fields,
    inquiry,
    outcome,
    permit,
    receipt,
    registration,
)
from renkei.messages.fields import Claims
from renkei.messages.signing import Message, TimedMessage
from renkei.permits import errors as permit_errors
from renkei.service.problems import INTERNAL, INVALID, TOO_LARGE, ProblemType

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ADRS = DOCS / "adr"
PAGES = sorted((*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *ROOT.glob("services/*/README.md")))

AGENCIES = {"tax-agency", "municipality", "welfare-agency"}
SERVICES = {"linkage-hub", "identity", *AGENCIES}

MESSAGES = (access, answer, code_grant, fields, inquiry, outcome, permit, receipt, registration)
ABSTRACT = {Claims, Message, TimedMessage, inquiry.InquiryTerms}

TEST_NAMED = re.compile(r"`([\w/.-]+\.py)::(\w+)`")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
TAG = re.compile(r"renkei/(?:at-rest/)?v1/[a-z{}/:-]*")
CODE = re.compile(r"`([^`]+)`")
DECLINED = re.compile(r'Declined\("([a-z-]+)"\)')


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of the same rank or a higher."""
    rank = heading.split(" ", 1)[0]
    _, _, rest = text.partition(f"\n{heading}")
    assert rest, heading
    return re.split(rf"\n#{{1,{len(rank)}}} ", rest)[0]


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of each table row, without headings and rules."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        is_head = number + 1 < len(lines) and lines[number + 1].startswith("|---")
        if line.startswith("|") and not line.startswith("|---") and not is_head:
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


@cache
def functions(path: Path) -> frozenset[str]:
    parsed = ast.walk(ast.parse(path.read_text("utf-8")))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(node.name for node in parsed if isinstance(node, kinds))


def tables_of_problems() -> dict[str, ModuleType]:
    return {
        service: importlib.import_module(f"{service.replace('-', '_')}.problems")
        for service in SERVICES
    }


def sources() -> Iterator[Path]:
    yield from ROOT.glob("shared/src/**/*.py")
    yield from ROOT.glob("services/*/src/**/*.py")


# Tests named in the threat model.


def test_every_test_that_the_threat_model_names_exists():
    missing = [
        f"{path}::{name}"
        for path, name in TEST_NAMED.findall(page("threat-model.md"))
        if not (ROOT / path).is_file() or name not in functions(ROOT / path)
    ]

    assert missing == []


def test_every_threat_has_a_mitigation_a_test_and_a_residual_risk():
    threats = re.split(r"\n### ", page("threat-model.md"))[1:]
    numbers = [threat.split(" ", 1)[0] for threat in threats]

    assert numbers == [f"T{number}" for number in range(1, len(threats) + 1)]
    for threat in threats:
        for part in ("**Mitigation:**", "**Test:** `", "**Residual:**"):
            assert threat.count(f"- {part}") == 1, threat.splitlines()[0]
        assert TEST_NAMED.search(threat), threat.splitlines()[0]


def test_every_test_file_that_a_specification_names_exists():
    known = {path.name for path in ROOT.glob("*/**/test_*.py") if ".venv" not in path.parts}
    known_tests = {
        name
        for path in (*ROOT.glob("shared/tests/**/*.py"), *ROOT.glob("services/*/tests/*.py"))
        for name in functions(path)
        if name.startswith("test_")
    }
    for path in DOCS.glob("specs/*.md"):
        named = set(re.findall(r"`(test_\w+(?:\.py)?)`", path.read_text("utf-8")))

        assert named <= known | known_tests


# The message tables.


def models() -> dict[str, type[Claims]]:
    """Return every model of a message or a part of one, by its heading."""
    found = {}
    for module in MESSAGES:
        for model in vars(module).values():
            if not isinstance(model, type) or not issubclass(model, Claims) or model in ABSTRACT:
                continue
            typ = getattr(model, "typ", None)
            found[f"`{typ}`: {model.__name__}" if typ else model.__name__] = model
    return found


def test_the_specification_has_one_table_for_each_message_and_part():
    headings = re.findall(r"^### (.+)$", page("specs/messages.md"), re.MULTILINE)

    assert sorted(headings) == sorted(models())


@pytest.mark.parametrize("heading", sorted(models()))
def test_a_message_table_lists_exactly_the_models_fields(heading: str):
    table = [
        (*CODE.findall(row[0]), row[1])
        for row in rows(section(page("specs/messages.md"), f"### {heading}\n"))
    ]

    assert table == [
        (name, "required" if field.is_required() else "optional")
        for name, field in models()[heading].model_fields.items()
    ]


# Domain separation tags.


def test_the_domain_separation_tags_are_those_of_the_code():
    in_code = {tag for path in sources() for tag in TAG.findall(path.read_text("utf-8"))}
    table = section(page("specs/codes.md"), "## 2. Domain separation\n")
    listed = [CODE.findall(row[0])[0] for row in rows(table)]

    assert Counter(listed) == Counter(in_code)
    assert set(TAG.findall(page("specs/codes.md"))) == in_code


# Decisions.


def test_every_decision_is_in_the_index_under_its_title():
    indexed = {
        link: row[1]
        for row in rows((ADRS / "README.md").read_text("utf-8"))
        for link in LINK.findall(row[0])
    }
    titles = {
        path.name: path.read_text("utf-8").splitlines()[0].removeprefix(f"# {path.name[:4]} ")
        for path in ADRS.glob("[0-9]*.md")
    }

    assert indexed == titles
    assert [name[:4] for name in sorted(titles)] == [f"{n:04}" for n in range(1, len(titles) + 1)]


@pytest.mark.parametrize("path", sorted(ADRS.glob("[0-9]*.md")), ids=lambda path: path.name[:4])
def test_a_decision_has_its_four_parts_in_order(path: Path):
    parts = re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", path.read_text("utf-8"), re.MULTILINE)

    assert parts == ["Context", "Decision", "Consequences", "Alternatives considered"]


def test_the_list_of_dependencies_is_the_declared_one():
    project = tomllib.loads((ROOT / "shared/pyproject.toml").read_text("utf-8"))["project"]
    extra = (ROOT / "requirements.in").read_text("utf-8").splitlines()
    declared = [*project["dependencies"], *(line for line in extra if not line.startswith("#"))]
    names = {re.split(r"[\[<>=;\s]", line)[0].replace("_", "-") for line in declared}
    listed = [
        CODE.findall(row[0])[0]
        for row in rows((ADRS / "0009-locked-dependencies.md").read_text("utf-8"))
    ]

    assert Counter(listed) == Counter(names)


# Links.


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(path: Path):
    broken = []
    for link in LINK.findall(path.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        where = (path.parent / target).resolve() if target else path
        if not where.exists() or (anchor and anchor not in anchors(where)):
            broken.append(link)

    assert broken == []


# Problems.


def answered_by(cell: str) -> set[str]:
    """Read who answers with a problem; "all agencies" are the three of them."""
    named = {name.strip() for name in cell.split(",")}
    return (named - {"all agencies"}) | (AGENCIES if "all agencies" in named else set())


def test_the_problems_of_services_are_those_of_the_code():
    in_code: dict[tuple[str, int], set[str]] = {}
    for service, module in tables_of_problems().items():
        for problem in module.PROBLEMS.values():
            in_code.setdefault((problem.slug, int(problem.status)), set()).add(service)
    listed = [
        ((*CODE.findall(row[0]), int(row[1])), answered_by(row[2]))
        for row in rows(section(page("problems.md"), "## Of services\n"))
    ]

    assert dict(listed) == in_code
    assert len(listed) == len(in_code)
    assert [slug for (slug, _), _ in listed] == sorted(slug for (slug, _), _ in listed)


def test_the_kits_own_problems_are_listed():
    listed = {
        (*CODE.findall(row[0]), int(row[1]))
        for row in rows(section(page("problems.md"), "## Of the kit, everywhere\n"))
    }
    kit: tuple[ProblemType, ...] = (INVALID, TOO_LARGE, INTERNAL)

    assert listed == {(problem.slug, int(problem.status)) for problem in kit}


def test_every_agency_answers_with_the_kits_problems():
    for service in AGENCIES:
        problems = tables_of_problems()[service].PROBLEMS

        assert AGENCY_PROBLEMS.items() <= problems.items()


def test_the_reasons_of_a_decline_are_those_of_the_code():
    in_code = {reason for path in sources() for reason in DECLINED.findall(path.read_text("utf-8"))}
    text = section(page("problems.md"), "## Reasons that are no problems\n")
    of_the_table = {
        error.reason for error in vars(permit_errors).values() if hasattr(error, "reason")
    }

    assert set(CODE.findall(text)) == in_code
    assert in_code.isdisjoint(of_the_table)


# The glossary.


@pytest.mark.parametrize("column", [0, 1], ids=["English", "Japanese"])
def test_every_term_of_the_glossary_stands_once(column: int):
    terms = [
        term.strip(" †").lower()
        for row in rows(page("glossary.md"))
        for term in row[column].split(",")
    ]

    assert [term for term, times in Counter(terms).items() if times > 1] == []


def test_the_glossary_is_in_order_and_says_what_each_word_means():
    table = list(rows(page("glossary.md")))
    terms = [row[0].lower().removesuffix(" †") for row in table]

    assert terms == sorted(terms)
    assert all(len(row) == 3 and all(row) for row in table)
