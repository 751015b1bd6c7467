"""A learning curve and its law as a chart of plain characters, for the terminal."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simlaw.law.law import Law

Floats = npt.NDArray[np.float64]


def text_chart(law: Law, *, width: int = 64, height: int = 16, reach: float = 10.0) -> str:
    """Draw points (o), law (-) and the band of the mean curve (.) on logarithmic axes.

    Parameters
    ----------
    law
        The law; its points are drawn with it.
    width, height
        Size of the plot in characters.
    reach
        How many times beyond the largest n the law is drawn.
    """
    x = np.linspace(np.log(law.n[0]), np.log(law.n[-1] * reach), width)
    ahead = law.forecast(np.exp(x), band="mean")
    low, middle, high = np.log(ahead.low), np.log(ahead.mean), np.log(ahead.high)
    points = np.log(law.mean)
    bottom = float(min(points.min(), middle.min(), np.median(low)))
    top = float(max(points.max(), middle.max()))
    room = max(0.05 * (top - bottom), 0.005)
    bottom, top = bottom - room, top + room
    cells = [[" "] * width for _ in range(height)]

    def row_of(value: float) -> int:
        return round(float((top - value) / (top - bottom)) * (height - 1))

    def put(column: int, value: float, mark: str) -> None:
        row = row_of(value)
        if 0 <= row < height:
            cells[row][column] = mark

    edge = int(np.searchsorted(x, np.log(law.n[-1])))
    for column in range(width):
        for row in range(max(row_of(high[column]), 0), min(row_of(low[column]), height - 1) + 1):
            cells[row][column] = "."
        put(column, middle[column], "-")
    for size, value in zip(np.log(law.n), points, strict=True):
        put(int(np.argmin(np.abs(x - size))), value, "o")
    labels = {0: np.exp(top), height // 2: np.exp((top + bottom) / 2), height - 1: np.exp(bottom)}
    lines = [
        f"{labels[row]:>9.3g} |{''.join(line)}" if row in labels else f"{'':>9} |{''.join(line)}"
        for row, line in enumerate(cells)
    ]
    marks = ["-"] * width
    marks[min(edge, width - 1)] = "|"
    first, last, end = f"{law.n[0]:.3g}", f"{law.n[-1]:.3g}", f"{law.n[-1] * reach:.3g}"
    ruler = [" "] * (width + len(end))
    for place, text in ((0, first), (max(edge - len(last) // 2, len(first) + 1), last)):
        ruler[place : place + len(text)] = text
    place = max(width - len(end), edge + len(last))
    ruler[place : place + len(end)] = end
    lines += [f"{'':>9} +{''.join(marks)}", f"{'':>9}  {''.join(ruler).rstrip()}"]
    lines.append(
        f"{'':>9}  n; o measured, - law, . {100 * ahead.level:.0f} % band of the mean, "
        "| largest n measured"
    )
    return "\n".join(lines)
