"""What was here before gets the keys of its people and the looks of its names."""

import uuid

from django.db import migrations

from comments.models.people import key_of
from comments.people import skeleton

BATCH = 2000


def fill(apps, schema_editor):
    Commenter, Comment, Decision = (apps.get_model("comments", name) for name in ("Commenter", "Comment", "Decision"))
    _update(Commenter, ["key", "person"], _keyed)
    _update(Comment, ["look"], _seen)
    _update(Decision, ["batch"], _apart)


def _keyed(commenter):
    commenter.key = commenter.person = key_of(commenter.email)


def _seen(comment):
    comment.look = skeleton(comment.name)[:250]


def _apart(decision):
    decision.batch = uuid.uuid4()


def _update(model, fields, change):
    rows = []
    for row in model.objects.order_by("pk").iterator(chunk_size=BATCH):
        change(row)
        rows.append(row)
        if len(rows) == BATCH:
            model.objects.bulk_update(rows, fields)
            rows = []
    model.objects.bulk_update(rows, fields)


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_the_ladder")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
