from django.urls import URLPattern, path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter
from django.views.decorators.http import require_safe

from blog import feeds, views
from blog.syndication import FORMATS


class Year(IntConverter):
    regex = "[0-9]{4}"


class Number(IntConverter):
    """A number that every database can hold."""

    regex = "[0-9]{1,18}"


class Path(StringConverter):
    """Some segments of a path; no control characters, which PostgreSQL would not even compare."""

    regex = r"[^\x00-\x1f\x7f]+"


register_converter(Year, "year")
register_converter(Number, "number")
register_converter(Path, "segments")

DATES = ("<year:year>/", "<year:year>/<number:month>/", "<year:year>/<number:month>/<number:day>/")


def in_every_format(address: str, feed: type[feeds.SiteFeed], name: str) -> list[URLPattern]:
    """The feed's addresses, as WordPress has them: `…/feed/` is RSS, `…/feed/atom/` and `…/feed/json/` the others."""
    return [
        path(f"{address}feed/{form.place}", require_safe(feed(form)), name=f"{form.place.replace('/', '-')}{name}")
        for form in FORMATS
    ]


feed_urls = [
    *in_every_format("", feeds.PostFeed, "feed"),
    *in_every_format("category/<segments:path>/", feeds.CategoryFeed, "category-feed"),
    *in_every_format("tag/<segments:slug>/", feeds.TagFeed, "tag-feed"),
]

archive_urls = [
    path("", views.home, name="home"),
    path("page/<number:number>/", views.home, name="home-page"),
    path("category/<segments:path>/page/<number:number>/", views.category),
    path("category/<segments:path>/", views.category, name="category"),
    path("tag/<segments:slug>/page/<number:number>/", views.tag),
    path("tag/<segments:slug>/", views.tag, name="tag"),
    path("search/", views.search, name="search"),
    path("search/page/<number:number>/", views.search),
    *(path(date, views.by_date, name="by-date") for date in DATES),
    *(path(f"{date}page/<number:number>/", views.by_date) for date in DATES),
]

urlpatterns = [
    *archive_urls,
    path("preview/<number:pk>/", views.preview, name="preview"),
    # Every entry stores its own path, so whatever is left is looked up there.
    re_path(r"^(?P<path>[^\x00-\x1f\x7f]+)/$", views.entry, name="entry"),
]
