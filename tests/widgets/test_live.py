"""The live figure: frames, errors, text for eye and ear, one bundle."""

import asyncio
import base64
import io
import re
import subprocess
import sys
import warnings

import ipywidgets
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from coursekit.widgets import Live, WidgetError
from coursekit.widgets import words as words_module
from coursekit.widgets.style import MOVING, new_figure
from coursekit.widgets.words import lines, message_line


class Dot:
    """A dot on a parabola; the window is the background."""

    def __init__(self):
        self.figure, (self.axes,) = new_figure(3, 2)
        self.moving = self.axes.plot([0], [0], "o", zorder=MOVING)
        self.backgrounds = 0

    def background(self, numbers):
        return numbers["top"]

    def set_background(self, numbers):
        self.backgrounds += 1
        self.axes.set(xlim=(0, 2), ylim=(0, numbers["top"]))

    def move(self, numbers):
        self.moving[0].set_data([numbers["x"]], [numbers["y"]])


def parabola(x, top):
    if x > 1.9:
        raise WidgetError("too far <right>")
    if x < 0.1:
        raise ZeroDivisionError("division by zero")
    return {"x": x, "y": x * x, "top": top}


@pytest.fixture
def scenes():
    return []


@pytest.fixture
def dot(scenes):
    def scene():
        scenes.append(Dot())
        return scenes[-1]

    controls = {
        "x": ipywidgets.FloatSlider(min=0, max=2, value=1),
        "top": ipywidgets.Dropdown(options=[4.0, 8.0], value=4.0),
    }
    return Live(parabola, scene, lambda n: f"x = {n['x']:g}\ny < {n['top']:g}", controls)


def decoded(data):
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image)


def test_picture_is_the_frame(dot):
    np.testing.assert_array_equal(decoded(dot._image.value), dot.frame()[..., :3])


def test_a_control_changes_pixels_and_text(dot):
    before, picture = dot.frame(), dot._image.value
    dot.controls["x"].value = 1.5
    assert (dot.frame() != before).any()
    assert dot._image.value != picture
    assert "x = 1.5<br>y &lt; 4" in dot._text.value


def test_moving_redraws_no_background_and_leaves_no_trace(dot, scenes):
    before = dot.frame()
    for x in (1.5, 0.5, 1.0):
        dot.controls["x"].value = x
    assert scenes[0].backgrounds == 1
    np.testing.assert_array_equal(dot.frame(), before)


def test_background_follows_its_key(dot, scenes):
    before = dot.frame()
    dot.controls["top"].value = 8.0
    assert scenes[0].backgrounds == 2
    assert (dot.frame() != before).any()


def test_blitted_frame_equals_a_full_drawing(dot):
    dot.controls["x"].value = 0.7
    dot.controls["top"].value = 8.0
    dot.controls["x"].value = 1.3
    np.testing.assert_array_equal(decoded(dot.png()), dot.frame()[..., :3])


def test_a_figure_may_take_another_size_with_its_background():
    class Growing(Dot):
        def set_background(self, numbers):
            super().set_background(numbers)
            self.figure.set_size_inches(numbers["top"], 2)

    controls = {
        "x": ipywidgets.FloatSlider(1.0, min=0.1, max=1.9),
        "top": ipywidgets.FloatSlider(4.0, min=1, max=9),
    }
    live = Live(parabola, Growing, str, controls)
    assert (live._image.width, live._image.height) == ("400", "200")
    controls["top"].value = 6.0
    assert (live._image.width, live._image.height) == ("600", "200")
    assert live.frame().shape == (200, 600, 4)
    assert decoded(live._image.value).shape[:2] == (200, 600)
    metadata = live._repr_mimebundle_()[1]["image/png"]
    assert (metadata["width"], metadata["height"]) == (600, 200)
    # Drawn at once in the new size, it is the same picture.
    fresh = Live(parabola, Growing, str, {**controls})
    assert (live.frame() == fresh.frame()).all()


def test_invalidate_shows_a_change_that_no_control_made(dot, scenes):
    scenes[0].axes.set_facecolor("#808080")
    before = dot.frame()
    dot.controls["x"].value = 1.2
    assert (dot.frame() == 128).mean() < 0.1
    dot.invalidate()
    assert (dot.frame() == 128).mean() > 0.2 > (before == 128).mean()


