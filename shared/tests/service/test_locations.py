import pytest

from renkei.service.locations import shown_location


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (("body", "items", 0, "code"), "body/items/0/code"),
        (("body", "itemz"), "body/?"),
        (("body", 123456789018), "body/?"),
        (("body", -1), "body/?"),
        (("body", "items", "body"), "body/items/?"),
        (("elsewhere",), "?"),
        ((), ""),
    ],
)
def test_only_declared_names_and_small_indexes_are_shown(location, shown):
    assert shown_location(location, declared=frozenset({"items", "code"})) == shown
