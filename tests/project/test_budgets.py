"""The house style's numbers, measured on the code as it stands."""

from __future__ import annotations

import ast
import re
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("bot", "nlu", "knowledge", "flows", "connectors")
MODULES = [
    path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")) if "versions" not in path.parts
]
BANNED = re.compile(r"Manager|Handler|Service|Helper|Util|Impl\b|^Base|^process_|^do_|Data$|Info$")
VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
DECIDING = (
    "bot/conversation.py", "bot/small_talk.py", "bot/filing.py", "bot/asking.py", "bot/correcting.py", "bot/turn.py", "bot/counter.py", "bot/reading.py", "bot/reviewing.py", "bot/buttons.py", "bot/commands.py",
    "bot/answering.py", "bot/guide.py", "bot/short_answers.py", "bot/checklist.py", "bot/place.py", "bot/facts.py", "bot/moment.py", "bot/session.py", "bot/messages.py", "bot/standing.py", "bot/dossiers.py",
    "bot/hours.py", "bot/dates.py", "flows/journey.py", "flows/judging.py", "flows/rules.py", "flows/answers.py",
)  # fmt: skip
OUTSIDE = {
    "os", "time", "random", "secrets", "uuid", "pathlib", "sqlalchemy", "httpx2", "yaml", "fastapi", "aiogram",
    "faiss", "sentence_transformers", "torch",
}  # fmt: skip
CLOCKS = re.compile(r"\b(datetime\.now|datetime\.utcnow|date\.today|time\.time|os\.environ)\b")


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the body; the docstring is not code, nor are functions defined inside."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    inner = sum(
        each.end_lineno - each.lineno + 1
        for each in ast.walk(node)
        if each is not node and isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.end_lineno
    )
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 - inner if body else 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_longer_than_40_lines_or_takes_more_than_5_positional_parameters(path: Path) -> None:
    for node in functions(path):
        positional = [
            each for each in (*node.args.posonlyargs, *node.args.args) if each.arg not in ("self", "cls")
        ]
        assert length(node) <= 40, f"{node.name} is {length(node)} lines"
        assert len(positional) <= 5, f"{node.name} takes {len(positional)} positional parameters"


def test_functions_and_modules_are_short_as_a_rule() -> None:
    lengths = sorted(length(node) for path in MODULES for node in functions(path))
    modules = [
        len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES if path.name != "__init__.py"
    ]
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.95)] <= 25
    assert statistics.median(modules) <= 110


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_come_from_the_nomenclature(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            assert not BANNED.search(node.name), node.name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_vietnamese_sentence_lives_in_python(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    }  # fmt: skip
    attribute_docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docstrings | attribute_docs
        ):
            assert not VIETNAMESE.search(node.value) or node.value in ALLOWED or len(node.value) <= 2, node.value


ALLOWED = {
    "nữ",  # a value of the contract (decisions: sex is "nam" or "nữ")
    "Một Cửa",
    "Một Cửa: giúp người dân làm giấy tờ",
    "Một Cửa sandbox portal",
}


@pytest.mark.parametrize("name", DECIDING)
def test_deciding_touches_nothing_outside(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    imported = {
        (alias.name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not imported & OUTSIDE
    assert not CLOCKS.search(text)


def test_the_repository_names_no_machine() -> None:
    """Paths of one machine and package hosts have no place in what is published."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    named = re.compile(r"/work/|/root/|/opt/(?:wheels|pypi)|pypi\.org|registry\.npmjs|deb\.debian")
    for path in (ROOT / name for name in listed.stdout.splitlines()):
        if path != Path(__file__) and path.is_file():
            assert not named.search(path.read_text(encoding="utf-8", errors="ignore")), path
