"""Copy the content folders into the package, so that an installed wheel can answer."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithContent(build_py):
    """Build the package, then put knowledge/ and intents/ inside it."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        for name in ("knowledge", "intents"):
            target = Path(self.build_lib) / "bot" / "_content" / name
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(Path(__file__).parent / name, target)


setup(cmdclass={"build_py": BuildWithContent})
