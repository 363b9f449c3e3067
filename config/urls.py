"""Where every address leads. The blog stands last: its entries may have any path that is left."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from django.views.decorators.http import require_safe

from blog.sitemaps import index
from blog.urls import feed_urls
from comments.urls import post_feed_urls
from config import views
from config.sitemaps import SITEMAPS

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", views.healthz),
    path("robots.txt", views.robots),
    path("sitemap.xml", index, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("sitemap-<slug:section>.xml", require_safe(sitemap), {"sitemaps": SITEMAPS}, name="sitemap-part"),
    path("media/<path:path>", views.media),
    path("", include("donations.urls")),
    path("", include("comments.urls")),
    path("", include(feed_urls)),
    path("", include(post_feed_urls)),
    path("", include("blog.urls")),
]

handler400 = "config.views.bad_request"
