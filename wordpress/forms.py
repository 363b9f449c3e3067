"""What the page of the move asks for."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import pluralize

PACKED = {b"\x1f\x8b": "gzip", b"PK": "zip"}
CHOOSE = "Choose the file that WordPress has exported."
BROKEN_OFF = "The upload broke off, and nothing of it was kept. Send the files again."


class ExportInput(forms.FileInput):
    allow_multiple_selected = True


class ExportField(forms.FileField):
    """One or several files, none of them empty, each as it was taken out of its parcel."""

    widget = ExportInput(attrs={"accept": ".xml,text/xml,application/xml"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [file for file in data or [] if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"])
        for file in files:
            _refuse_what_is_no_text(file)
        return files


def _refuse_what_is_no_text(file: UploadedFile) -> None:
    if not file.size:
        raise forms.ValidationError(f"{file.name} is empty. Export it again.")
    if packing := PACKED.get(file.read(2)):
        raise forms.ValidationError(f"{file.name} is packed ({packing}). Unpack it first, and send what is in it.")
    file.seek(0)


class MoveForm(forms.Form):
    files = ExportField(label="The export", error_messages={"required": CHOOSE})
    with_uploads = forms.BooleanField(label="With the pictures and files", required=False, initial=True)
    is_dry_run = forms.BooleanField(label="Only try it: write nothing", required=False, initial=True)
    # The last field of the form: without it the browser, or its line, broke off on the way.
    whole = forms.BooleanField(widget=forms.HiddenInput, initial=True, error_messages={"required": BROKEN_OFF})

    def __init__(self, *args: Any, uploads: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if uploads:
            self.fields[
                "with_uploads"
            ].label = f"With the pictures and files in DATA_DIR/uploads ({uploads:,} file{pluralize(uploads)})"
        else:
            del self.fields["with_uploads"]
