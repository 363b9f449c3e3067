from typing import Any

from django.core.management.base import BaseCommand

from config import sample_site


class Command(BaseCommand):
    help = "Loads the sample site into an empty house. A house with anything in it is left as it is."

    def handle(self, *args: Any, **options: Any) -> str:
        if not sample_site.is_empty():
            return "There is a site here already; nothing was changed."
        sample_site.load()
        return "The sample site is loaded."
