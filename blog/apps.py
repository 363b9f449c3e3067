from django.apps import AppConfig
from django.db.models.signals import post_migrate

from blog import fulltext


class BlogConfig(AppConfig):
    name = "blog"

    def ready(self) -> None:
        post_migrate.connect(fulltext.mend, sender=self)
