"""Write the parts of the documentation that are read from the code: docs/cli.md, docs/records.md, blocks of README.md.

python docs/generate.py            write what changed, and name it
python docs/generate.py --check    change nothing; status 1 when something is stale
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import copydesk
from copydesk.archive.schema import MIGRATIONS
from copydesk.bulk.columns import COLUMNS, DEFAULT
from copydesk.cli import COMMANDS, CommandTable
from copydesk.cli import copydesk as program

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "copydesk"
DEMO = SOURCE / "demo" / "harbour.html"

NOTE = "<!-- Written by `make docs` from the code; changes made here are lost. -->"
RECORD_FILES = (
    "records.py",
    "article/record.py",
    "archive/archive.py",
    "archive/records.py",
    "settings.py",
    "errors.py",
)
BLOCK = re.compile(r"(?P<head><!-- (?P<name>[a-z-]+) -->\n).*?(?P<foot><!-- end -->)", re.DOTALL)


def main(arguments: list[str]) -> int:
    """Write or check every generated page."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is stale; run make docs", file=sys.stderr)
        else:
            path.write_text(pages()[path], "utf-8")
            print(f"wrote {path.relative_to(ROOT)}", file=sys.stderr)
    return int(bool(stale) and "--check" in arguments)


def pages() -> dict[Path, str]:
    """Each generated file and what it should hold."""
    readme = ROOT / "README.md"
    bulk = ROOT / "docs" / "bulk.md"
    return {
        bulk: with_blocks(bulk.read_text("utf-8"), {"bulk-columns": bulk_columns()}),
        ROOT / "docs" / "cli.md": cli_page(),
        ROOT / "docs" / "records.md": records_page(),
        ROOT / "docs" / "schema.md": schema_page(),
        readme: with_blocks(readme.read_text("utf-8"), {"demo-before": demo_before(), "demo-after": demo_after()}),
    }


def with_blocks(text: str, blocks: dict[str, str]) -> str:
    """A page with the text between its markers renewed; markers of other names are left alone."""

    def renewed(found: re.Match[str]) -> str:
        name = found["name"]
        return f"{found['head']}\n{blocks[name]}\n\n{found['foot']}" if name in blocks else found[0]

    return BLOCK.sub(renewed, text)


def bulk_columns() -> str:
    """The columns of bulk output as a table; those written by default are in bold."""
    lines = ["| column | kind | |", "|---|---|---|"]
    for column in COLUMNS.values():
        name = f"**`{column.name}`**" if column.name in DEFAULT else f"`{column.name}`"
        lines.append(f"| {name} | {column.kind} | {column.about} |")
    return "\n".join([*lines, "", "Those in bold are written when none are chosen."])


