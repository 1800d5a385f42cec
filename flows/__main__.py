"""`python -m flows` and `mentorship` are the same program."""

import sys

from flows.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
