"""A full-text index beside a table, on either database, and what a reader's words mean to it.

The database keeps the index exact by itself, whoever writes: SQLite by triggers, PostgreSQL
by a generated column. Both read words by the same rules: no case, no accents, English endings
cut off by Porter's algorithm, and no word too common to be found. In a word of a thousand they
differ all the same; docs/decisions/0013-search.md says in which.
"""

# ruff: noqa: S608, S611 (names of tables are the house's own; what a reader typed is always a parameter)

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

TERM = re.compile(r'(-?)["“”„]([^"“”„]*)["“”„]?|(-?)(\S+)')
WORD = re.compile(r"[^\W_]+")
MOST_TERMS = 50  # of a query, and words of a phrase: SQLite's parser bears 256 at most


@dataclass(frozen=True)
class Index:
    """An index of two columns of a table; the first, a title or a name, weighs more."""

    table: str
    title: str
    text: str


@dataclass(frozen=True)
class Term:
    """A word, or the words of a phrase in their order."""

    words: tuple[str, ...]
    excluded: bool = False

    def __str__(self) -> str:
        return " ".join(self.words)


def terms(text: str) -> list[Term]:
    """All that must be there, and behind a minus what must not be. What is no word is left out.

    What stands in quotes is a phrase, and so is what is one word to a reader and two to an index: “well-known”.
    What is said again, and what comes behind the first MOST_TERMS, is left out too.
    """
    found = TERM.findall(unicodedata.normalize("NFC", text))
    read = [_term(quoted or bare, bool(minus or hyphen)) for minus, quoted, hyphen, bare in found]
    return list(dict.fromkeys(term for term in read if term.words))[:MOST_TERMS]


def _term(text: str, excluded: bool) -> Term:
    return Term(tuple(WORD.findall(text)[:MOST_TERMS]), excluded)


def wanted(query: list[Term]) -> list[Term]:
    return [term for term in query if not term.excluded]


def holds(index: Index, query: list[Term], *, title_only: bool = False) -> RawSQL:
    """The condition that a row holds the query; with `title_only`, in its title. There must be a wanted term."""
    if connection.vendor == "sqlite":
        # The plus keeps SQLite from fetching every row that matches, in order to sort them: a list has an index.
        rows = rows_with(index, query, title_only=title_only)
        return RawSQL(f"+{index.table}.id IN {rows.sql}", rows.params, BooleanField())
    sql, params = _tsquery(query)
    return RawSQL(f"{index.table}.{_vector(title_only)} @@ ({sql})", params, BooleanField())


def rows_with(index: Index, query: list[Term], *, title_only: bool = False) -> RawSQL:
    """The numbers of those rows, for a table that refers to them."""
    if connection.vendor == "sqlite":
        sql, params = (
            "SELECT rowid FROM {table}_search WHERE {table}_search MATCH %s",
            [_match(index, query, title_only)],
        )
    else:
        sql, params = _tsquery(query)
        sql = f"SELECT id FROM {{table}} WHERE {_vector(title_only)} @@ ({sql})"
    return RawSQL(f"({_in(index, sql)})", params)


def _vector(title_only: bool) -> str:
    return "search_title" if title_only else "search"


def _match(index: Index, query: list[Term], title_only: bool) -> str:
    """The query as FTS5 reads it."""
    held = " AND ".join(_shapes(term) for term in wanted(query))
    held = f"{{{index.title}}} : ({held})" if title_only else f"({held})"
    return held + "".join(f" NOT {_shapes(term)}" for term in query if term.excluded)


def _shapes(term: Term) -> str:
    """The term as it is written, and as it is read: “²” is a 2, as it always is to PostgreSQL.

    Words are letters and digits, so nothing in the quotes needs care.
    """
    shapes = dict.fromkeys((str(term), unicodedata.normalize("NFKC", str(term))))
    return "(" + " OR ".join(f'"{shape}"' for shape in shapes) + ")"


def _tsquery(query: list[Term]) -> tuple[str, list[str]]:
    """The query as PostgreSQL reads it."""
    parts = [("!!" if term.excluded else "") + "phraseto_tsquery('house', house_words(%s))" for term in query]
    return " && ".join(parts), [str(term) for term in query]


