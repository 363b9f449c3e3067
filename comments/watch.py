"""The author's words to watch for, and whether a comment holds one. Pure."""

import unicodedata


def watched(words: str, *texts: str) -> list[str]:
    """The entries of `words`, one in each line, that stand in any of the texts, as the author wrote them.

    An entry is found as a whole: "press" is not in "WordPress". It may be several words, an address or a domain; a
    star at its end stands for any ending. Case, full-width letters and invisible characters make no difference.
    """
    seen = [_plain(text) for text in texts]
    entries = dict.fromkeys(line.strip() for line in words.splitlines())
    return [entry for entry in entries if any(_stands_in(entry, text) for text in seen)]


def _stands_in(entry: str, text: str) -> bool:
    word = _plain(entry.removesuffix("*"))
    start = text.find(word) if word else -1
    while start >= 0:
        if _is_edge(text, start) and (entry.endswith("*") or _is_edge(text, start + len(word))):
            return True
        start = text.find(word, start + 1)
    return False


def _plain(text: str) -> str:
    """What all spellings of a text have in common."""
    visible = (char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", "".join(visible).casefold()).split())


def _is_edge(text: str, place: int) -> bool:
    """Whether no word runs across this place."""
    return not (_is_of_word(text[place - 1 : place]) and _is_of_word(text[place : place + 1]))


def _is_of_word(char: str) -> bool:
    """Letters, digits and the marks on them; "" is none."""
    return char == "_" or char.isalnum() or (char != "" and unicodedata.category(char)[0] == "M")
