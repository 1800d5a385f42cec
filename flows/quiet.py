"""Prefect's settings, made in the environment before Prefect is first imported; what a user set wins.

Prefect would otherwise keep its database in the user's home, phone its makers, and print a first-run traceback when
its telemetry races the creation of that database.
"""

import os

from tasks.backends.places import home

SERVER = "PREFECT_API_URL"


def quiet_settings() -> dict[str, str]:
    """The settings of a run without a server of its own: silent, local, patient at the start."""
    return {
        "PREFECT_HOME": str(home() / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        # 20 seconds, the default, is too short on a busy machine with a new database.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
        "PREFECT_CLI_PROMPT": "false",
        # Errors reach the coordinator as one paragraph from the command, not as Prefect's traceback.
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        # Libraries below Prefect log frames of their own when a busy machine ends its server late.
        "PREFECT_LOGGING_ROOT_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "DO_NOT_TRACK": "1",
    }


def settle_prefect() -> None:
    """Puts the quiet settings into the environment where nothing else is set."""
    settings = quiet_settings()
    if os.environ.get(SERVER):
        # With a server of the user's own, its page is where logs are read, and only there.
        settings = {
            name: value for name, value in settings.items() if not name.startswith("PREFECT_LOGGING_LEVEL")
        }
    for name, value in settings.items():
        os.environ.setdefault(name, value)
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