def page_of(lines: list[str]) -> str:
    """Lines as a page, never with more than one blank line between two."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


# --- README -----------------------------------------------------------------------------------------------------------


def demo_before() -> str:
    """The part of the bundled page around its first furniture inside the body."""
    page = DEMO.read_text("utf-8")
    start = page.index('<div class="story-body">')
    lines = page[page.rindex("\n", 0, start) + 1 : page.index("<ul>", start)].rstrip().splitlines()
    return "\n".join(["```html", *(line.removeprefix("    ") for line in lines), "```"])


def demo_after() -> str:
    """The copy of the bundled page, as the command prints it."""
    return "\n".join(["````markdown", copydesk.extract(DEMO).copy().rstrip("\n"), "````"])


# --- docs/cli.md ------------------------------------------------------------------------------------------------------


def cli_page() -> str:
    """Every command with its options, from the commands themselves."""
    lines = ["# The command line", "", NOTE, "", program.help or "", ""]
    lines += [
        "Data goes to standard output, everything else to standard error. A wrong call ends with status 2. `copydesk",
        "--version` prints the version, `copydesk COMMAND --help` what stands here.",
        "",
    ]
    table = program
    assert isinstance(table, CommandTable)
    context = click.Context(table, info_name="copydesk")
    for name in COMMANDS:
        command = table.get_command(context, name)
        assert command is not None
        lines += command_lines(name, command)
    return page_of(lines)


def command_lines(name: str, command: click.Command) -> Iterator[str]:
    """One command: call, purpose, options, exit status."""
    arguments = [param.metavar or param.name for param in command.params if isinstance(param, click.Argument)]
    call = f"copydesk {name} [OPTIONS] {' '.join(map(str, arguments))}"
    yield from (f"## copydesk {name}", "", "```", call, "```", "")
    yield from (inspect.cleandoc(command.help or ""), "")
    yield from ("| option | | default |", "|---|---|---|")
    for param in command.params:
        if isinstance(param, click.Option) and not param.hidden:
            yield f"| {option_names(param)} | {(param.help or '').strip()} | {option_default(param)} |"
    yield ""
    if command.epilog:
        yield from (command.epilog, "")


def option_names(option: click.Option) -> str:
    """`-o, --output OUT`, `--links / --no-links`, `--format markdown|text|json`."""
    names = ", ".join(f"`{name}`" for name in option.opts)
    if option.secondary_opts:
        return f"{names} / {', '.join(f'`{name}`' for name in option.secondary_opts)}"
    if isinstance(option.type, click.Choice):
        values = r" \| ".join(map(str, option.type.choices))
        return f"{names} {values}"
    return f"{names} {option.metavar}" if option.metavar else names


def option_default(option: click.Option) -> str:
    """What holds without it, when that is not plain."""
    if option.secondary_opts:
        return f"`{option.opts[0] if option.default else option.secondary_opts[0]}`"
    return str(option.default) if option.show_default else ""


# --- docs/schema.md ---------------------------------------------------------------------------------------------------


def schema_page() -> str:
    """Every table of an archive with its columns, from the comments of the migrations."""
    lines = ["# The tables of an archive", "", NOTE, ""]
    lines += [
        "An archive is one SQLite file in WAL mode. Every program that reads SQLite can read it; only copydesk should",
        f"write it. Schema {len(MIGRATIONS)}. Times are ISO 8601 in UTC, offsets code points, `zstd` and `msgpack` the",
        "formats of these names.",
        "",
    ]
    for number, migration in enumerate(MIGRATIONS, start=1):
        for part in migration.strip().split("\n\n"):
            about = [line.removeprefix("-- ") for line in part.splitlines() if line.startswith("-- ")]
            name = re.search(r"CREATE (?:VIRTUAL )?TABLE (\w+)", part)
            statement = [line for line in part.splitlines() if not line.startswith("-- ")]
            heading = name[1] if name else f"migration {number}"
            lines += [f"## {heading}", "", " ".join(about), "", "```sql", *statement, "```", ""]
    return page_of(lines)


# --- docs/records.md --------------------------------------------------------------------------------------------------


def records_page() -> str:
    """Every record, setting and error with its fields and what they mean, read from the source files."""
    lines = ["# Records, settings and errors", "", NOTE, ""]
    for name in RECORD_FILES:
        tree = ast.parse((SOURCE / name).read_text("utf-8"))
        lines += [f"## {name}", "", *introduction(ast.get_docstring(tree) or ""), ""]
        for node in tree.body:
            if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Literal["):
                lines += [f"`{ast.unparse(node.targets[0])}`: {literals(node.value)}.", ""]
            elif isinstance(node, ast.ClassDef):
                lines += class_lines(node)
    return page_of(lines)


def introduction(docstring: str) -> list[str]:
    """A module's docstring; a drawing in it keeps its lines."""
    parts = docstring.split("\n\n")
    return [line for part in parts for line in (["```", part, "```", ""] if "├" in part else [part, ""])]


def literals(value: ast.expr) -> str:
    """The values of a Literal, each in code."""
    return ", ".join(f"`{node.value}`" for node in ast.walk(value) if isinstance(node, ast.Constant))


def class_lines(node: ast.ClassDef) -> Iterator[str]:
    """One record: what it is, its fields, and what can be asked of it."""
    yield from (f"### {node.name}", "", about(node), "")
    fields = list(record_fields(node))
    if fields:
        yield from ("| field | type | default | |", "|---|---|---|---|")
        yield from (f"| `{name}` | {kind} | {default} | {note} |" for name, kind, default, note in fields)
        yield ""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
            arguments = "" if method.decorator_list else f"({signature(method)})"
            yield f"- `{method.name}{arguments}`: {about(method)}"
    yield ""


def about(node: ast.ClassDef | ast.FunctionDef) -> str:
    """What a class or function says of itself, on one line and without its examples."""
    return " ".join((ast.get_docstring(node) or "").partition(">>>")[0].split())


def record_fields(node: ast.ClassDef) -> Iterator[tuple[str, str, str, str]]:
    """Name, type, default and description of each field; the description is the string that follows it."""
    following = [*node.body[1:], None]
    for statement, after in zip(node.body, following, strict=True):
        if not isinstance(statement, ast.AnnAssign):
            continue
        note = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
        default = "" if statement.value is None else in_code(ast.unparse(statement.value))
        yield ast.unparse(statement.target), in_code(ast.unparse(statement.annotation)), default, str(note)


def in_code(text: str) -> str:
    """Code inside a table."""
    return "`" + text.replace("|", r"\|") + "`"


def signature(method: ast.FunctionDef) -> str:
    """The arguments of a method without `self`."""
    return ast.unparse(method.args).removeprefix("self").removeprefix(", ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