def scores(index: Index, query: list[Term], pks: list[int]) -> dict[int, float]:
    """How well each of these rows answers the query, the greater the better."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            sql = "SELECT rowid, -bm25({table}_search, 10, 1) FROM {table}_search WHERE {table}_search MATCH %s"
            cursor.execute(_in(index, sql), [_match(index, query, False)])
        else:
            ranked, params = _tsquery(wanted(query))
            sql = f"SELECT id, ts_rank(search, {ranked}, 1) FROM {{table}} WHERE id = ANY(%s)"
            cursor.execute(_in(index, sql), [*params, pks])
        return dict(cursor.fetchall())


# The index itself.

SQLITE = """CREATE VIRTUAL TABLE {table}_search USING fts5(
    {title}, {text}, content='{table}', content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
)"""
ENTER = "INSERT INTO {table}_search(rowid, {title}, {text}) VALUES (new.id, new.{title}, new.{text})"
LEAVE = (
    "INSERT INTO {table}_search({table}_search, rowid, {title}, {text}) "
    "VALUES ('delete', old.id, old.{title}, old.{text})"
)
CHANGED = "old.{title} IS NOT new.{title} OR old.{text} IS NOT new.{text}"
TRIGGERS = (
    f"CREATE TRIGGER {{table}}_search_enter AFTER INSERT ON {{table}} BEGIN {ENTER}; END",
    f"CREATE TRIGGER {{table}}_search_leave AFTER DELETE ON {{table}} BEGIN {LEAVE}; END",
    f"CREATE TRIGGER {{table}}_search_change AFTER UPDATE OF {{title}}, {{text}} ON {{table}} "
    f"WHEN {CHANGED} BEGIN {LEAVE}; {ENTER}; END",
)
NO_TRIGGERS = [f"DROP TRIGGER IF EXISTS {{table}}_search_{verb}" for verb in ("enter", "leave", "change")]
REBUILD = "INSERT INTO {table}_search({table}_search) VALUES ('rebuild')"

# Accents fall off, and what is no letter and no digit is a space: PostgreSQL's own parser takes “his/her” for a file.
# A vector must stay below a megabyte, so of a text the first 250,000 letters are found.
LANGUAGE = (
    "CREATE TEXT SEARCH DICTIONARY house_stem (TEMPLATE = snowball, LANGUAGE = porter)",
    "CREATE TEXT SEARCH CONFIGURATION house (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION house ALTER MAPPING REPLACE simple WITH house_stem",
    r"""CREATE FUNCTION house_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT left(regexp_replace(
            regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g'),
            '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u2bff\u3000-\u303f\U0001f000-\U0001faff]+',
            ' ', 'g'
        ), 250000)
    $$""",
)
NO_LANGUAGE = (
    "DROP FUNCTION house_words(text)",
    "DROP TEXT SEARCH CONFIGURATION house",
    "DROP TEXT SEARCH DICTIONARY house_stem",
)
TITLE = "to_tsvector('house', house_words({title}))"
TEXT = "to_tsvector('house', house_words({text}))"
POSTGRESQL = (
    f"ALTER TABLE {{table}} ADD COLUMN search_title tsvector GENERATED ALWAYS AS ({TITLE}) STORED, "
    f"ADD COLUMN search tsvector GENERATED ALWAYS AS (setweight({TITLE}, 'A') || {TEXT}) STORED",
    "ALTER TABLE {table} ALTER COLUMN search SET STORAGE EXTERNAL",  # read far more often than written
    "CREATE INDEX {table}_search_title ON {table} USING gin (search_title)",
    "CREATE INDEX {table}_search ON {table} USING gin (search) WITH (fastupdate = off)",
)


def create(editor: BaseDatabaseSchemaEditor, index: Index) -> None:
    """Make the index over all that is there."""
    if editor.connection.vendor == "sqlite":
        _run(editor, index, SQLITE, *TRIGGERS, REBUILD)
    else:
        _run(editor, index, *POSTGRESQL)


def drop(editor: BaseDatabaseSchemaEditor, index: Index) -> None:
    if editor.connection.vendor == "sqlite":
        _run(editor, index, *NO_TRIGGERS, "DROP TABLE {table}_search")
    else:
        _run(editor, index, "ALTER TABLE {table} DROP COLUMN search, DROP COLUMN search_title")


def mend(*, using: str, **kwargs: Any) -> None:
    """Put the triggers back where a migration has lost them: SQLite alters a table by making it anew, without them."""
    if connections[using].vendor != "sqlite":
        return
    with connections[using].cursor() as cursor:
        for index in _all(cursor):
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [index.table])
            if cursor.fetchone()[0] < len(TRIGGERS):
                for sql in (*NO_TRIGGERS, *TRIGGERS, REBUILD):
                    cursor.execute(_in(index, sql))


def _all(cursor: Any) -> list[Index]:
    """Every index of a SQLite database."""
    cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'")
    tables = [name for (name,) in cursor.fetchall()]
    columns = (cursor.execute(f"PRAGMA table_info({table})").fetchall() for table in tables)
    return [
        Index(table.removesuffix("_search"), title[1], text[1])
        for table, (title, text) in zip(tables, columns, strict=True)
    ]


def _run(editor: BaseDatabaseSchemaEditor, index: Index, *statements: str) -> None:
    for statement in statements:
        editor.execute(_in(index, statement))


def _in(index: Index, sql: str) -> str:
    return sql.format(table=index.table, title=index.title, text=index.text)
