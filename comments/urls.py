from django.urls import path

from blog.urls import in_every_format
from comments import answers, feeds, mailed, views

urlpatterns = [
    *in_every_format("comments/", feeds.CommentFeed, "comment-feed"),
    path("comments/on/<int:pk>/", views.submit, name="submit-comment"),
    path("comments/waiting/<str:token>/", views.waiting, name="waiting"),
    path("comments/waiting/<str:token>/tell/", mailed.tell, name="tell-writer"),
    path("comments/confirm/<str:token>/", mailed.confirm, name="confirm"),
    path("comments/unfollow/<str:token>/", mailed.unfollow, name="unfollow"),
    path("comments/desk/<str:token>/", mailed.desk, name="desk"),
    path("comments/answer/<str:token>/", answers.answer, name="answer"),
    path("comments/not-me/<str:token>/", answers.not_me, name="not-me"),
    path("rules/", views.rules, name="rules"),
]

# These stand behind the blog's own feeds and before its paths.
post_feed_urls = in_every_format("<segments:path>/", feeds.PostCommentFeed, "post-comment-feed")
