"""The import law, and what no file of the project may hold."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "blog": set(),
    "donations": set(),
    "comments": {"blog"},
    "wordpress": {"comments", "blog"},
    "config": {"wordpress", "comments", "blog", "donations"},
}


def imports_of(file: Path) -> set[str]:
    """The top-level names that a module imports, models named in strings included."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(r"^(\w+)\.\w+$", node.value))
    return found


def modules(app: str) -> list[Path]:
    return [file for file in (ROOT / app).rglob("*.py") if "migrations" not in file.parts]


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_a_room_imports_only_what_lies_below_it(app):
    forbidden = set(MAY_IMPORT) - MAY_IMPORT[app] - {app}
    for file in modules(app):
        named = imports_of(file)
        if app == "config":
            named -= {"config"}
        assert not forbidden & named, file


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_stand_at_the_top_of_a_module(app):
    for file in modules(app):
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                deferred = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                assert not deferred, f"{file}: {function.name}"


@pytest.mark.parametrize("pure", ["comments/admission.py", "comments/people.py", "comments/markup.py", "blog/paths.py"])
def test_decisions_know_no_database(pure):
    assert not imports_of(ROOT / pure) & set(MAY_IMPORT)
    assert not re.search(r"django\.(db|http|utils\.timezone)", (ROOT / pure).read_text())


def test_readers_text_is_cleaned_in_one_place():
    importers = [file for app in MAY_IMPORT for file in modules(app) if "bleach" in imports_of(file)]
    assert importers == [ROOT / "comments" / "markup.py"]


def test_our_apps_send_one_another_no_signals():
    for app in MAY_IMPORT:
        for file in modules(app):
            assert not re.search(r"\bfrom django\S* import .*\breceiver\b|post_save|pre_save", file.read_text()), file


def test_the_locks_hold_hashes_and_name_no_host():
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        for block in re.split(r"\n(?=\S)", text.strip()):
            assert "--hash=sha256:" in block or block.startswith("#"), block


def test_every_variable_of_the_settings_is_explained():
    named = set(re.findall(r'(?:env\.\w+\(|understood\(.*?)"([A-Z_]+)"', (ROOT / "config" / "settings.py").read_text()))
    explained = set(re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert named == explained


@pytest.mark.django_db
def test_no_model_has_changed_without_its_migration():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
