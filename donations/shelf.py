"""Which book stands below which post."""

from collections.abc import Sequence
from typing import TypeVar

AnyBook = TypeVar("AnyBook")


def book_below(post_number: int, books: Sequence[AnyBook]) -> AnyBook | None:
    """The books take turns by the number of the post.

    Nothing is drawn by lot: a post has the same book for every reader until the books change, so that a page with a
    panel may be kept by any cache.
    """
    return books[post_number % len(books)] if books else None