def test_equal_values_are_drawn_once(scenes):
    calls = []
    sliders = {name: ipywidgets.FloatSlider(min=0, max=2, value=1) for name in "ab"}
    ipywidgets.link((sliders["a"], "value"), (sliders["b"], "value"))

    def model(a, b):
        calls.append((a, b))
        return {"x": a, "y": b, "top": 4.0}

    Live(model, Dot, lambda n: str(n["x"]), sliders)
    calls.clear()
    sliders["a"].value = 1.5
    assert calls[-1] == (1.5, 1.5)
    assert len(calls) == len(set(calls))


def test_an_expected_error_is_a_message_and_the_picture_stays(dot):
    before, text = dot._image.value, dot.description
    dot.controls["x"].value = 1.95
    assert "⚠ too far &lt;right&gt;" in dot.message
    assert (dot._image.value, dot.description) == (before, text)
    assert "too far" in dot._voice._words.value
    assert len(dot.png()) > 1000  # still the last good state
    dot.controls["x"].value = 1.0
    assert dot.message == ""


def test_an_unexpected_error_is_not_lost(dot):
    dot.controls["x"].value = 0.0
    assert "ZeroDivisionError: division by zero" in dot.message


def test_an_error_in_the_first_frame_is_raised(scenes):
    slider = ipywidgets.FloatSlider(min=0, max=2, value=2)
    with pytest.raises(WidgetError):
        Live(lambda x: parabola(x, 4.0), Dot, str, {"x": slider})


def test_figure_is_a_copy_that_shows_the_moving_artists(dot):
    figure = dot.figure()
    FigureCanvasAgg(figure).draw()
    np.testing.assert_array_equal(np.asarray(figure.canvas.buffer_rgba()), dot.frame())
    figure.axes[0].set_ylim(0, 100)
    before = dot.frame()
    dot.invalidate()
    np.testing.assert_array_equal(dot.frame(), before)


def test_one_bundle_with_alt_text(dot):
    data, metadata = DisplayFormatter().format(dot)
    assert set(data) == {
        "application/vnd.jupyter.widget-view+json",
        "image/png",
        "text/plain",
    }
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view == {"version_major": 2, "version_minor": 0, "model_id": dot.box.model_id}
    assert base64.b64decode(data["image/png"]) == dot.png()
    assert data["text/plain"] == "x = 1\ny < 4"
    assert metadata["image/png"] == {"alt": "x = 1 y < 4", "width": 300, "height": 200}


def test_tabs_are_columns_for_the_eye_and_blanks_for_the_ear():
    slider = ipywidgets.FloatSlider(min=0, max=2, value=1)
    matrix = Live(
        lambda x: parabola(x, 4.0), Dot, lambda n: "J\tx\ty\nrow <1>\t1\t-2", {"x": slider}
    )
    assert matrix._text.value.count("display:inline-block") == 6
    assert ">row &lt;1&gt;</span> <span " in matrix._text.value
    assert ">J x y row &lt;1&gt; 1 -2<" in matrix._voice._words.value
    data, metadata = matrix._repr_mimebundle_()
    assert data["text/plain"] == "J\tx\ty\nrow <1>\t1\t-2"
    assert metadata["image/png"]["alt"] == "J x y row <1> 1 -2"


def test_a_long_cell_makes_room_in_its_column_in_every_row():
    def room(text):
        return re.findall(r"min-width:min\(([\d.]+)em,100%\)", lines(text))

    assert room("J\t1\t2\nx = 1") == ["7", "4.5", "4.5"]
    head, cell = "z̄₂ = ȳ ⊙ y ⊙ (1 − y)", "−0.000706"
    first, second = room(f"J\t1\n{head}\t2"), room(f"J\t1\nK\t{cell}")
    assert first[:2] == first[2:]
    assert second[:2] == second[2:]
    assert float(first[0]) >= 11.5  # as measured in a browser; marks above letters take no room
    assert float(second[1]) >= 5.6


