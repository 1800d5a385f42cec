"""The `fields` parameter: parsed, applied, and used for updates."""

from typing import Any

import pytest

from tests.google_service import masks
from tests.google_service.wire import RefusalError


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("a", {"a": {}}),
        ("a,b.c", {"a": {}, "b": {"c": {}}}),
        ("a/b/c", {"a": {"b": {"c": {}}}}),
        ("a(b,c(d)),e", {"a": {"b": {}, "c": {"d": {}}}, "e": {}}),
        ("a.b,a.c", {"a": {"b": {}, "c": {}}}),
        ("a,a.b", {"a": {}}),
        ("a.b,a", {"a": {}}),
        ("a(*)", {"a": {"*": {}}}),
    ],
)
def test_mask_is_read(text: str, mask: masks.Mask) -> None:
    assert masks.parse(text) == mask


@pytest.mark.parametrize("text", ["a(", "a)", ",a", "a..b", "a(b", "()"])
def test_unbalanced_mask_is_refused(text: str) -> None:
    with pytest.raises(RefusalError, match="Invalid field selection"):
        masks.parse(text)


def test_selection_goes_through_lists_and_keeps_empty_objects() -> None:
    value = {"sheets": [{"properties": {"title": "A", "index": 0}}, {"properties": {"index": 1}}], "id": "x"}
    assert masks.keep(value, masks.parse("sheets.properties.title")) == {
        "sheets": [{"properties": {"title": "A"}}, {"properties": {}}]
    }
    assert masks.keep(value, masks.parse("*")) == value


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (("sheets", "data"), True),
        (("sheets", "data", "rowData"), True),
        (("sheets", "merges"), False),
        (("id",), False),
    ],
)
def test_mask_tells_what_it_wants(path: tuple[str, ...], *, wanted: bool) -> None:
    assert masks.wants(masks.parse("sheets.data"), *path) is wanted


def test_update_copies_what_is_named_and_clears_what_is_missing() -> None:
    target: dict[str, Any] = {"a": 1, "b": {"c": 2, "d": 3}}
    masks.update(target, {"a": 9, "b": {"c": 8}}, masks.parse("b.c,b.d"))
    assert target == {"a": 1, "b": {"c": 8}}
    masks.update(target, {"a": 7}, masks.parse("*"))
    assert target == {"a": 7}
