"""The directive {concept-map}: the plan as a drawing, three strands that meet at stations.

Stations stand on one axis, one row per lesson. A strand runs through the lessons that speak its language and swings
out to the right past the others. Arcs on the left join a lesson to what it needs. The drawing is made twice, for a wide
page and for a phone; the style sheet shows one. A list with the same content follows for those who do not see it.
"""

from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .plan import the_plan

TITLE = "Concept map of the course"
DESCRIPTION = (
    "The lessons stand on one vertical axis. Three strands, physics, mathematics and learning, run down the page, join "
    "at the lessons that speak their language and swing out past the others. Arcs on the left lead from each lesson to "
    "those that need it. Filled stations are written, hollow ones planned. The list below says the same in words."
)


@dataclass(frozen=True)
class Layout:
    """All lengths of a drawing, in its own units: `swing` are the lanes right of the axis, `wrap` the label's width."""

    name: str
    width: float
    axis: float
    swing: tuple[float, float]
    label: float
    row: float
    gap: float
    bulge: float
    spread: float
    wrap: int
    ideas: bool


WIDE = Layout("wide", 720, 166, (34, 58), 252, 54, 74, 146, 96, 60, True)
NARROW = Layout("narrow", 360, 82, (24, 40), 142, 52, 70, 70, 70, 25, False)
TOP, PITCH = 96, 7


class concept_map(nodes.General, nodes.Element):
    """Where the drawing goes; it is made when the page is written, when links are known."""


class ConceptMap(SphinxDirective):
    """Place the drawing and, folded below it, the list."""

    def run(self):
        lines = []
        for lesson in the_plan().lessons:
            needs = ", ".join(f"{{lesson}}`{n}`" for n in lesson.needs)
            speaks = ", ".join(lesson.languages)
            lines.append(f"- {{lesson}}`{lesson.number}` – {speaks}" + (f"; needs {needs}" if needs else ""))
        listing = self.parse_text_to_nodes("\n".join(lines))
        opening = nodes.raw("", "<details><summary>The same map as a list</summary>", format="html")
        return [concept_map(), opening, *listing, nodes.raw("", "</details>", format="html")]


def rows(plan, layout):
    """Return {lesson number: y} and {part number: y} of a layout, and the drawing's height."""
    y, lessons, parts = TOP, {}, {}
    for part in plan.parts:
        y += layout.gap
        parts[part.number] = y - 8
        for i, lesson in enumerate(plan.of_part(part.number)):
            y += layout.row * (1 if i else 0.75)
            lessons[lesson.number] = y
    return lessons, parts, y + 44


def strand_positions(lesson, languages, layout):
    """Return each strand's x at a lesson: bundled on the axis if it speaks there, else swung out."""
    inside = [name for name in languages if name in lesson.languages]
    start = layout.axis - PITCH * (len(inside) - 1) / 2
    x = {name: start + PITCH * i for i, name in enumerate(inside)}
    outside = [name for name in languages if name not in x]
    x |= {name: layout.axis + lane for name, lane in zip(outside, layout.swing, strict=False)}
    return x


def draw(plan, layout, address):
    """Return the drawing as SVG; `address(page)` is the link to a document."""
    languages = list(plan.languages)
    at, part_at, height = rows(plan, layout)
    out = [
        f'<svg class="physdl-map physdl-map-{layout.name}" viewBox="0 0 {layout.width:g} {height:g}" role="group" '
        f'aria-labelledby="map-{layout.name}-title map-{layout.name}-desc">',
        f'<title id="map-{layout.name}-title">{TITLE}</title>',
        f'<desc id="map-{layout.name}-desc">{DESCRIPTION}</desc>',
        *_parts(plan, layout, part_at, address),
        *_arcs(plan, layout, at),
        *_strands(plan, layout, at, height, languages),
    ]
    out += [piece for lesson in plan.lessons for piece in _station(lesson, layout, at[lesson.number], address)]
    return "\n".join([*out, "</svg>"])


def _parts(plan, layout, part_at, address):
    for part in plan.parts:
        y = part_at[part.number]
        text = (
            f'<text class="map-part part-{part.number}" x="{layout.label:g}" y="{y:.1f}">'
            f'<tspan class="map-numeral">{part.number}</tspan><tspan dx="10">{escape(part.title)}</tspan></text>'
        )
        yield _linked(text, part.page, address)


