"""The layout: imports point inwards, the core has no edges, files stay small, and the code names no municipality."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
BOT = ROOT / "bot"
PACKAGED = BOT / "_content"  # copies of the content, inside a built wheel

FOUNDATION = {"errors"}
INNER = {
    "core": {"core"},
    "content": {"content", "core"},
    "services": {"services", "content", "core"},
    "settings": set(),
    "parts": {"adapters", "services", "content", "core", "settings"},
    "adapters": {"adapters", "parts", "services", "content", "core", "settings"},
    "web": {"web", "parts", "services", "content", "core", "settings"},
    "bootstrap": {"parts", "adapters", "services", "content", "core", "settings"},
    "serving": {"bootstrap", "web", "adapters", "parts", "services", "content", "core", "settings"},
    "demo": {"demo", "services", "content", "core"},
    "cli_settings": {"settings"},
    "cli_demo": {"cli_settings", "bootstrap", "demo", "web", "adapters", "content", "core", "settings"},
    "cli_backlog": {"cli_settings", "bootstrap", "services"},
    "cli_people": {"cli_settings", "bootstrap", "services", "content", "core"},
    "cli_checks": {"cli_settings", "bootstrap", "adapters", "services", "content"},
    "cli_reports": {"cli_settings", "bootstrap", "services", "content", "core"},
    "cli_doctor": {"cli_settings", "bootstrap", "adapters", "services", "settings"},
    "cli": {
        *(
            "cli_backlog",
            "cli_checks",
            "cli_demo",
            "cli_doctor",
            "cli_people",
            "cli_reports",
            "cli_settings",
            "serving",
            "bootstrap",
            "adapters",
            "parts",
            "services",
            "content",
        ),
        *("core", "settings"),
    },
    "__main__": {"cli"},
}
"""What each part may import; everything may import `errors`."""

NOT_IN_CORE = {
    *("os", "pathlib", "io", "shutil", "tempfile", "glob", "socket", "ssl", "http", "urllib", "subprocess", "sys"),
    *("asyncio", "threading", "multiprocessing", "concurrent", "logging", "sqlite3", "sqlite_utils", "yaml", "jinja2"),
    *("time", "random", "secrets", "uuid", "fastapi", "starlette", "slack_bolt", "slack_sdk", "aiohttp", "httpx"),
}
CLOCK_CALLS = {"now", "utcnow", "today"}

MOST_LINES = 300
LONGEST_FUNCTION = 45
LONG_FUNCTIONS = {
    ("adapters/storage/migrations/step1_questions.py", "conversations"): "a migration is a list of tables",
}

ORDINARY_WORDS = {"kommune", "kmd"}
"""Words of names that are not names: 'kommune' is any municipality, 'kmd' a company in the list of words."""
WORD_LISTS = {"core/privacy/words.py", "core/given_names.py"}
"""Danish words, towns and names that redaction must know; they name whoever lives here, not whom the bot is for."""


def _modules() -> list[Path]:
    return sorted(path for path in BOT.rglob("*.py") if PACKAGED not in path.parents)


MODULES = _modules()
NAMES = [path.relative_to(BOT).as_posix() for path in MODULES]
every_module = pytest.mark.parametrize("path", MODULES, ids=NAMES)


def _name(path: Path) -> str:
    return path.relative_to(BOT).as_posix()


def _part(path: Path) -> str:
    """'core' for bot/core/reply.py, 'cli' for bot/cli.py."""
    return path.relative_to(BOT).parts[0].removesuffix(".py")


def _imports(path: Path) -> Iterator[str]:
    """Every module imported anywhere in the file, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}: import by the whole name"
            yield f"{node.module}"


# --- imports ----------------------------------------------------------------------------------------------------------


@every_module
def test_imports_point_inwards(path: Path) -> None:
    part = _part(path)
    ours = {module.split(".")[1] for module in _imports(path) if module.startswith("bot.")}
    allowed = INNER.get(part, set()) | FOUNDATION

    assert ours <= allowed


def test_every_part_has_its_place_in_the_order() -> None:
    assert {_part(path) for path in MODULES} - {"__init__"} == {*INNER, *FOUNDATION}


