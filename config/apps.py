from django.apps import AppConfig
from django.core.checks import register

from config.checks import sqlite_build_is_safe


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "House Rules"

    def ready(self) -> None:
        register(sqlite_build_is_safe)
