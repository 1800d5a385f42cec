"""How headers are written out: the standard library's own folding breaks some of them.

Measured on Python 3.11: a list of two names with letters beyond ASCII may come out with its comma encoded, so that the
second person never gets the letter; which names depends on their length. Addresses and such subjects are therefore
folded here. Everything else is the library's.
"""

from collections.abc import Iterator
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy

WIDTH = 78
# RFC 2047: an encoded word has at most 75 characters.
_WORD = 75


class SafePolicy(EmailPolicy):
    """A policy for mail as it travels, with CRLF, that folds addresses one whole piece at a time."""

    def fold(self, name: str, value: str) -> str:
        folded = _folded(name, value)
        return super().fold(name, value) if folded is None else folded

    def fold_binary(self, name: str, value: str) -> bytes:
        folded = _folded(name, value)
        return super().fold_binary(name, value) if folded is None else folded.encode("ascii")


POLICY = SafePolicy(linesep="\r\n", max_line_length=WIDTH)


def _folded(name: str, value: str) -> str | None:
    addresses = getattr(value, "addresses", None)
    if addresses is not None:
        return _packed(name, _pieces(addresses))
    if not value.isascii():
        return _packed(name, _words(value))
    # The library may put a whole subject on the second line, and readers then begin it with a space.
    return _packed(name, value.split(" ")) if name.casefold() == "subject" else None


def _pieces(addresses: tuple[Address, ...]) -> Iterator[str]:
    for number, address in enumerate(addresses, start=1):
        comma = "," if number < len(addresses) else ""
        if address.display_name.isascii():
            yield f"{address}{comma}"
        else:
            yield from _words(address.display_name)
            yield f"<{address.addr_spec}>{comma}"


def _words(text: str) -> list[str]:
    return Header(text, "utf-8", maxlinelen=_WORD).encode().split("\n ")


def _packed(name: str, pieces: Iterator[str] | list[str]) -> str:
    lines = [f"{name}:"]
    for piece in pieces:
        if len(lines[-1]) + 1 + len(piece) > WIDTH and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {piece}"
    return "\r\n".join(lines) + "\r\n"
