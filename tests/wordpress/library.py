"""A small media library to try bodies with."""

from wordpress.uploads.attachments import Attachment, Attachments

POST = 9
UPLOADS = "https://tide.example/wp-content/uploads"


def attachment(number: int, name: str, *, parent: int = POST, place: int = 0, **words: str) -> Attachment:
    words = {"title": "", "caption": "", "alt": "", **words}
    return Attachment(number=number, parent=parent, place=place, url=f"{UPLOADS}/{name}", file=name, link="", **words)


LIBRARY = Attachments(
    [
        attachment(1, "ebb.jpg", place=3, title="Ebb", alt='The "low" tide', caption="Ebb & flood"),
        attachment(2, "flood.jpg", place=2, title="Flood"),
        attachment(3, "gulls.mp3", place=5, title="Gulls"),
        attachment(4, "surf.mp4", title="Surf"),
        attachment(5, "slack.jpg", parent=7, title="Slack"),
        attachment(6, "terns.mp3", place=1, title="Terns"),
    ]
)
