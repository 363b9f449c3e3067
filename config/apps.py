from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import register

from config import checks


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "House Rules"

    def ready(self) -> None:
        register(checks.sqlite_build_is_safe)
        register(checks.sqlite_can_search)
        register(checks.sender_is_an_address)


class HouseAdminConfig(AdminConfig):
    default_site = "config.admin.HouseAdmin"
