"""What is wrong with a file, in a sentence for the author that quotes nothing of any donor."""


class Unreadable(Exception):
    """The file cannot be taken in at all."""


class BadCell(ValueError):
    """One row cannot; the sentence says why."""
