"""Fill the generated parts of the documentation: measured tables, command-line flags, settings and recipes.

    python scripts/generate_docs.py           # rewrite the pages
    python scripts/generate_docs.py --check   # exit with 1 if a page differs from its data

A page marks each generated part with ``<!-- begin: KIND -->`` and ``<!-- end -->``; everything between is replaced.
``KIND`` is one of

- ``results NAME``: the table of ``benchmarks/results/NAME.json``, its notes (several as a list) and where it comes
  from; columns with ``"folded": true`` are in a second table behind a fold;
- ``table NAME KEY ...``: some columns of that table, alone;
- ``summary``: the table at the top of the results page;
- ``cli``, ``flags``: commands, and old names of flags;
- ``settings``, ``recipes``, ``names``: settings, those of the shipped recipes, and old names of settings.
"""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from reference_tables import cli, old_flags, old_settings, recipes, settings, table
from results_summary import summary

from probsym.cli.exit_code import exit_code
from probsym.errors import InputError
from probsym.io import read_text, write_text
from probsym.readers.plain import read_json_table

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
MARK = re.compile(r"^<!-- begin: (.+?) -->\n.*?^<!-- end -->$", re.MULTILINE | re.DOTALL)
REQUIRED = ("title", "commands", "recipe", "seed", "steps", "machine", "date", "versions", "notes", "columns", "rows")
"""Keys of a file of results; recipe, seed and steps are null where they do not apply or differ from row to row."""


def pages() -> list[Path]:
    """All Markdown files that may hold generated parts."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def filled(text: str) -> str:
    """``text`` with its generated parts brought up to date."""
    return MARK.sub(lambda mark: f"<!-- begin: {mark[1]} -->\n\n{generated(mark[1])}\n\n<!-- end -->", text)


def generated(kind: str) -> str:
    """What belongs into a part of this kind."""
    kind, *arguments = kind.split()
    if kind == "results" and arguments:
        result = read_result(RESULTS / f"{arguments[0]}.json")
        shown = [column for column in result["columns"] if not column.get("folded")]
        return "\n\n".join([table_of(result, shown), *notes(result), *more_columns(result), provenance(result)])
    if kind == "table" and arguments:
        result = read_result(RESULTS / f"{arguments[0]}.json")
        return table_of(result, [column for column in result["columns"] if column["key"] in arguments[1:]])
    if kind == "summary":
        return summary(lambda name: read_result(RESULTS / f"{name}.json"))
    parts = {"cli": cli, "flags": old_flags, "settings": settings, "names": old_settings, "recipes": recipes}
    if kind not in parts:
        known = ", ".join(["results NAME", "table NAME KEY ...", "summary", *parts])
        raise InputError(f"<!-- begin: {kind} -->: expected one of {known}")
    return parts[kind]()


def read_result(path: Path) -> dict[str, Any]:
    """A file of results; a missing key is an error that names the file."""
    result = read_json_table(path)
    missing = [key for key in REQUIRED if key not in result]
    if missing:
        raise InputError(f"{path}: expected the keys {', '.join(REQUIRED)}; {missing[0]} is missing")
    return result


def table_of(result: dict[str, Any], columns: list[dict[str, Any]]) -> str:
    """The table of a file of results, with these of its columns."""
    rows = [[cell(row.get(column["key"]), column.get("format")) for column in columns] for row in result["rows"]]
    return table([column["title"] for column in columns], rows, ["format" in column for column in columns])


def cell(value: Any, style: str | None) -> str:
    """A value as text: ``[mean, deviation]`` as mean ± deviation, null as a dash."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return " ± ".join(cell(part, style) for part in value)
    if style is None or isinstance(value, str):
        return str(value)
    return format(value, style)


def notes(result: dict[str, Any]) -> list[str]:
    """What is needed to read the table: one note as a paragraph, several as a list."""
    several = len(result["notes"]) > 1
    return ["\n".join(f"- {note}" if several else note for note in result["notes"])] if result["notes"] else []


def more_columns(result: dict[str, Any]) -> list[str]:
    """The folded columns beside the columns of text, which tell the rows apart."""
    columns = [column for column in result["columns"] if column.get("folded") or "format" not in column]
    if not any(column.get("folded") for column in columns):
        return []
    return [fold("More columns", table_of(result, columns))]


def provenance(result: dict[str, Any]) -> str:
    """Behind a fold, the commands, machine, date and versions."""
    run = [f"{key} {result[key]}" for key in ("recipe", "seed", "steps") if result[key] is not None]
    versions = [f"{name} {version}" for name, version in result["versions"].items()]
    facts = "; ".join([*run, result["machine"], result["date"], *versions])
    commands = "\n".join(["```bash", *result["commands"], "```"])
    return fold("Commands, machine and versions", f"{commands}\n\n{facts}.")


def fold(title: str, text: str) -> str:
    """Text that is shown after a click on its title."""
    return f'<details markdown="1"><summary>{title}</summary>\n\n{text}\n\n</details>'


def main(argv: list[str] | None = None) -> int:
    """Rewrite or check all pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if a page is out of date")
    check = parser.parse_args(argv).check
    stale = []
    for page in pages():
        text = read_text(page)
        new = filled(text)
        if new != text:
            stale.append(page.relative_to(ROOT))
            if not check:
                write_text(page, new)
    for page in stale:
        print(f"{page}: {'differs from its data; run python scripts/generate_docs.py' if check else 'rewritten'}")
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(exit_code(main))
