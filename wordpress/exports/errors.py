"""Why a file cannot move in. Each says it in one line, for the person at the keyboard."""

from pathlib import Path


class Unreadable(Exception):
    """The file cannot move in."""


class NotAnExport(Unreadable):
    def __init__(self, path: Path, why: str = "there is no WordPress export in it") -> None:
        super().__init__(f"{path} is no WordPress export: {why}.")


class Truncated(Unreadable):
    def __init__(self, path: Path, line: int, last: str) -> None:
        super().__init__(f"{path} is cut off in line {line}; the last whole part is {last}. Export it again.")


class Damaged(Unreadable):
    def __init__(self, path: Path, line: int, last: str) -> None:
        super().__init__(f"{path} is damaged in line {line}; the last whole part is {last}.")


class Flawed(Damaged):
    """Read strictly; mending may still help."""


class Endless(Unreadable):
    def __init__(self, path: Path, what: str, last: str) -> None:
        super().__init__(f"{path} holds {what}, which WordPress never writes; the last whole part is {last}.")
