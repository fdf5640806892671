"""A built wheel, installed elsewhere, works with the content it carries."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "*.egg-info", "__pycache__", "build", "dist", "node_modules")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, unpacked into a folder of its own."""
    work = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, work / "source", ignore=LEFT_OUT)
    built = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(work), str(work / "source")]
    subprocess.run(built, check=True, capture_output=True)
    wheel = next(work.glob("*.whl"))
    target = work / "installed"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    return target


def _run(installed: Path, data: Path, *arguments: str, said: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed), "ESDH_BOT_DATA": str(data)}
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=installed, env=environment, input=said, capture_output=True, text=True, check=False
    )


@pytest.mark.slow
def test_the_packaged_content_is_whole(installed: Path, tmp_path: Path) -> None:
    checked = _run(installed, tmp_path, "check")

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert len(list((installed / "bot" / "_content" / "knowledge" / "articles").rglob("*.yaml"))) >= 91


@pytest.mark.slow
def test_an_installed_bot_answers(installed: Path, trained_data: Path) -> None:
    said = json.dumps({"id": "1", "text": "Hvad er notatpligt?"})

    answered = _run(installed, trained_data, "ask", "--json", said=said)

    assert json.loads(answered.stdout)["article"] == "notatpligt-hvad", answered.stderr


@pytest.mark.slow
def test_the_pages_and_the_manifest_are_packaged(installed: Path) -> None:
    bot = installed / "bot"

    assert all((bot / part).exists() for part in ("web/templates/chat.html", "web/static/app.css", "py.typed"))
    assert (bot / "adapters" / "slack" / "manifest.json").exists()
