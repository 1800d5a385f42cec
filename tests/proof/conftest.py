"""The complete proof takes minutes, so that it runs only where `-m` asks for it by name (`make prove`)."""

import pytest

from tests.ports.test_ledger import postgres

__all__ = ["postgres"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "prove" not in str(config.option.markexpr):
        long = [item for item in items if item.get_closest_marker("prove")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
