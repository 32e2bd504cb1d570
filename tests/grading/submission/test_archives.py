"""Archives by hostile hands: nothing is written, nothing escapes, nothing fills the memory."""

import stat
import struct
import time
import tracemalloc
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.handed_in import notebook, special, write, write_zip

from coursekit.checking.stored import ReadingLimits
from coursekit.grading.errors import GradingError
from coursekit.grading.submission import Limits, collect
from coursekit.grading.submission.archives import Archive
from coursekit.grading.submission.files import Refused

LIMITS = Limits()


def members(path, limits=LIMITS):
    """Return the members of an archive: path to text or to the reason why it is not read."""
    return {file.path: content(file, limits) for file in Archive(path, limits).files()}


def content(file, limits):
    try:
        return file.read(limits.notebook.size).decode()
    except Refused as refused:
        return str(refused)


@pytest.fixture
def nothing_written(tmp_path, monkeypatch):
    """See that a test leaves no file anywhere near: beside the archive, above it, in the folder."""
    inner = tmp_path / "a" / "b" / "c"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    yield inner
    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert sorted(files) == ["a", "a/b", "a/b/c", "a/b/c/s1.zip"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../../evil.ipynb", "leads out of the archive"),
        ("x/../../evil.ipynb", "leads out of the archive"),
        ("..\\..\\evil.ipynb", "leads out of the archive"),
        ("/tmp/evil.ipynb", "absolute path"),
        ("\\\\server\\evil.ipynb", "absolute path"),
        ("C:\\evil.ipynb", "absolute path"),
        ("c:evil.ipynb", "absolute path"),
    ],
)
def test_names_that_lead_elsewhere_are_refused_and_the_rest_is_read(nothing_written, name, reason):
    path = write_zip(nothing_written / "s1.zip", [("good.ipynb", "x = 1"), (name, "evil = 1")])
    found = members(path)
    assert "x = 1" in found.pop("good.ipynb")
    assert [reason in text for text in found.values()] == [True]
    # As one student's archive, and as that of a class, in which a path says whose a file is.
    for manifest, student in (({"s1.zip": "s1"}, "s1"), (None, "good")):
        class_ = collect(path, manifest=manifest)
        (read,) = class_
        assert [cell.source for cell in read.cells] == ["x = 1"]
        assert read.student == student
        assert [reason in problem.reason for problem in class_.problems] == [True]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (stat.S_IFLNK, "is a link"),
        (stat.S_IFCHR, "no ordinary file"),
        (stat.S_IFBLK, "no ordinary file"),
        (stat.S_IFIFO, "no ordinary file"),
        (stat.S_IFSOCK, "no ordinary file"),
    ],
)
def test_links_devices_and_pipes_are_refused(nothing_written, kind, reason):
    path = write_zip(
        nothing_written / "s1.zip", [(special("a.ipynb", kind), b"/etc/passwd"), ("b.ipynb", "x")]
    )
    assert reason in members(path)["a.ipynb"]


def patched(path, offset_in_entry, value, width="<H", also_local=None):
    """Change a field of the first entry of the directory, and of the member's own head."""
    raw = bytearray(path.read_bytes())
    entry = raw.index(b"PK\x01\x02")
    raw[entry + offset_in_entry : entry + offset_in_entry + struct.calcsize(width)] = struct.pack(
        width, value
    )
    if also_local is not None:
        raw[also_local : also_local + struct.calcsize(width)] = struct.pack(width, value)
    path.write_bytes(raw)
    return path


def test_an_encrypted_member_is_refused(tmp_path):
    path = patched(write_zip(tmp_path / "s1.zip", {"a.ipynb": "x"}), 8, 0x1, also_local=6)
    assert "encrypted" in members(path)["a.ipynb"]
    (read,) = collect(path)
    assert read.fault == "The file is encrypted; hand it in without a password."


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_takes_memory_is_refused(tmp_path, method):
    path = write_zip(tmp_path / "s1.zip", {"a.ipynb": "x"}, compression=method)
    assert "uncommon" in members(path)["a.ipynb"]


def test_a_name_with_nul_in_it_is_refused(tmp_path):
    path = write_zip(tmp_path / "s1.zip", {"a.ipynb_exe": "x"})
    raw = path.read_bytes().replace(b"a.ipynb_exe", b"a.ipynb\0exe")
    path.write_bytes(raw)
    (reason,) = members(path).values()
    assert "NUL" in reason


def test_of_two_members_with_one_name_the_last_counts(tmp_path):
    path = write_zip(tmp_path / "s1.zip", [("./a.ipynb", "x = 1"), ("a.ipynb", "x = 2")])
    (read,) = collect(path)
    assert [cell.source for cell in read.cells] == ["x = 2"]
    assert "more than once" in read.notes[0]


def test_an_archive_inside_an_archive_is_not_looked_into(tmp_path):
    inner = write_zip(tmp_path / "inner.zip", {"a.ipynb": "x"})
    path = write_zip(tmp_path / "s1.zip", {"work.zip": inner.read_bytes(), "b.txt": b"text"})
    class_ = collect(tmp_path / "s1.zip", manifest={"s1.zip": "s1"})
    assert [str(problem) for problem in class_.problems] == [
        "s1.zip/work.zip is an archive that is not looked into: unpack it, and grade the folder"
    ]
    (read,) = class_
    assert read.fault == "No notebook was handed in, but s1.zip/work.zip, s1.zip/b.txt."
    assert path.exists()


