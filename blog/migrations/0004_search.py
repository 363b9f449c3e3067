"""The words of what is there already, and the index over them."""

from django.db import migrations, models

from blog import fulltext
from blog.cleaning import all_words

ENTRIES = fulltext.Index("blog_entry", "title", "words")


def fill(apps, editor):
    entries = apps.get_model("blog", "Entry").objects.using(editor.connection.alias)
    batch = []
    for entry in entries.filter(words="").exclude(html="").only("html").order_by("pk").iterator(chunk_size=500):
        entry.words = all_words(entry.html)
        batch.append(entry)
        if len(batch) == 500:
            entries.bulk_update(batch, ["words"])
            batch = []
    entries.bulk_update(batch, ["words"])


def create(apps, editor):
    if editor.connection.vendor == "postgresql":
        for statement in fulltext.LANGUAGE:
            editor.execute(statement)
    fulltext.create(editor, ENTRIES)


def drop(apps, editor):
    fulltext.drop(editor, ENTRIES)
    if editor.connection.vendor == "postgresql":
        for statement in fulltext.NO_LANGUAGE:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("blog", "0003_moving_in")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["status", "published_at", "id"], name="blog_entry_public"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(create, drop),
    ]