def _arcs(plan, layout, at):
    for lesson in plan.lessons:
        for need in lesson.needs:
            y0, y1 = at[need], at[lesson.number]
            foot0, foot1 = (layout.axis - _width(plan.lesson(n)) / 2 for n in (need, lesson.number))
            reach = layout.axis - min(layout.bulge, 26 + 0.15 * (y1 - y0)) / 0.75
            yield (
                f'<path class="map-arc part-{need[0]}" data-from="{need}" data-to="{lesson.number}" '
                f'd="M{foot0:g} {y0 + 2:.1f}C{reach:.1f} {y0 + 2:.1f} {reach:.1f} {y1 - 2:.1f} '
                f'{foot1:g} {y1 - 2:.1f}"/>'
            )


def _width(lesson):
    """Return the width of a lesson's station: it covers the strands that meet there."""
    return 13 + PITCH * (len(lesson.languages) - 1)


def _strands(plan, layout, at, height, languages):
    middle = (len(languages) - 1) / 2
    points = [({n: layout.axis + (i - middle) * layout.spread for i, n in enumerate(languages)}, TOP - 60)]
    points += [(strand_positions(lesson, languages, layout), at[lesson.number]) for lesson in plan.lessons]
    points.append(({n: layout.axis + (i - middle) * PITCH for i, n in enumerate(languages)}, height - 14))
    for name in languages:
        yield f'<text class="map-language map-{name}" x="{points[0][0][name]:g}" y="{TOP - 70}">{name}</text>'
    for i, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
        turn = i % len(languages)  # whoever was on top goes to the bottom next: a braid
        for name in languages[turn:] + languages[:turn]:
            bend = (y0 + y1) / 2
            curve = (
                f"M{x0[name]:g} {y0:.1f}C{x0[name]:g} {bend:.1f} {x1[name]:g} {bend:.1f} {x1[name]:g} {y1 + 0.5:.1f}"
            )
            yield f'<path class="map-casing" d="{curve}"/><path class="map-strand map-{name}" d="{curve}"/>'


def _station(lesson, layout, y, address):
    width = _width(lesson)
    written = "written" if lesson.page else "planned"
    left = layout.axis - width / 2
    shape = f'<rect class="map-stop" x="{left:g}" y="{y - 7.5:.1f}" width="{width:g}" height="15" rx="7.5"/>'
    title = wrap(lesson.title, layout.wrap)
    first = y + (-2 if layout.ideas else 5) - 9 * (len(title) - 1)
    lines = "".join(
        f'<tspan x="{layout.label + (38 if layout.ideas else 32):g}" y="{first + 18 * i:.1f}">{escape(line)}</tspan>'
        for i, line in enumerate(title)
    )
    text = (
        f'<text class="map-title"><tspan class="map-number" x="{layout.label:g}" y="{first:.1f}">{lesson.number}'
        f"</tspan>{lines}</text>"
    )
    if layout.ideas:
        text += f'<text class="map-idea" x="{layout.label + 38:g}" y="{y + 16:.1f}">{escape(lesson.idea)}</text>'
    exercises = f' data-exercises="{lesson.exercises}"' if lesson.page else ""
    yield f'<g class="map-lesson {written} part-{lesson.part}" data-lesson="{lesson.number}"{exercises}>'
    yield _linked(shape + text, lesson.page, address)
    yield "</g>"


def _linked(content, page, address):
    return f'<a href="{address(page)}">{content}</a>' if page else content


def visit(translator, node):
    """Write both drawings into an HTML page."""
    builder, here = translator.builder, translator.builder.current_docname
    for layout in (WIDE, NARROW):
        translator.body.append(draw(the_plan(), layout, lambda page: builder.get_relative_uri(here, page)))
    raise nodes.SkipNode


def skip(translator, node):
    """Leave the drawing out where there is no HTML; the list stays."""
    raise nodes.SkipNode


def setup(app):
    """Register node and directive."""
    app.add_node(concept_map, html=(visit, None), epub=(visit, None), latex=(skip, None), text=(skip, None))
    app.add_directive("concept-map", ConceptMap)
