"""The comment form. It judges the shape of what was typed; the verbs judge the rest."""

from typing import Any

from django import forms

from comments import markup, people

EMAIL_LENGTH = 254  # characters, as in the database
UNREADABLE = "\ufffd"  # what Django puts in the place of bytes that are no UTF-8


class CommentForm(forms.Form):
    """What a reader fills in. Logged in, the author needs no more than his words."""

    name = forms.CharField(
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Please give the name that will stand above your comment."},
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=EMAIL_LENGTH,
        help_text="will not be published",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Please give your e-mail address. It will not be published.",
            "invalid": "This is not an e-mail address, such as name@place.example.",
        },
    )
    website = forms.URLField(
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url", "autocapitalize": "none"}),
        error_messages={"invalid": "This is not the address of a website, such as https://place.example."},
    )
    body = forms.CharField(
        label="Comment",
        max_length=markup.LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Please write something.",
            "max_length": f"This is too long: %(show_value)s characters, and {markup.LONGEST:,} are the most.",
        },
    )

    def __init__(self, *args: Any, by_author: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_author:
            for field in ("name", "email", "website"):
                del self.fields[field]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not people.has_visible_character(name):
            raise forms.ValidationError("Please give a name that can be seen.")
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if len(people.normal_address(email)) > EMAIL_LENGTH:  # an international domain is longer than it looks
            raise forms.ValidationError("This e-mail address is too long.")
        return email

    def clean_website(self) -> str:
        website: str = self.cleaned_data["website"]
        if website and not markup.is_web_address(website):
            raise forms.ValidationError("A website's address begins with http:// or https://.")
        return website

    def clean_body(self) -> str:
        body = markup.tidy(self.cleaned_data["body"])
        if not people.has_visible_character(markup.words_of(body)):
            raise forms.ValidationError("Please write something.")
        return body

    def clean(self) -> dict[str, Any]:
        if any(UNREADABLE in value for value in self.cleaned_data.values()):
            raise forms.ValidationError(
                "Some characters could not be read. Please look through your text and send it again."
            )
        return self.cleaned_data
