"""What a reader raises when a cell's meaning is not clear."""


class Unreadable(ValueError):  # noqa: N818 - names the cell, not the program's fault
    """A cell whose meaning is not clear: what is wrong, and what to type."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy
