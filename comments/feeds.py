"""What readers say, as feeds: of the whole site, and of one post or page."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from blog.cleaning import plain
from blog.feeds import SiteFeed, Source, guid
from blog.models import Entry, Site
from blog.syndication import fit
from comments.markup import short_numbers
from comments.models import Comment, CommentQuerySet

NEWEST = 20  # items


class CommentFeed(SiteFeed):
    """The newest comments on all that is public."""

    def title(self, source: Source) -> str:
        return fit(f"Comments on {source.site.title}")

    def description(self, source: Source) -> str:
        return self.title(source)

    def feed_url(self, source: Source) -> str:
        return f"{source.address}{'' if source.part else 'comments/'}feed/{self.feed_type.place}"

    def comments(self, source: Source) -> CommentQuerySet:
        """Asked comment by comment, so that the database can stop at the twentieth."""
        return Comment.objects.visible().filter(Exists(Entry.objects.published().filter(pk=OuterRef("post"))))

    def items(self, source: Source) -> CommentQuerySet:
        """Nothing is asked for that no reader may know."""
        shown = ("name", "html", "submitted_at", "published_at", "post__title", "post__path", "post__guid")
        newest = self.comments(source).order_by("-submitted_at", "-pk")
        return newest.select_related("post").only(*shown)[:NEWEST]

    def item_title(self, item: Comment) -> str:
        return fit(f"{item.name} on “{item.post.title}”")

    def item_description(self, item: Comment) -> str:
        return fit(plain(short_numbers(item.html), words=55))

    def item_guid(self, item: Comment) -> str:
        return f"{guid(item.post)}#comment-{item.pk}"

    def item_author_name(self, item: Comment) -> str:
        return fit(item.name)

    def item_pubdate(self, item: Comment) -> datetime:
        return item.submitted_at

    def item_updateddate(self, item: Comment) -> datetime:
        """What had to wait is new when it appears."""
        return max(item.submitted_at, item.published_at or item.submitted_at)


class PostCommentFeed(CommentFeed):
    """The newest comments on one post or page."""

    def get_object(self, request: HttpRequest, path: str) -> Source:  # type: ignore[override]
        entries = Entry.objects.published().only("title", "path", "guid")
        return Source(Site.current(), get_object_or_404(entries, path=f"/{path}/"))

    def title(self, source: Source) -> str:
        return fit(f"Comments on “{source.part.title}”")

    def comments(self, source: Source) -> CommentQuerySet:
        return Comment.objects.on(source.part).visible()
