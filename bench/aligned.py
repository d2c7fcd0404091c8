"""A table that a terminal shows."""

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """The first row is the headings. Words to the left, numbers to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    words = {heading for heading, cell in zip(rows[0], rows[1], strict=True) if not cell[:1].isdigit()}
    lines = []
    for each in rows:
        cells = [
            cell.ljust(width) if heading in words else cell.rjust(width)
            for heading, cell, width in zip(rows[0], each, widths, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
