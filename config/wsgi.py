"""The WSGI entry point: `config.wsgi:application`."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    print(f"House Rules cannot start: {error}", file=sys.stderr)
    sys.exit(3)  # gunicorn takes 3 for "failed to boot" and does not try again and again
