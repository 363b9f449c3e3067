"""The forms of the author's rooms."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import validate_unicode_slug
from django.db import transaction
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.text import slugify

from blog.editor import EditorWidget, SourceWidget, lost_in_editor
from blog.images import Prepared, UnfitPicture, keep, prepare
from blog.models import Category, Entry, Image, Site, Tag
from blog.paths import USUAL_PATTERNS, path_from, validate_path, validate_pattern
from blog.terms import free_slug

MOST_PICTURES = 20
INDENT = "\N{EM SPACE}"


class Branches(ModelChoiceIterator):
    """The categories in the order of the tree: each below its parent."""

    def __iter__(self):
        if isinstance(self.field, forms.ModelChoiceField) and self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for category in sorted(self.queryset, key=lambda category: category.path.split("/")):
            yield self.choice(category)


class CategoryField(forms.ModelMultipleChoiceField):
    """Categories as a tree of checkboxes."""

    iterator = Branches
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, category: Category) -> str:
        return INDENT * 2 * category.depth + category.name


class ParentField(forms.ModelChoiceField):
    iterator = Branches
    label_from_instance = CategoryField.label_from_instance


class TagNamesField(forms.CharField):
    """Names with commas between them; the value is the list of names."""

    widget = AdminTextInputWidget

    def to_python(self, value: Any) -> list[str]:
        return [name for part in str(value or "").split(",") if (name := " ".join(part.split()))]

    def validate(self, value: list[str]) -> None:
        if too_long := [name for name in value if len(name) > 200]:
            raise ValidationError(f"A tag has at most 200 characters; this one has more: {too_long[0][:40]}…")

    def run_validators(self, value: list[str]) -> None:
        for name in value:
            super().run_validators(name)

    def has_changed(self, initial: str | None, data: str | None) -> bool:
        return self.to_python(initial) != self.to_python(data)


class EntryForm(forms.ModelForm):
    """What posts and pages have in common: above all the body, in the editor or as plain HTML."""

    class Meta:
        model = Entry
        fields = ("title", "body", "body_format", "excerpt", "status", "published_at", "comments_open")
        fields += ("comments_stay_open", "path")
        error_messages = {"path": {"unique": "Another post or page has this address already."}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body, rich = self.instance.body, Entry.Format.RICH
        if self.instance.body_format == rich and lost_in_editor(body):
            self.initial["body_format"] = Entry.Format.HTML
        shown_as = self["body_format"].value() or rich
        in_editor = self.initial.get("body_format", rich) == shown_as == rich
        widget = EditorWidget() if in_editor else SourceWidget()
        self.fields["body"] = forms.CharField(required=False, strip=False, widget=widget)

    def clean_body(self) -> str:
        """Browsers send every line's end as CR LF; what was not changed otherwise stays byte for byte."""
        body, before = self.cleaned_data["body"].replace("\r\n", "\n"), self.instance.body
        return before if before.replace("\r\n", "\n") == body else body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("body_format") == Entry.Format.RICH and (lost := lost_in_editor(cleaned.get("body", ""))):
            self.add_error("body_format", f"The editor would lose this: {', '.join(lost)}. Keep it as plain HTML.")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # `save_entry` fills these in; until then the database's own rule cannot be asked.
        unsaid = {name for name in ("path", "published_at") if not self.cleaned_data.get(name)}
        return super()._get_validation_exclusions() | unsaid


class PostForm(EntryForm):
    categories = CategoryField(queryset=Category.objects.all(), required=False)
    tag_names = TagNamesField(label="Tags", required=False, help_text="With commas between them. New ones are made.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["tag_names"] = ", ".join(tag.name for tag in self.instance.tags.all())


LONGEST_PATH = 1000  # characters, as in the database


class CategoryForm(forms.ModelForm):
    parent = ParentField(queryset=Category.objects.all(), required=False, empty_label="— none: it stands on top —")

    class Meta:
        model = Category
        fields = ("name", "slug", "parent", "description")
        help_texts = {
            "slug": "Made from the name where you leave it empty. The address of before leads to the new one."
        }

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""), allow_unicode=True)[:200]
        validate_unicode_slug(slug or "category")
        return slug or "category"

    def clean_parent(self) -> Category | None:
        parent, own = self.cleaned_data["parent"], self.instance.path
        if parent and own and f"{parent.path}/".startswith(f"{own}/"):
            raise ValidationError("A category cannot stand below itself.")
        return parent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "slug" in cleaned and "parent" in cleaned:
            parent = cleaned["parent"]
            path = f"{parent.path}/{cleaned['slug']}" if parent else cleaned["slug"]
            if Category.objects.filter(path=path).exclude(pk=self.instance.pk).exists():
                self.add_error("slug", f"There is already a category at /category/{path}/.")
            if len(path) > LONGEST_PATH:
                self.add_error("slug", f"Its whole address may have {LONGEST_PATH} characters; this has {len(path)}.")
        return cleaned


