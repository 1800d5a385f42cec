"""`python -m tests.google_service --port N [--no-limits] [--state DIR]`: serve until interrupted."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from tests.google_service.serving import serve


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.google_service", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--no-limits", action="store_true", help="no quotas, and any bearer token is the owner's"
    )
    parser.add_argument("--state", type=Path, help="keep the world and the request log in this folder")
    given = parser.parse_args()
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with serve(port=given.port, limits=not given.no_limits, state=given.state) as running:
        sys.stdout.write(f"ready {running.base}\n")
        sys.stdout.flush()
        stop.wait()


if __name__ == "__main__":
    main()
