"""What `import copydesk` costs: a fresh interpreter is asked which modules it loaded."""

from __future__ import annotations

import subprocess
import sys

# What the command line, the Markdown reader, the models and the extras need, and a first import must not pay for.
HEAVY = {
    "click",
    "rich",
    "numpy",
    "markdown_it",
    "zstandard",
    "onnxruntime",
    "tokenizers",
    "fastwarc",
    "warcio",
    "httpx",
    "starlette",
    "jinja2",
    "uvicorn",
    "pyarrow",
    "ray",
    "sqlite3",
    "asyncio",
    "email",
}


def loaded(program: str) -> set[str]:
    """Names of the top-level modules a fresh interpreter holds after the program, less those it began with."""
    script = f"import sys; before = set(sys.modules); {program}; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_import_is_light():
    """`import copydesk` loads nothing heavy."""
    assert set() == HEAVY & loaded("import copydesk")


def test_command_line_module_is_light():
    """Asking the command line for its help does not load the extras."""
    program = (
        "import contextlib, io, copydesk.cli\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    copydesk.cli.main(['--help'])\n"
    )
    script = f"import sys; exec({program!r})"

    assert set() == (HEAVY - {"click", "rich", "email", "asyncio"}) & loaded(script)
