from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from blog.models import Site


def site(request: HttpRequest) -> dict[str, object]:
    """Every template knows the site; it is asked for only where a template uses it."""
    return {"site": SimpleLazyObject(Site.current), "site_url": settings.SITE_URL}
