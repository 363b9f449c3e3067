from django.urls import path, re_path

from comments import answers, feeds, mailed, views

urlpatterns = [
    path("comments/feed/", feeds.CommentFeed(), name="comment-feed"),
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
post_feed_urls = [
    re_path(r"^(?P<path>[^\x00-\x1f\x7f]+)/feed/$", feeds.PostCommentFeed(), name="post-comment-feed"),
]
