"""Who looks at a page: a reader, for whom it is the same bytes as for all others, or the author."""

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest


def staff(request: HttpRequest) -> User | None:
    """The logged-in author. A reader without a session cookie is not even looked up.

    (Looking would make the answer vary by cookie, and then no cache could keep it.)
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    user = request.user
    return user if isinstance(user, User) and user.is_active and user.is_staff else None
