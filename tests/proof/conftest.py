"""What the proofs share with the tests of the ports."""

from tests.ports.test_ledger import postgres

__all__ = ["postgres"]