def test_still_values_replace_the_controls_in_the_bundle_only(scenes):
    slider = ipywidgets.FloatSlider(min=0, max=2, value=1)
    widget = Live(
        lambda x: parabola(x, 4.0), Dot, lambda n: f"{n['x']:g}", {"x": slider}, still={"x": 0.5}
    )
    assert widget.description == "1"
    assert widget._repr_mimebundle_()[0]["text/plain"] == "0.5"
    assert (decoded(widget.png()) != widget.frame()[..., :3]).any()


def test_the_live_region_stays_and_owns_the_words(dot):
    words, region = dot._voice.widgets
    kept = region.value
    assert 'role="status" aria-live="polite"' in kept
    identity = kept.split('aria-owns="')[1].split('"')[0]
    dot.controls["x"].value = 0.5
    assert region.value == kept
    assert f'id="{identity}"' in words.value
    assert "x = 0.5 y &lt; 4" in words.value


def test_the_eye_sees_at_once_and_the_ear_after_quiet(dot, monkeypatch):
    spoken = []
    dot._voice._words.observe(lambda change: spoken.append(change["new"]), "value")

    async def what_is_due():
        for _ in range(3):
            await asyncio.sleep(0)

    async def drag():
        # A clock of our own: on a busy machine to draw takes longer than to be quiet.
        loop, seconds = asyncio.get_running_loop(), 100.0
        monkeypatch.setattr(loop, "time", lambda: seconds)
        for x in (0.4, 0.5, 0.6):
            dot.controls["x"].value = x
            assert f"x = {x}" in dot._text.value
            seconds += 0.9 * words_module.QUIET_SECONDS
            await what_is_due()
            assert spoken == []
        seconds += 0.2 * words_module.QUIET_SECONDS
        await what_is_due()

    asyncio.run(drag())
    assert len(spoken) == 1
    assert "x = 0.6" in spoken[0]


def test_a_loop_that_ends_early_leaves_nothing_running(dot):
    async def press():
        dot.controls["x"].value = 0.4

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        asyncio.run(press())
    dot.controls["x"].value = 0.5  # no loop: spoken at once
    assert "x = 0.5" in dot._voice._words.value


def test_notes_stand_beside_their_control_and_are_told_first():
    line = message_line()
    slider = ipywidgets.FloatSlider(min=0.2, max=1, value=0.25)
    live = Live(
        lambda x: parabola(x, 4.0),
        Dot,
        lambda n: f"x = {n['x']}",
        {"x": slider},
        top=[slider, line],
        notes=[(line, lambda n: "✓ half & more" if n["x"] >= 0.5 else "")],
    )
    assert line.value == ""
    slider.value = 0.75
    assert "✓ half &amp; more" in line.value
    assert 'aria-hidden="true"' in line.value
    assert "✓ half &amp; more x = 0.75" in live._voice._words.value
    assert live.description == "x = 0.75"
    assert live._repr_mimebundle_()[0]["text/plain"] == "✓ half & more\nx = 0.75"


def test_no_verdict_stands_beside_values_that_cannot_be_shown():
    line = message_line()
    slider = ipywidgets.FloatSlider(min=0.2, max=2, value=0.75)
    live = Live(
        lambda x: parabola(x, 4.0),
        Dot,
        lambda n: f"x = {n['x']}",
        {"x": slider},
        top=[slider, line],
        notes=[(line, lambda n: "✓ small")],
    )
    slider.value = 2.0
    assert "too far" in live.message
    assert line.value == ""
    slider.value = 0.75
    assert "✓ small" in line.value
    assert live.message == ""


def test_only_core_widgets_are_used(dot):
    def walk(widget):
        yield widget
        for child in getattr(widget, "children", ()):
            yield from walk(child)

    modules = {each._model_module for each in walk(dot.box)}
    assert modules <= {"@jupyter-widgets/controls", "@jupyter-widgets/base"}
    assert not any(isinstance(each, ipywidgets.Output) for each in walk(dot.box))


def test_the_package_is_lazy_and_leaves_pyplot_alone():
    code = (
        "import sys, coursekit.widgets as w\n"
        "assert 'matplotlib' not in sys.modules and 'ipywidgets' not in sys.modules\n"
        "for name in w.__all__: getattr(w, name)\n"
        "w.secant_tangent().png()\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
