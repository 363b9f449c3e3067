"""The index in which the author looks for comments."""

from django.db import migrations, models

from blog import fulltext

COMMENTS = fulltext.Index("comments_comment", "name", "body")


def create(apps, editor):
    fulltext.create(editor, COMMENTS)


def drop(apps, editor):
    fulltext.drop(editor, COMMENTS)


class Migration(migrations.Migration):
    dependencies = [("blog", "0004_search"), ("comments", "0005_who_wants_to_be_told")]

    operations = [
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["submitted_at", "id"], name="comments_all"),
        ),
        migrations.RunPython(create, drop),
    ]