class TagForm(forms.ModelForm):
    class Meta:
        model = Tag
        fields = ("name", "slug")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"] or free_slug(self.cleaned_data.get("name", ""), but=self.instance)
        validate_unicode_slug(slug)
        return slug


OWN = ""  # the choice of a pattern that is none of WordPress's usual ones


def _structures() -> list[tuple[str, str]]:
    """WordPress's usual patterns and the author's own, each with the address that a post would get."""
    usual = [(pattern, f"{name}: {_example(pattern)}") for pattern, name in USUAL_PATTERNS.items()]
    own = Site.current().permalink_pattern
    return [*usual, (OWN, "Your own" if own in USUAL_PATTERNS else f"Your own: {_example(own)}")]


class SiteForm(forms.ModelForm):
    structure = forms.ChoiceField(
        choices=_structures,
        label="Addresses of new posts",
        required=False,
        widget=forms.RadioSelect,
        help_text="For new posts alone: what has an address keeps it.",
    )
    field_order = ("title", "tagline", "description", "structure", "permalink_pattern", "posts_per_page", "whole_posts")

    class Meta:
        model = Site
        fields = ("title", "tagline", "description", "permalink_pattern", "posts_per_page", "whole_posts")
        labels = {"permalink_pattern": "Own pattern"}
        help_texts = {
            "permalink_pattern": "You may use %year% %monthnum% %day% %postname% %category% %post_id%. "
            "It needs %postname% or %post_id%."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permalink_pattern"].required = False
        own = self.instance.permalink_pattern
        is_usual = own in USUAL_PATTERNS
        self.initial.update(structure=own if is_usual else OWN, permalink_pattern="" if is_usual else own)

    def clean_permalink_pattern(self) -> str:
        """A pattern that leads into another part of the site would leave every new post without an address."""
        pattern = self._pattern()
        validate_pattern(pattern)  # the model's own check comes only after this one
        path = _example(pattern)
        try:
            validate_path(path)
        except ValidationError as error:
            raise ValidationError(f"A post would get the address {path}, and no post can have it.") from error
        return pattern

    def _pattern(self) -> str:
        """The chosen one, unless only the author's own has been typed anew: then that is meant."""
        typed = "permalink_pattern" in self.changed_data and "structure" not in self.changed_data
        own: str = self.cleaned_data["permalink_pattern"]
        return own if typed else self.cleaned_data.get("structure") or own


def _example(pattern: str) -> str:
    """The address that a post of this moment would get."""
    now = timezone.localtime()
    return path_from(pattern, slug="a-title", published_at=now, category="subject", number=123)


class PicturesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """One picture or several; the value is the list of what `blog.images.prepare` made of them."""

    widget = PicturesInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif", "class": "drop"})

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[Prepared]:
        if len(data or []) > MOST_PICTURES:
            raise ValidationError(f"Upload at most {MOST_PICTURES} pictures at once.")
        # Without any, the field's own check has to see nothing, so that it can complain.
        files = [super(PicturesField, self).clean(file) for file in data or (None,)]
        return [_prepared(file, alone=len(files) == 1) for file in files]


def _prepared(file: UploadedFile, *, alone: bool) -> Prepared:
    try:
        return prepare(file)
    except UnfitPicture as unfit:
        raise ValidationError(str(unfit) if alone else f"{file.name}: {unfit}") from unfit


class UploadForm(forms.Form):
    pictures = PicturesField(label="Pictures", help_text="JPEG, PNG, WebP or GIF, at most 25 MB each.")
    alt = forms.CharField(
        label="What it shows",
        max_length=300,
        required=False,
        widget=AdminTextInputWidget,
        help_text="For readers who cannot see it. Empty only where the picture is mere decoration.",
    )
    caption = forms.CharField(max_length=500, required=False, widget=AdminTextareaWidget(attrs={"rows": 2}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if len(cleaned.get("pictures", [])) > 1 and cleaned.get("alt"):
            self.add_error("alt", "These are several pictures: describe each one in the list, once they are here.")
        return cleaned

    @transaction.atomic
    def save(self) -> list[Image]:
        words = {"alt": self.cleaned_data["alt"], "caption": self.cleaned_data["caption"]}
        return [keep(picture, **words) for picture in self.cleaned_data["pictures"]]
