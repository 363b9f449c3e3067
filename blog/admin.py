"""The author's writing room: posts, pages, categories, tags, pictures, and the site itself."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime, now

from blog.actions import save_category, save_entry, save_tag
from blog.editor import WithEditor
from blog.file_admin import FileAdmin
from blog.forms import INDENT, CategoryForm, EntryForm, PostForm, SiteForm, TagForm
from blog.library import ImageAdmin, thumbnail_url
from blog.markup import foreign_pictures
from blog.models import Category, Entry, EntryQuerySet, File, Image, Page, Post, Redirect, Site, Tag
from blog.old_addresses import RedirectAdmin
from blog.search import holding
from blog.terms import tags_named

SCHEDULED = "scheduled"


class StateFilter(admin.SimpleListFilter):
    """By state; what is in the trash is shown only where it is asked for."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        published, *others = [(value, label) for value, label in Entry.Status.choices if value != Entry.Status.DRAFT]
        return [(Entry.Status.DRAFT.value, "Draft"), (SCHEDULED, "Scheduled"), published, *others]

    def queryset(self, request: HttpRequest, queryset: EntryQuerySet) -> EntryQuerySet:
        if not self.value():
            return queryset.exclude(status=Entry.Status.TRASH)
        if self.value() == SCHEDULED:
            return queryset.filter(status=Entry.Status.PUBLISHED, published_at__gt=now())
        if self.value() not in Entry.Status.values:
            return queryset
        return queryset.published() if self.value() == Entry.Status.PUBLISHED else queryset.filter(status=self.value())


class BranchFilter(admin.SimpleListFilter):
    """By category, with everything below it."""

    title = "category"
    parameter_name = "category"
    template = "admin/shut_filter.html"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[int, str]]:
        branches = sorted(Category.objects.all(), key=lambda category: category.path.split("/"))
        return [(category.pk, INDENT * category.depth + category.name) for category in branches]

    def queryset(self, request: HttpRequest, queryset: EntryQuerySet) -> EntryQuerySet:
        value = self.value() or ""
        category = Category.objects.filter(pk=value).first() if value.isdecimal() else None
        return queryset.in_category(category) if category else queryset


