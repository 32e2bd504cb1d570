"""The script for sbatch: the same command on every node, but for the shard."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from coursekit.grading.errors import GradingError
from coursekit.grading.files import make_folder, write_file

__all__ = ["Script", "array_line", "ranges"]

#: What a worker needs beside the memory of the notebook that it grades, in MB.
_OWN_MB = 512
#: Where a node has a disk of its own, in the words of its shell.
_SCRATCH = "${SLURM_TMPDIR:-${TMPDIR:-/tmp}}"
_PLACEHOLDER = re.compile(r"@([A-Z]+)@")


@dataclass(frozen=True)
class Script:
    """Where the script is that grades ``sheet`` in ``count`` shards for a gradebook.

    It has a folder of its own beside the gradebook, in which its tasks run and write their logs:
    Python imports from the folder it is started in, and nothing that was handed in may be there.

    >>> script = Script(Path("marks.db"), "02_rules", 8)
    >>> script.path.as_posix(), script.log(3).as_posix()
    ('marks.slurm/02_rules.8.sbatch', 'marks.slurm/02_rules.8.3.log')
    """

    gradebook: Path
    sheet: str
    count: int

    @classmethod
    def written_for(cls, gradebook: Path) -> list[Script]:
        """Return the scripts that there are for a gradebook, the oldest first.

        >>> Script.written_for(Path("none.db"))
        []
        """
        paths = cls(gradebook, "", 1).folder.glob("*.sbatch")
        return [
            cls(gradebook, named[1], int(named[2]))
            for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns)
            if (named := re.fullmatch(r"(.+)\.([1-9]\d*)\.sbatch", path.name))
        ]

    @property
    def folder(self) -> Path:
        """The folder of the script and its logs."""
        return self.gradebook.with_name(f"{self.gradebook.stem}.slurm")

    @property
    def path(self) -> Path:
        """The script."""
        return self.folder / f"{self._name}.sbatch"

    def log(self, number: int) -> Path:
        """Return the file in which all tasks that graded a shard have said how it went."""
        return self.folder / f"{self._name}.{number}.log"

    @property
    def _name(self) -> str:
        return f"{self.sheet}.{self.count}"

    def write(
        self,
        arguments: Sequence[str],
        *,
        secret: Path,
        jobs: int,
        memory_mb: int,
        scratch: Path | None = None,
    ) -> Path:
        """Write the script; ``arguments`` are those of ``coursekit``, with absolute paths.

        ``secret`` is the file of the class's secret, which all nodes must see. ``jobs`` processors
        are asked for, and for each the memory of a notebook and of who grades it. ``scratch`` is
        a folder of each node's own, by default the one that SLURM or the system names there.
        Raises GradingError where the script cannot be written.
        """
        folder = make_folder(self.folder).resolve()
        try:
            folder.chmod(0o700)  # the logs name students
        except OSError as error:
            raise GradingError(
                f"the folder {folder} cannot be yours alone: {error.strerror}; name a gradebook in"
                " a folder of your own"
            ) from error
        values = {
            "SHEET": self.sheet,
            "COUNT": str(self.count),
            "JOBS": str(jobs),
            "MEMORY": str(memory_mb + _OWN_MB),
            "FOLDER": _quoted(str(folder)),
            "NAME": self._name,
            "SCRIPT": shlex.quote(str(folder / self.path.name)),
            "SECRET": shlex.quote(str(secret)),
            "SCRATCH": _SCRATCH if scratch is None else shlex.quote(str(scratch)),
            "COMMAND": shlex.join([sys.executable, "-m", "coursekit", *arguments]),
        }
        template = resources.files(__package__).joinpath("grade.sbatch").read_text("utf-8")
        text = _PLACEHOLDER.sub(lambda found: values[found[1]], template)
        return write_file(folder / self.path.name, text.encode("utf-8", "surrogateescape"))


def _quoted(path: str) -> str:
    """Return a path as sbatch reads it in the script's head, where the shell has no say."""
    if not path.isprintable():
        raise GradingError(f"{path!r} cannot be named to sbatch; keep the gradebook elsewhere")
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def ranges(numbers: Iterable[int]) -> str:
    """Return numbers as sbatch takes them.

    >>> ranges([7, 1, 2, 3, 9, 10])
    '1-3,7,9-10'
    """
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][-1] == number - 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ",".join("-".join(map(str, run)) for run in runs)


def array_line(script: Path, numbers: Iterable[int]) -> str:
    """Return what to type to grade some of the shards.

    >>> array_line(Path("marks.slurm/02_rules.8.sbatch"), [3, 7])
    'sbatch --array=3,7 marks.slurm/02_rules.8.sbatch'
    """
    return f"sbatch --array={ranges(numbers)} {shlex.quote(str(script))}"
