"""The comment form. It judges the shape of what was typed; the verbs judge the rest."""

from typing import Any

from django import forms

from comments import markup, people

EMAIL_LENGTH = 254  # characters, as in the database
QUICKEST = 3000  # milliseconds
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
    subject = forms.CharField(  # nobody sees it; what fills it in is a program, or a helpful browser
        label="Leave this empty",
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    took = forms.CharField(required=False, widget=forms.HiddenInput)  # milliseconds, where a script has told
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

    follow = forms.BooleanField(label="Write to me when others answer", required=False)
    read_warning = forms.BooleanField(label="I have read this", required=False)

    def __init__(self, *args: Any, by_author: bool = False, warned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keep = {"body"} if by_author else set(self.fields) - ({"read_warning"} if not warned else set())
        for field in set(self.fields) - keep:
            del self.fields[field]

    def only_to_be_kept(self) -> None:
        """From somebody who is barred nothing is taken; his words are shown to be copied."""
        self.fields.pop("follow", None)
        for field in self.fields.values():
            field.widget.attrs["readonly"] = True

    @property
    def traps(self) -> list[str]:
        """What a person would not have done."""
        return ["the hidden field was filled in"] if self.cleaned_data.get("subject") else []

    @property
    def hasty(self) -> bool:
        """Typed and sent in less time than it takes to read a line."""
        took = self.cleaned_data.get("took", "")
        return took.isdecimal() and len(took) < 5 and int(took) < QUICKEST

    def clean_subject(self) -> str:
        return self.cleaned_data["subject"].strip()[:60]

    def clean_name(self) -> str:
        name = people.tidy_name(self.cleaned_data["name"])
        if not people.has_visible_character(name):
            raise forms.ValidationError("Please give a name that can be seen.")
        return name

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if not people.is_plain(email):
            raise forms.ValidationError("Please give an e-mail address without quotation marks and the like.")
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
        if any(UNREADABLE in value for value in self.cleaned_data.values() if isinstance(value, str)):
            raise forms.ValidationError(
                "Some characters could not be read. Please look through your text and send it again."
            )
        return self.cleaned_data