class EntryAdmin(WithEditor):
    """What posts and pages have in common. Every save is `blog.actions.save_entry`."""

    form = EntryForm
    list_per_page = 50
    search_fields = ("title", "words")  # `get_search_results` says how
    search_help_text = "Words of the title or the text."
    list_filter: Any = (StateFilter,)
    actions = ("move_to_trash",)
    raw_id_fields = ("picture",)  # chosen in the list of pictures, by its thumbnail
    readonly_fields = ("lead", "old_addresses")

    class Media:
        css = {"all": ["css/admin-blog.css"]}
        js = ["js/admin-entry.js"]

    @admin.display(description="it looks like this")
    def lead(self, entry: Entry) -> SafeString | str:
        url = thumbnail_url(entry.picture) if entry.picture else ""
        return format_html('<img class="thumbnail" src="{}" alt="{}">', url, entry.picture) if url else "—"

    @admin.display(description="old addresses")
    def old_addresses(self, entry: Entry) -> SafeString | str:
        rows = entry.redirects.all() if entry.pk else ()
        return format_html_join(mark_safe("<br>"), "{}", ((row.path,) for row in rows)) or "—"

    def get_search_results(
        self, request: HttpRequest, queryset: EntryQuerySet, search_term: str
    ) -> tuple[EntryQuerySet, bool]:
        """What readers would find, and drafts besides."""
        return holding(queryset, search_term), False

    @admin.display(description="state", ordering="status")
    def state(self, entry: Entry) -> str:
        if entry.is_scheduled and entry.published_at:
            return f"Scheduled for {date_format(localtime(entry.published_at), 'j M Y, H:i')}"
        return entry.get_status_display()

    @admin.display(description="see it")
    def link(self, entry: Entry) -> SafeString:
        words = "View" if entry.is_public() else "Preview"
        return format_html('<a href="{}" aria-label="{} “{}”">{}</a>', where(entry), words, entry.title, words)

    def view_on_site(self, entry: Entry) -> str:
        return where(entry)

    def save_model(self, request: HttpRequest, obj: Entry, form: EntryForm, change: bool) -> None:
        if not change:
            obj.author = request.user  # type: ignore[assignment]
        save_entry(obj, **self.terms(form))
        if hidden := foreign_pictures(obj.html):
            places = format_html_join(", ", "{}", ((address,) for address in hidden))
            messages.warning(request, format_html("Readers will not see these pictures of other sites: {}", places))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing is left to do: `save_entry` has stored the terms, which it needs for the address."""

    def terms(self, form: EntryForm) -> dict[str, Any]:
        return {}

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        """What is in the trash may be deleted for good; everything else goes there first."""
        place = obj.status if obj else request.GET.get(StateFilter.parameter_name)
        return super().has_delete_permission(request, obj) and place == Entry.Status.TRASH

    @admin.action(description="Move to the trash", permissions=["change"])
    def move_to_trash(self, request: HttpRequest, entries: QuerySet[Entry]) -> None:
        for entry in entries:
            entry.status = Entry.Status.TRASH
            save_entry(entry)
        messages.success(request, f"In the trash: {len(entries)}.")


def where(entry: Entry) -> str:
    """The entry's address for readers, or the author's preview of what they cannot see."""
    return entry.get_absolute_url() if entry.is_public() else reverse("preview", args=[entry.pk])


ADDRESS = (
    "Address",
    {
        "classes": ["collapse"],
        "fields": ["path", "old_addresses"],
        "description": "Where readers know the old address, it leads to the new one.",
    },
)


LEAD = ("Lead picture", {"fields": ["picture", "lead"]})


@admin.register(Post)
class PostAdmin(EntryAdmin):
    form = PostForm
    list_display = ("title", "state", "published_at", "in_categories", "link")
    list_filter = (StateFilter, BranchFilter)
    date_hierarchy = "published_at"
    fieldsets = (
        (None, {"fields": ["title", "body", "body_format"]}),
        ("Publishing", {"fields": ["status", "published_at", "is_pinned", ("comments_open", "comments_stay_open")]}),
        ("Where it belongs", {"fields": ["categories", "tag_names"]}),
        LEAD,
        ("Excerpt", {"classes": ["collapse"], "fields": ["excerpt"]}),
        ADDRESS,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        return super().get_queryset(request).prefetch_related("categories")

    @admin.display(description="categories")
    def in_categories(self, post: Post) -> str:
        return ", ".join(category.name for category in post.categories.all())

    def terms(self, form: EntryForm) -> dict[str, Any]:
        return {"categories": form.cleaned_data["categories"], "tags": tags_named(form.cleaned_data["tag_names"])}


@admin.register(Page)
class PageAdmin(EntryAdmin):
    list_display = ("title", "state", "menu_order", "path", "link")
    ordering = ("menu_order", "title")
    fieldsets = (
        (None, {"fields": ["title", "body", "body_format"]}),
        ("Publishing", {"fields": ["status", "published_at", "menu_order", "comments_open"]}),
        LEAD,
        ("Excerpt", {"classes": ["collapse"], "fields": ["excerpt"]}),
        ADDRESS,
    )

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"comments_open": False, **super().get_changeform_initial_data(request)}


@admin.register(Category)
class CategoryAdmin(admin.ModelAdmin):
    form = CategoryForm
    list_display = ("in_tree", "path")
    search_fields = ("name", "path")

    @admin.display(description="name", ordering="path")
    def in_tree(self, category: Category) -> str:
        return "— " * category.depth + category.name

    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        save_category(obj)


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    form = TagForm
    list_display = ("name", "slug")
    search_fields = ("name", "slug")

    def save_model(self, request: HttpRequest, obj: Tag, form: TagForm, change: bool) -> None:
        save_tag(obj)


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    """The one record: its list leads straight to it, and it can neither be added nor deleted."""

    form = SiteForm
    fields = SiteForm.field_order

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return redirect("admin:blog_site_change", 1)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Site | None:
        return Site.current() if object_id == "1" else None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Site | None = None) -> bool:
        return False


admin.site.register(Image, ImageAdmin)
admin.site.register(File, FileAdmin)
admin.site.register(Redirect, RedirectAdmin)
