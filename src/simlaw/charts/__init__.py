"""Pictures: a curve, a law or a table of errors in, an Altair chart out.

One function a picture: `plot_law` draws a law alone, `plot_curve` a learning curve with its law,
`plot_family` every m, `plot_methods` the transfer methods beside each other, `plot_required_n` what
each wanted error needs, `plot_error_map` the error over n and m, `plot_gains` what doubling a
database brings to several properties. `Look` sets titles, reach and size. Altair is
imported when the first picture is asked for; `chart.save("law.svg")` keeps one.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simlaw.charts.curve_chart import plot_curve
    from simlaw.charts.error_map_chart import plot_error_map
    from simlaw.charts.family_chart import plot_family
    from simlaw.charts.gains_chart import plot_gains
    from simlaw.charts.law_chart import plot_law
    from simlaw.charts.look import NARROW, WIDE, Layout, Look
    from simlaw.charts.methods_chart import plot_methods
    from simlaw.charts.required_n_chart import plot_required_n

__all__ = [
    "NARROW",
    "WIDE",
    "Layout",
    "Look",
    "plot_curve",
    "plot_error_map",
    "plot_family",
    "plot_gains",
    "plot_law",
    "plot_methods",
    "plot_required_n",
]

_HOMES = {
    "Layout": "look",
    "Look": "look",
    "NARROW": "look",
    "WIDE": "look",
    "plot_curve": "curve_chart",
    "plot_error_map": "error_map_chart",
    "plot_family": "family_chart",
    "plot_gains": "gains_chart",
    "plot_law": "law_chart",
    "plot_methods": "methods_chart",
    "plot_required_n": "required_n_chart",
}


def __getattr__(name: str) -> Any:
    """Import a public name on first use."""
    if name in _HOMES:
        return getattr(import_module(f"simlaw.charts.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'simlaw.charts' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
