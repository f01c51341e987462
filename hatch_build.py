"""The build hook: compiles the hot modules with mypyc when a wheel is built.

Which modules, and what the build needs for it, is in pyproject.toml. They are ordinary Python: where there is no
compiler, where mypyc fails, and with COPYDESK_PURE=1, the wheel holds the sources alone, and says so when it is built.
An editable install is never compiled: what was compiled would stand in front of later edits.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GROUP = "copydesk"
"""The compiled modules share one library, `copydesk__mypyc`, in which they call each other directly."""
LONGEST = 600
"""Seconds after which a compilation is given up; it takes 60, and twice that on a busy machine."""
SETUP = """
from mypyc.build import mypycify
from setuptools import setup
options = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]
setup(name="{group}", packages=[], ext_modules=mypycify(options + {files}, group_name="{group}", opt_level="3"))
"""


class CompileHook(BuildHookInterface[Any]):
    """Adds the compiled modules to a wheel."""

    PLUGIN_NAME = "custom"
    _work: str = ""

    def dependencies(self) -> list[str]:
        """What compiling needs; nothing when nothing is compiled."""
        return [] if why_pure() else list(self.config["compiling-needs"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the wheel is put together."""
        if self.target_name != "wheel" or version == "editable":
            return
        if reason := why_pure():
            self.app.display_info(f"copydesk: a pure wheel: {reason}")
            return
        self._work = tempfile.mkdtemp(prefix="copydesk-")
        try:
            built = compiled(Path(self.root), Path(self._work), list(self.config["modules"]))
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stdout", None) or ""
            self.app.display_warning(f"copydesk: a pure wheel: compiling failed: {error}\n{said[-2000:]}")
            return
        build_data["force_include"].update(built)
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        self.app.display_info(f"copydesk: a compiled wheel, {len(built) - 1} modules")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Leave nothing behind."""
        if self._work:
            shutil.rmtree(self._work, ignore_errors=True)


def why_pure() -> str:
    """Why nothing is to be compiled here; empty when it can be tried."""
    if os.environ.get("COPYDESK_PURE", "") not in ("", "0"):
        return "COPYDESK_PURE asks for it"
    if sys.implementation.name != "cpython":
        return f"mypyc compiles for CPython, this is {sys.implementation.name}"
    compiler = os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc"
    # On Windows the compiler is found through the registry, by setuptools.
    if os.name != "nt" and shutil.which(compiler.split()[0]) is None:
        return f"no C compiler ({compiler.split()[0]})"
    return ""


def compiled(root: Path, work: Path, modules: list[str]) -> dict[str, str]:
    """Compile modules (files below src/) in a copy of the sources: each library's path, and its place in the wheel.

    Raises subprocess.SubprocessError or OSError when that cannot be done; `stdout` of the first holds what was said.
    """
    shutil.copytree(
        root / "src", work, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.so", "*.pyd", "__pycache__")
    )
    (work / "setup.py").write_text(SETUP.format(group=GROUP, files=modules), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "setup.py", "--quiet", "build_ext", "--inplace"],
        cwd=work,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        timeout=LONGEST,
    )
    libraries = [
        path for ending in ("*.so", "*.pyd") for path in work.rglob(ending) if work / "build" not in path.parents
    ]
    if len(libraries) != len(modules) + 1:
        raise subprocess.SubprocessError(f"{len(libraries)} libraries of {len(modules)} modules: {done.stdout[-2000:]}")
    return {str(path): path.relative_to(work).as_posix() for path in libraries}
