"""Small numbers as a newspaper writes them: in words up to twelve, in figures beyond."""

CARDINALS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
)


def cardinal(number: int) -> str:
    return CARDINALS[number] if 0 <= number < len(CARDINALS) else str(number)


def ordinal(number: int) -> str:
    if 1 <= number <= len(ORDINALS):
        return ORDINALS[number - 1]
    teens = 10 <= number % 100 <= 20
    return f"{number}{'th' if teens else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def counted(number: int, noun: str) -> str:
    """The number and its noun, in the singular where it is one: "two weeks", "one week"."""
    return f"{cardinal(number)} {noun}{'' if number == 1 else 's'}"
