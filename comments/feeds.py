"""What readers say, as RSS: of the whole site, and of one post."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.html import escape

from blog.feeds import Rss, absolute, fit
from blog.models import Entry, Site
from comments.models import Comment, CommentQuerySet

NEWEST = 20  # items


class CommentFeed(Feed):
    """The newest comments on all that is public; `obj` is the post in the feed of one."""

    feed_type = Rss
    item_guid_is_permalink = False

    def title(self, obj: Entry | None) -> str:
        return fit(f"Comments on “{obj.title}”" if obj else f"Comments on {Site.current().title}")

    def description(self, obj: Entry | None) -> str:
        return self.title(obj)

    def link(self, obj: Entry | None) -> str:
        return settings.SITE_URL + (obj.get_absolute_url() if obj else "/")

    def feed_url(self, obj: Entry | None) -> str:
        return f"{self.link(obj)}{'' if obj else 'comments/'}feed/"

    def items(self, obj: Entry | None) -> CommentQuerySet:
        comments = Comment.objects.visible().filter(post__in=[obj] if obj else Entry.objects.published())
        return comments.select_related("post").order_by("-submitted_at", "-pk")[:NEWEST]

    def item_title(self, item: Comment) -> str:
        return escape(fit(f"{item.name} on “{item.post.title}”"))

    def item_description(self, item: Comment) -> str:
        return absolute(item.html)

    def item_link(self, item: Comment) -> str:
        return settings.SITE_URL + item.get_absolute_url()

    def item_guid(self, item: Comment) -> str:
        return f"{settings.SITE_URL}/?p={item.post_id}#comment-{item.pk}"

    def item_author_name(self, item: Comment) -> str:
        return fit(item.name)

    def item_pubdate(self, item: Comment) -> datetime:
        return item.submitted_at

    def item_extra_kwargs(self, item: Comment) -> dict[str, str]:
        return {"content": absolute(item.html)}


class PostCommentFeed(CommentFeed):
    def get_object(self, request: HttpRequest, path: str) -> Entry:
        return get_object_or_404(Entry.objects.published(), path=f"/{path}/")
