"""Why a file cannot move in. Each says it in one line, for the person at the keyboard."""

from pathlib import Path


class Unreadable(Exception):
    """The file cannot move in."""


class NotAnExport(Unreadable):
    def __init__(self, path: Path, why: str = "there is no WordPress export in it") -> None:
        super().__init__(f"{path} is no WordPress export: {why}.")


class Truncated(Unreadable):
    def __init__(self, path: Path, last: str) -> None:
        super().__init__(f"{path} is cut off; the last whole part is {last}. Export it again.")


class Damaged(Unreadable):
    def __init__(self, path: Path, where: str, last: str) -> None:
        super().__init__(f"{path} is damaged at {where}; the last whole part is {last}.")
