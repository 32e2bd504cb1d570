"""What of this machine is shown in the jail, as a list, before anything runs."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest
from support.processes import descendants

import coursekit
import coursekit.notebook
from coursekit.grading.sandbox import Sandbox, SandboxError, jail, packages, seccomp, staging
from coursekit.grading.sandbox.root import Root
from coursekit.grading.sandbox.stand_ins.coursekit_init import open_sheet

ROOT = Path(coursekit.__file__).resolve().parent


def test_only_the_rooms_are_shown() -> None:
    shown = {place: source.resolve() for place, source in staging.tree().items()}
    ours = {source.relative_to(ROOT).as_posix() for source in shown.values()}
    assert {name for name in ours if not name.startswith("grading/sandbox/")} == {
        *("autodiff", "checking", "errors.py", "formula", "probability", "widgets"),
    }
    for source in shown.values():
        assert source.exists()
        assert not any((source / name).exists() for name in ("sheets", "solutions", "exercises"))


def test_the_rooms_need_no_other_room() -> None:
    """Every import of coursekit inside what is shown is of what is shown."""
    allowed = {*staging.ROOMS, "errors", "notebook"}
    for place, source in staging.tree().items():
        if not place.is_relative_to(staging.PACKAGES):
            continue
        files = source.rglob("*.py") if source.is_dir() else [source]
        for file in files:
            names = re.findall(r"^\s*(?:from|import) coursekit\.(\w+)", file.read_text(), re.M)
            assert set(names) <= allowed, file


def test_the_stand_ins_offer_what_they_stand_for(tmp_path: Path) -> None:
    staging.build(tmp_path)
    program = f"""if True:
        import sys
        sys.path.insert(0, {str(tmp_path / "packages")!r})
        import coursekit
        from coursekit import {", ".join(coursekit.__all__)}
        from coursekit.notebook import {", ".join(coursekit.notebook.__all__)}
        assert issubclass(NotebookError, CoursekitError)
        assert not hasattr(coursekit.notebook, "__wrapped__")
        print(coursekit.__file__, Checked, __version__)
    """
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout.startswith(str(tmp_path))
    assert done.stdout.split()[-1] == coursekit.__version__


def test_the_harness_needs_nothing_but_itself() -> None:
    for place, source in staging.tree().items():
        if place.is_relative_to(staging.HARNESS):
            files = source.rglob("*.py") if source.is_dir() else [source]
            for file in files:
                names = re.findall(r"^\s*(?:from|import) coursekit\.(\w+)", file.read_text(), re.M)
                assert set(names) <= {"checking"}, file


def test_a_tree_of_links_for_the_trusted_mode(tmp_path: Path) -> None:
    staging.build(tmp_path)
    assert (tmp_path / "packages/coursekit/autodiff/__init__.py").is_file()
    assert not (tmp_path / "packages/coursekit/sheets").exists()
    source = "import coursekit, coursekit.autodiff\nprint(repr(coursekit.open_sheet('x')))\n"
    source += "try:\n    import coursekit.sheets\nexcept ModuleNotFoundError:\n    print('none')"
    program = f"import sys\nsys.path.insert(0, {str(tmp_path / 'packages')!r})\n{source}"
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True)
    assert done.stdout == "\nnone\n", done.stderr


def test_the_silent_sheet_takes_everything_and_says_nothing(capsys: pytest.CaptureFixture) -> None:
    sheet = open_sheet("02_rules", student="abcd12")
    sheet.ask("d_relu").check(3, x=1)[0]["a"].score += 1
    sheet["a"] = sheet.x = 3
    del sheet["a"], sheet.x
    assert sheet.check("d_relu").correct
    assert [*sheet] == []
    assert (len(sheet), float(sheet), int(sheet), f"{sheet:.2f}", str(sheet)) == (0, 0.0, 0, "", "")
    assert -sheet + 1 - (2 * sheet) ** 2 / sheet < 3
    assert divmod(sheet, 2)
    with sheet as inside:
        assert inside is sheet
    assert "x" in sheet
    with pytest.raises(AttributeError):
        sheet.__array__  # noqa: B018 - looking it up is the test
    assert capsys.readouterr().out == ""


def test_packages_are_found_one_by_one_and_coursekit_is_none_of_them() -> None:
    found = packages.find()
    assert {"numpy", "matplotlib", "PIL", "ipywidgets", "traitlets"} <= found.keys()
    assert not any(re.search(r"coursekit|\.pth$|pytest|jupyterlab$", name) for name in found)
    assert all(path.exists() and path.name == name for name, path in found.items())


def test_a_package_is_followed_to_what_it_requires() -> None:
    assert "kiwisolver" in packages.find(("numpy", "matplotlib"))
    assert "IPython" not in packages.find(("numpy", "matplotlib"))


def test_without_numpy_there_is_no_jail() -> None:
    with pytest.raises(SandboxError, match="numpy is not installed"):
        packages.find(("matplotlib-inline",))


def test_the_root_shows_what_it_must_and_nothing_else() -> None:
    root = Root.here()
    home = str(Path.home())
    for place, source in root.shown.items():
        assert source not in ("/", "/usr", "/etc", "/home", "/root", home), source
        top = PurePosixPath(place).parts[1]
        assert top in ("python", "packages", "harness", "usr", "etc", "nix", "gnu") or "lib" in top
    assert not any(source in (str(ROOT.parent), str(ROOT)) for source in root.shown.values())
    assert root.folders == tuple(sorted(root.folders))


def test_folders_of_packages_are_covered() -> None:
    """Whatever else is installed below a folder that is shown whole, coursekit may be among it."""
    root = Root.here()
    for place, source in root.shown.items():
        if place.startswith("/packages") or not Path(source).is_dir():
            continue
        for folder in [*Path(source).glob("*-packages"), *Path(source).glob("python*/*-packages")]:
            if folder.is_dir() and not folder.is_symlink():
                assert f"{place}/{folder.relative_to(source)}" in root.masks


def test_bubblewrap_is_told_to_leave_everything_else_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jail, "bubblewrap", lambda: "/usr/bin/bwrap")
    command = jail.command("bubblewrap", "zygote", "7")
    text = " ".join(command)
    for option in ("ipc", "pid", "net", "uts"):
        assert f"--unshare-{option}" in command
    assert "--clearenv" in command
    assert "--cap-drop ALL" in text
    assert "--new-session" in command
    assert " -I -c " in text
    assert "--bind" not in command
    triples = zip(command, command[1:], command[2:], strict=False)
    shown = {place: source for option, source, place in triples if option == "--ro-bind"}
    assert shown == dict(Root.here().shown)
    last = max(index for index, word in enumerate(command) if word == "--remount-ro")
    assert command[last + 1] == "/"


def test_what_is_mounted_in_a_jail(each_jail: Sandbox) -> None:
    """As the kernel tells it from outside: the plan, read-only, and two places to write."""
    root = Root.here()
    planned = {*root.shown, *root.masks, *root.devices, "/", "/proc", "/tmp"}
    with each_jail.start([]):
        jailed = [
            (Path("/proc") / str(pid) / "mountinfo").read_text()
            for pid in descendants(os.getpid())
            if Path(f"/proc/{pid}/ns/mnt").readlink() != Path("/proc/self/ns/mnt").readlink()
        ]
    assert len(jailed) >= 2
    for text in jailed:
        mounts = [line.split()[4:6] for line in text.splitlines()]
        places = {place for place, _ in mounts}
        below_proc = {place for place in places if place.startswith("/proc/")}
        assert places - below_proc <= planned
        assert {*root.shown, *root.masks} <= places
        writable = {place for place, options in mounts if "ro" not in options.split(",")}
        assert writable - below_proc <= {*root.devices, "/proc", "/tmp"}
        assert all("nosuid" in options.split(",") for _, options in mounts)


# The filter.


@pytest.mark.skipif(seccomp.library() is None, reason="libseccomp is not installed")
def test_the_filter_is_a_program_of_whole_instructions() -> None:
    program = seccomp.compile_filter(1)
    assert program is not None
    assert len(program) % 8 == 0
    assert program != seccomp.compile_filter(None)


@pytest.mark.skipif(seccomp.library() is None, reason="libseccomp is not installed")
@pytest.mark.parametrize("architecture", [0xC000003E, 0xC00000B7], ids=["x86-64", "aarch64"])
def test_what_python_needs_has_a_name_on_each_architecture(architecture: int) -> None:
    library = seccomp.library()
    assert library is not None
    library.seccomp_syscall_resolve_name_arch.argtypes = [
        seccomp.ctypes.c_uint32,
        seccomp.ctypes.c_char_p,
    ]
    needed = "openat read write close mmap munmap mprotect brk futex exit_group fstat lseek"
    needed += " rt_sigaction clock_gettime getrandom ppoll sendto recvfrom newfstatat getdents64"
    refused = "socket execve ptrace mount unshare bpf kill io_uring_setup keyctl"
    for names, listed in ((needed, seccomp.ALLOWED), (refused, seccomp.REFUSED)):
        for name in names.split():
            assert name in listed
            assert library.seccomp_syscall_resolve_name_arch(architecture, name.encode()) >= 0, name


def test_no_call_is_both_allowed_and_refused() -> None:
    assert not set(seccomp.ALLOWED) & set(seccomp.REFUSED)


def test_bubblewrap_is_looked_for_where_programs_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/found/{name}")
    assert jail.bubblewrap() == "/found/bwrap"
