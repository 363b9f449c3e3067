from django.urls import path

from donations import views

urlpatterns = [
    path("donate/", views.donate, name="donate"),
    path("books/", views.books, name="books"),
]
