"""A body of this house on its way to WordPress, which shows it as it is, and back, as it was. Pure.

WordPress adds paragraphs and breaks to whatever is no block, so it goes as blocks of HTML. They bear
a name, which WordPress's editor shows, and by which they are known again: what they hold has never
been WordPress's, and nothing that WordPress would do to a text is done to it.
"""

import re

OPEN = '<!-- wp:html {"metadata":{"name":"House Rules"}} -->\n'
CLOSE = "\n<!-- /wp:html -->"

# WordPress parts a text at these before it looks for blocks, so they stand between two.
_MARK = r"<!--(?:more[^<>]*|noteaser|nextpage)-->"
_MARKS = re.compile(_MARK)
_BETWEEN = re.compile(f"{re.escape(CLOSE)}({_MARK}){re.escape(OPEN)}")
# A comment with such a beginning would be a block within the block.
_BLOCK_BEGINS = re.compile(r"<!--\s+(?=/?wp:)")


def wrapped(body: str) -> str:
    """The body as blocks that WordPress shows unchanged."""
    if not body:
        return ""
    parted = _MARKS.sub(lambda mark: CLOSE + mark[0] + OPEN, _BLOCK_BEGINS.sub("<!--", body))
    return f"{OPEN}{parted}{CLOSE}"


def unwrapped(source: str) -> str | None:
    """The body that was wrapped; None for what comes from elsewhere, or was edited there since."""
    if not (source.startswith(OPEN) and source.endswith(CLOSE)):
        return None
    body = _BETWEEN.sub(r"\1", source[len(OPEN) : -len(CLOSE)])
    return None if _BLOCK_BEGINS.search(body) else body