def test_litter_is_passed_over(tmp_path):
    path = write_zip(
        tmp_path / "s1.zip",
        {
            "a.ipynb": "x",
            "__MACOSX/._a.ipynb": b"\0",
            ".ipynb_checkpoints/a-checkpoint.ipynb": "old",
            "sub/": b"",
            ".DS_Store": b"\0",
        },
    )
    assert list(members(path)) == ["a.ipynb"]


def test_names_in_utf8_that_are_not_marked_as_such(tmp_path):
    path = write_zip(tmp_path / "s1.zip", {"Müller.ipynb": "x"})
    raw = bytearray(path.read_bytes())
    for head, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.index(head) + offset
        raw[at : at + 2] = b"\0\0"
    path.write_bytes(raw)
    assert list(members(path)) == ["Müller.ipynb"]


def measured(work):
    """Return what a function returns, the most memory it took and the seconds it needed."""
    tracemalloc.start()
    began = time.perf_counter()
    try:
        result = work()
        return result, tracemalloc.get_traced_memory()[1], time.perf_counter() - began
    finally:
        tracemalloc.stop()


def test_a_bomb_is_refused_before_it_is_unpacked(nothing_written):
    path = write_zip(nothing_written / "s1.zip", {"a.ipynb": b" " * 200_000_000})
    (read,), memory, _ = measured(lambda: list(collect(path)))
    assert read.fault == "The file is packed more than 200 times, as bombs are."
    assert memory < 5_000_000


def test_a_bomb_that_lies_about_its_size_stops_at_it(nothing_written):
    path = write_zip(nothing_written / "s1.zip", {"a.ipynb": b" " * 50_000_000})
    patched(path, 24, 900_000, "<I")  # the size that the directory gives
    (read,), memory, _ = measured(lambda: list(collect(path)))
    assert "damaged inside its archive" in read.fault
    assert memory < 10_000_000


def test_a_notebook_beyond_the_limit_is_read_no_further(nothing_written):
    import random

    noise = random.Random(1).randbytes(3_000_000).hex().encode()
    path = write_zip(nothing_written / "s1.zip", {"a.ipynb": noise})
    limits = Limits(notebook=ReadingLimits(size=1_000_000))
    (read,), memory, _ = measured(lambda: list(collect(path, limits=limits)))
    assert "larger than 1 MB" in read.fault
    assert memory < 6_000_000


def test_a_directory_of_a_million_entries_is_counted_and_not_parsed(tmp_path):
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", *[0] * 4, *[0] * 4, 0, 0, 0, 1, *[0] * 6)
    directory = (entry[:46] + b"a") * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0)
    path = tmp_path / "s1.zip"
    path.write_bytes(directory + end)

    def refused():
        with pytest.raises(Refused, match="more than 100000 files"):
            Archive(path, LIMITS).files()

    _, memory, seconds = measured(refused)
    assert memory < 3 * len(directory)  # objects of the entries would take 600 MB
    assert seconds < 10


def test_archives_that_unpack_to_too_much_are_refused(tmp_path):
    path = write_zip(tmp_path / "s1.zip", {"a.ipynb": "x" * 3000, "b.ipynb": "y" * 3000})
    with pytest.raises(GradingError, match="unpacks to more than 5000 bytes"):
        collect(path, limits=Limits(unpacked=5000))


@pytest.mark.parametrize(
    "raw", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18 + b"x", b"PK\x05\x06" + b"\xff" * 18, b"x" * 99]
)
def test_what_is_no_archive_is_the_students_fault_and_never_fatal(tmp_path, raw):
    write(tmp_path, {"c/s1.zip": raw, "c/s2.ipynb": "x = 1"})
    first, second = collect(tmp_path / "c")
    assert first.student == "s1"
    assert "is no zip archive" in first.fault or "empty archive" in first.fault
    assert second.fault is None
    if raw != b"PK\x05\x06" + b"\0" * 18 + b"x":
        with pytest.raises(GradingError, match=r"s1\.zip is no zip archive"):
            collect(tmp_path / "c" / "s1.zip")


def test_an_archive_that_changes_while_it_is_read(tmp_path):
    path = write_zip(tmp_path / "s1.zip", {"a.ipynb": "x"})
    class_ = collect(path)
    write_zip(path, {"b.ipynb": "y"})
    (read,) = class_
    assert "has changed while it was read" in read.fault


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("zips")


HONEST = {"a/x.ipynb": "x = 1", "a/data.csv": b"1,2\n" * 50, "y.ipynb": "y = 2"}


@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4), st.integers(0, 4)),
        min_size=1,
        max_size=8,
    )
)
def test_a_mutated_archive_never_raises(folder, edits):
    path = write_zip(folder / "s1.zip", HONEST)
    raw = bytearray(path.read_bytes())
    for at, new, old in edits:
        start = int(at * len(raw))
        raw[start : start + old] = new
    path.write_bytes(raw)
    (folder / "s2.ipynb").write_bytes(notebook("z = 3"))
    class_ = collect(folder)
    found = {read.student: read for read in class_}
    assert found["s2"].cells[0].source == "z = 3"
    assert set(found) == {"s1", "s2"}
    assert [path.name for path in sorted(folder.iterdir())] == ["s1.zip", "s2.ipynb"]
