"""The live figure: drawn once, then only what moves is drawn again.

A widget has three plain parts. A *model* turns control values into numbers; a *scene* turns the
numbers into artists; *controls* are core ipywidgets. `Live` joins them: it keeps one Agg figure,
redraws the moving artists over a stored background, puts the frame as PNG into an image widget and
the numbers as text below it. Text drawn into a figure costs more than all its curves, and an HTML
line can be read aloud, copied and searched.
"""

import base64
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

import ipywidgets
import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from coursekit.widgets import png
from coursekit.widgets.following import Following
from coursekit.widgets.view import view_of
from coursekit.widgets.words import lines, note, spoken

__all__ = ["Live", "Scene"]

N = TypeVar("N")
N_contra = TypeVar("N_contra", contravariant=True)


class Scene(Protocol[N_contra]):
    """The figure of a widget: artists made once, then set from the model's numbers.

    ``moving`` lists the artists that `move` changes, in drawing order. `background` names all that
    stands still (limits, titles) by a key; when the key changes, `set_background` is called and the
    whole figure is drawn again.
    """

    @property
    def figure(self) -> Figure:
        """The figure, with an Agg canvas."""

    @property
    def moving(self) -> Sequence[Artist]:
        """The artists that move, in drawing order."""

    def background(self, numbers: N_contra) -> Hashable:
        """Return the key of everything that does not move."""

    def set_background(self, numbers: N_contra) -> None:
        """Set limits, titles and all else that the key names."""

    def move(self, numbers: N_contra) -> None:
        """Set the moving artists."""


