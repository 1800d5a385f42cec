"""What every test needs before Prefect is imported: a home of its own, silence, no server but a temporary one."""

import os
import tempfile
from pathlib import Path

os.environ["MENTORSHIP_HOME"] = tempfile.mkdtemp(prefix="mentorship-test-")
os.environ["PREFECT_HOME"] = str(Path(os.environ["MENTORSHIP_HOME"], "prefect"))
for name in (
    "PREFECT_API_URL",
    "MENTORSHIP_SMTP_URL",
    "MENTORSHIP_IMAP_URL",
    "MENTORSHIP_DATABASE_URL",
    "MENTORSHIP_GOOGLE_ENDPOINT",
):
    os.environ.pop(name, None)
os.environ.update(
    DO_NOT_TRACK="1",
    PREFECT_SERVER_ANALYTICS_ENABLED="false",
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS="120",
    PREFECT_LOGGING_LEVEL="CRITICAL",
    NO_PROXY="127.0.0.1,localhost",
)

# Imported only now: Prefect reads the environment when a plug-in first imports it.
import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

# The same examples in every run: a failure in CI is one that anybody can repeat. Search wider with
# `--hypothesis-profile=search`.
settings.register_profile("house", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2_000, deadline=None)
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The complete proof takes minutes, so that it runs only where `-m` asks for it by name (`make prove`)."""
    if "prove" not in str(config.option.markexpr):
        long = [item for item in items if item.get_closest_marker("prove")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
