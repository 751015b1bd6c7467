"""Charts to SVG text: drawn without a browser, cleaned, made fit to stand several in one page."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

__all__ = ["clean", "draw", "inline", "origin"]

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ALLOWED = frozenset(
    {"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "title", "desc"}
    | {"defs", "clipPath", "linearGradient", "stop"}
)
# What the drawing program writes for screen readers of an interactive chart; a figure here is one
# image with one description, and the table beside it holds its numbers.
_DROPPED = ("aria-roledescription", "aria-hidden", "role", "pointer-events")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_TRANSLATE = re.compile(r"translate\(\s*([-\d.e]+)[,\s]+([-\d.e]+)\s*\)")

ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)


def draw(chart: alt.TopLevelMixin) -> str:
    """Return a chart as an SVG document, drawn by vl-convert; no data is fetched from anywhere.

    Parameters
    ----------
    chart
        An Altair chart with its data inside.
    """
    import altair as alt
    import vl_convert

    version = ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    # Checking against the schema takes longer than drawing; the tests do it.
    specification: dict[str, Any] = chart.to_dict(validate=False)
    text: str = vl_convert.vegalite_to_svg(specification, vl_version=version, allowed_base_urls=[])
    return clean(text)


def clean(svg: str) -> str:
    """Return an SVG with drawing elements only: no script, link, image or event handler.

    What is empty, or said elsewhere for screen readers, goes too, and numbers are shortened: a
    drawing loses about half its length.
    """
    root = ET.fromstring(svg)
    _clean(root)
    return ET.tostring(root, encoding="unicode")


def inline(svg: str, name: str, description: str) -> str:
    """Return an SVG fit to stand in an HTML page beside others.

    Its ids get `name` in front, so that two figures never share one; its size follows the page;
    it is one image with one description for a screen reader.

    Parameters
    ----------
    svg
        What :func:`draw` returned.
    name
        A short word, unique in the page, of letters, digits and hyphens.
    description
        What the figure shows, in one or two sentences.
    """
    root = ET.fromstring(svg)
    for element in root.iter():
        for key, text in list(element.attrib.items()):
            if key == "id":
                element.set(key, f"{name}-{text}")
            elif "url(#" in text:
                element.set(key, text.replace("url(#", f"url(#{name}-"))
    root.set("role", "img")
    root.set("aria-label", description)
    root.set("preserveAspectRatio", "xMidYMin meet")
    return ET.tostring(root, encoding="unicode")


def origin(svg: str, group: str) -> tuple[float, float]:
    """Return where a plot's top left corner lies, in the units of the SVG's ``viewBox``.

    Parameters
    ----------
    svg
        What :func:`draw` returned.
    group
        A class name that the plot's group carries, such as ``"concat_0_group"``; of several
        such groups the first counts.

    Raises
    ------
    LookupError
        If no group carries that class.
    """
    root = ET.fromstring(svg)
    parents = {child: parent for parent in root.iter() for child in parent}
    for element in root.iter(f"{{{_SVG}}}g"):
        if group in element.get("class", "").split():
            inner = element.find(f"{{{_SVG}}}g")
            chain = [inner] if inner is not None else []
            chain.append(element)
            while chain[-1] in parents:
                chain.append(parents[chain[-1]])
            moves = [_TRANSLATE.match(step.get("transform", "")) for step in chain]
            return (
                sum(float(move[1]) for move in moves if move),
                sum(float(move[2]) for move in moves if move),
            )
    raise LookupError(f"no group of class '{group}' in the drawing")


def _clean(root: ET.Element) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if _is_foreign(child) or _is_empty(child):
                parent.remove(child)
    for element in root.iter():
        for key, text in list(element.attrib.items()):
            outside = key.endswith("href") and not text.startswith("#")
            if key in _DROPPED or key.lower().startswith("on") or outside:
                del element.attrib[key]
            elif key in {"d", "transform", "x", "y", "x2", "y2", "width", "height", "points"}:
                element.set(key, _LONG_NUMBER.sub(lambda m: f"{float(m[0]):.2f}", text))
            elif key == "opacity" and text == "1":
                del element.attrib[key]


def _is_foreign(element: ET.Element) -> bool:
    return not isinstance(element.tag, str) or element.tag.removeprefix(f"{{{_SVG}}}") not in (
        _ALLOWED
    )


def _is_empty(element: ET.Element) -> bool:
    if element.tag == f"{{{_SVG}}}path":
        return (
            element.get("display") == "none"
            or not element.get("d")
            or (element.get("class") == "background" and not element.get("stroke"))
        )
    return element.tag == f"{{{_SVG}}}text" and not "".join(element.itertext())
