"""The numbers that the database gives to new rows."""

from django.db import connection
from django.db.models import Max, Model

# What has been given out is kept by the database, and survives the row: none of these lowers it.
_RAISE = {
    "sqlite": [
        "INSERT INTO sqlite_sequence (name, seq) SELECT %(table)s, 0"
        " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %(table)s)",
        "UPDATE sqlite_sequence SET seq = max(seq, %(number)s) WHERE name = %(table)s",
    ],
    "postgresql": [
        "SELECT setval(name, greatest(nextval(name) - 1, %(number)s, 1))"
        " FROM (SELECT pg_get_serial_sequence(%(table)s, 'id')::regclass AS name) AS sequence"
    ],
}


def number_above(model: type[Model], number: int) -> None:
    """Let the next row have a number above this one, and above that of every row: PostgreSQL notices none we chose."""
    highest = model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0
    with connection.cursor() as cursor:
        for statement in _RAISE[connection.vendor]:
            cursor.execute(statement, {"table": model._meta.db_table, "number": max(number, highest)})