class Live(Following, Generic[N]):
    """A picture that follows its controls, with its numbers as text below.

    Args:
        model: control values (by name) to numbers; pure. A `CoursekitError` that it raises becomes
            the message line and leaves the picture as it was.
        scene: makes a new `Scene`; called once for the live picture and once for each still one.
        describe: numbers to the text below the picture; lines are separated by newlines, the
            columns of a matrix by tabs.
        controls: ipywidgets by the name of the model's argument.
        still: values that replace the controls' in the stored picture, where nobody can press.
        top: the widgets above the picture, if not simply the controls one below the other.
        message: where errors are shown, if it stands somewhere in ``top``.
        notes: lines of `message_line` that stand in ``top`` too, beside the control that they are
            about, each with what it says of the numbers; they are told before the description.

    >>> import ipywidgets
    >>> from coursekit.widgets.style import new_figure
    >>> class Dot:
    ...     def __init__(self):
    ...         self.figure, (axes,) = new_figure(3, 2)
    ...         self.moving = axes.plot([0], [0], "o")
    ...         axes.set(xlim=(0, 2), ylim=(0, 4))
    ...     def background(self, numbers): return None
    ...     def set_background(self, numbers): pass
    ...     def move(self, numbers): self.moving[0].set_data([numbers[0]], [numbers[1]])
    >>> slider = ipywidgets.FloatSlider(min=0, max=2, value=1)
    >>> live = Live(lambda x: (x, x * x), Dot, lambda n: f"x² = {n[1]}", {"x": slider})
    >>> slider.value = 2.0
    >>> live.description
    'x² = 4.0'
    """

    def __init__(
        self,
        model: Callable[..., N],
        scene: Callable[[], Scene[N]],
        describe: Callable[[N], str],
        controls: Mapping[str, Any],
        *,
        still: Mapping[str, object] | None = None,
        top: Sequence[Any] | None = None,
        message: Any = None,
        notes: Sequence[tuple[Any, Callable[[N], str]]] = (),
    ) -> None:
        super().__init__(controls, ipywidgets.HTML() if message is None else message)
        self._model, self._describe, self._new_scene = model, describe, scene
        self._still = dict(still or {})
        self._frames = _Frames(scene())
        self._notes = list(notes)

        width, height = self._frames.size
        # It cannot carry an alternative text; the live region below speaks for it.
        self._image = ipywidgets.Image(
            format="png",
            width=width,
            height=height,
            # Shrinks with a narrow window, and never stretches.
            layout=ipywidgets.Layout(max_width="100%", height="auto", object_fit="contain"),
        )
        self._text = ipywidgets.HTML()
        above = [*self.controls.values()] if top is None else [*top]
        if message is None:
            above.append(self._message)
        self.box = ipywidgets.VBox([*above, self._image, self._text, *self._voice.widgets])

        self._begin()

    def invalidate(self) -> None:
        """Draw the whole figure again, after a change to it that no control made."""
        with self._lock:
            self._frames.invalidate()
            self._try_to_show(self.values)

    def figure(self) -> Figure:
        """Return a new, ordinary Matplotlib figure of the present state, for print and tests."""
        return self._still_scene()[0].figure

    def png(self) -> bytes:
        """Return the still picture as PNG bytes, as a stored notebook keeps it."""
        canvas: Any = FigureCanvasAgg(self.figure())
        canvas.draw()
        return png.encode(np.asarray(canvas.buffer_rgba()), level=9)

    def frame(self) -> npt.NDArray[np.uint8]:
        """Return a copy of the live picture's pixels, shape (height, width, 4)."""
        return np.array(self._frames.pixels)

    def _show(self, values: dict[str, Any]) -> None:
        """Draw, encode and describe; nothing visible changes if any of it fails."""
        numbers = self._model(**values)
        description = self._describe(numbers)
        beside = [write(numbers) for _, write in self._notes]
        picture = png.encode(self._frames.draw(numbers))
        # A scene may give its figure another size together with another background.
        self._image.width, self._image.height = map(str, self._frames.size)
        self._image.value = picture
        self._description = description
        self._text.value = lines(description)
        for (line, _), words in zip(self._notes, beside, strict=True):
            line.value = note(words)
        self._told = "\n".join((*filter(None, beside), description))
        self._drawn = values

    def _complain(self, text: str) -> None:
        # A verdict on the old values must not stand beside the new ones.
        for line, _ in self._notes:
            line.value = ""
        super()._complain(text)

    def _still_scene(self) -> tuple[Scene[N], N]:
        """Make a scene of its own, so that nobody can disturb the live one through it."""
        numbers = self._model(**{**self._drawn, **self._still})
        scene = self._new_scene()
        scene.set_background(numbers)
        scene.move(numbers)
        return scene, numbers

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """One bundle: the widget where there is a kernel, else the picture, else its text."""
        del include, exclude  # IPython filters by itself
        picture = self.png()
        numbers = self._still_scene()[1]
        notes = [write(numbers) for _, write in self._notes]
        text = "\n".join((*filter(None, notes), self._describe(numbers)))
        data = {
            "text/plain": text,
            "image/png": base64.b64encode(picture).decode("ascii"),
            **view_of(self.box),
        }
        width, height = self._frames.size
        alt = spoken(text)
        return data, {"image/png": {"alt": alt, "width": width, "height": height}}


class _Frames(Generic[N]):
    """Frames of one scene: the background drawn once, the moving artists over it each time."""

    def __init__(self, scene: Scene[N]) -> None:
        self._scene = scene
        self._canvas: Any = FigureCanvasAgg(scene.figure)  # Matplotlib leaves Agg untyped
        self._key: Hashable = object()  # equal to no key
        self._background: Any = None
        for artist in scene.moving:
            artist.set_animated(True)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        width, height = self._canvas.get_width_height()
        return int(width), int(height)

    @property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """The buffer itself, shape (height, width, 4): the next frame overwrites it."""
        return np.asarray(self._canvas.buffer_rgba())

    def invalidate(self) -> None:
        """Forget the stored background."""
        self._background = None

    def draw(self, numbers: N) -> npt.NDArray[np.uint8]:
        """Pixels, shape (height, width, 4), valid until the next frame."""
        scene = self._scene
        key = scene.background(numbers)
        if key != self._key:
            # If setting it fails half-way, the next frame must set it again.
            self._background, self._key = None, object()
            scene.set_background(numbers)
            self._key = key
        scene.move(numbers)
        if self._background is None:
            self._canvas.draw()
            self._background = self._canvas.copy_from_bbox(scene.figure.bbox)
        else:
            self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in scene.moving:
            artist.draw(renderer)
        return self.pixels
