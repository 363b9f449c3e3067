"""Where the author looks for a comment: by its words, a name, a part of an e-mail address or of a post's title."""

from django.db import connection
from django.db.models import QuerySet

from blog import fulltext
from blog.search import ENTRIES
from comments.models import Comment, Commenter

COMMENTS = fulltext.Index("comments_comment", "name", "body")
MOST = 1000  # comments of each kind; nobody leafs through more


def holding(comments: QuerySet[Comment], text: str) -> QuerySet[Comment]:
    """The first of the comments, as they are ordered, that hold the words, or whose writer or post is called so."""
    if not text.strip():
        return comments
    found = [comments.filter(commenter__in=Commenter.objects.filter(email__icontains=text.strip()))]
    query = fulltext.terms(text)
    if fulltext.wanted(query):
        found.append(comments.filter(fulltext.holds(COMMENTS, query)))
        found.append(comments.filter(post__in=fulltext.rows_with(ENTRIES, query, title_only=True)))
    return comments.filter(pk__in=_numbers(found))


def _numbers(found: list[QuerySet[Comment]]) -> list[int]:
    """The numbers of the first of each, in one question to the database."""
    parts = [first.select_related(None).values("pk")[:MOST].query.sql_with_params() for first in found]
    sql = " UNION ".join(f"SELECT * FROM ({part}) AS part{number}" for number, (part, _) in enumerate(parts))  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for _, params in parts for param in params])
        return [pk for (pk, *_) in cursor.fetchall()]