def test_the_order_is_kept_by_the_table_itself() -> None:
    assert not INNER["core"] & {"content", "services", "adapters", "web"}
    assert not INNER["content"] & {"services", "adapters", "web"}
    assert not INNER["services"] & {"adapters", "web", "bootstrap", "parts"}
    assert "web" not in INNER["adapters"]
    assert "adapters" not in INNER["web"]


@pytest.mark.parametrize("path", [path for path in MODULES if _part(path) == "core"], ids=_name)
def test_the_core_has_no_edges_and_no_clock(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]

    assert {module.split(".")[0] for module in _imports(path)} & NOT_IN_CORE == set()
    assert [func.attr for func in called if isinstance(func, ast.Attribute) and func.attr in CLOCK_CALLS] == []
    assert [func.id for func in called if isinstance(func, ast.Name) and func.id in {"open", "print", "input"}] == []


@every_module
def test_only_the_storage_speaks_sql(path: Path) -> None:
    if _name(path).startswith("adapters/storage/"):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    sql = re.compile(
        r"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|PRAGMA)\b", re.S
    )

    assert {module.split(".")[0] for module in _imports(path)} & {"sqlite3", "sqlite_utils"} == set()
    assert [text for text in texts if sql.search(text)] == []


@every_module
def test_scikit_learn_is_imported_where_training_happens_and_nowhere_else(path: Path) -> None:
    learning = {module for module in _imports(path) if module.split(".")[0] in {"sklearn", "scipy"}}

    assert not learning or _name(path) in ("content/training.py", "content/fitting.py", "content/heads.py")


def test_the_training_is_imported_by_what_builds_a_snapshot_only() -> None:
    importers = {_name(path) for path in MODULES if "bot.content.training" in _imports(path)}

    assert importers == {"content/building.py"}


# --- size -------------------------------------------------------------------------------------------------------------


@every_module
def test_files_fit_in_the_head(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MOST_LINES


@every_module
def test_functions_are_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    long = {node.name for node in functions if (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION}

    assert {name for name in long if (_name(path), name) not in LONG_FUNCTIONS} == set()


def test_exceptions_that_are_no_longer_needed_are_taken_off_the_list() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}

    assert {name for name, _ in LONG_FUNCTIONS} <= set(lengths)


# --- words ------------------------------------------------------------------------------------------------------------


def _municipal_words() -> set[str]:
    """The words of the organisation's and its systems' names and aliases, in small letters."""
    organisation = yaml.safe_load((ROOT / "knowledge" / "organisation.yaml").read_text(encoding="utf-8"))
    systems = [
        yaml.safe_load(path.read_text(encoding="utf-8")) for path in (ROOT / "knowledge" / "systems").glob("*.yaml")
    ]
    names = [organisation["name"], *(system["name"] for system in systems)]
    return {word.casefold() for name in names for word in re.findall(r"\w+", name)} - ORDINARY_WORDS


def _sources() -> list[Path]:
    kinds = ("*.py", "*.html", "*.js", "*.css", "*.json", "*.svg", "*.txt")
    found = [path for kind in kinds for path in BOT.rglob(kind) if PACKAGED not in path.parents]
    return sorted(path for path in found if _name(path) not in WORD_LISTS)


def test_the_words_looked_for_are_those_of_nine_systems_and_one_municipality() -> None:
    assert len(list((ROOT / "knowledge" / "systems").glob("*.yaml"))) == 9
    assert len(_municipal_words()) >= 10


@pytest.mark.parametrize("path", _sources(), ids=_name)
def test_the_code_names_no_municipality_and_no_system(path: Path) -> None:
    named = re.compile(rf"(?<![^\W_])({'|'.join(map(re.escape, sorted(_municipal_words())))})(?![^\W_])", re.IGNORECASE)
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [f"{_name(path)}:{number}: {line}" for number, line in enumerate(lines, 1) if named.search(line)] == []


@every_module
def test_a_module_begins_with_one_sentence_that_says_what_it_is_for(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert said, "a module's first line says what it is for"
    first = said.partition("\n\n")[0]
    assert first.endswith("."), first
    assert "\n" not in first, first
