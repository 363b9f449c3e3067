from django.urls import path, re_path

from comments import feeds, views

urlpatterns = [
    path("comments/feed/", feeds.CommentFeed(), name="comment-feed"),
    path("comments/on/<int:pk>/", views.submit, name="submit-comment"),
    path("comments/waiting/<str:token>/", views.waiting, name="waiting"),
    path("rules/", views.rules, name="rules"),
]

# These stand behind the blog's own feeds and before its paths.
post_feed_urls = [
    re_path(r"^(?P<path>[^\x00-\x1f\x7f]+)/feed/$", feeds.PostCommentFeed(), name="post-comment-feed"),
]
