"""As whom the jail runs: root gives root up, an ordinary user stays who he is.

An ordinary user whose Python lies below a home that is closed to others is made here out of mounts
in a mount namespace of the test's own, which needs root.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from support.requirements import require

import coursekit
from coursekit.grading.sandbox import Sandbox, available
from coursekit.grading.sandbox.layers import missing
from coursekit.grading.sandbox.user import JAIL_UID

USER = 54_321

#: Builds a home, enters it as somebody and runs the program; the arguments are its mode and owner,
#: how to become that somebody, Python's folder, the packages, the course, and the program.
HOUSE = """
set -e
home=$1; mode=$2; owner=$3; become=$4; python=$5; packages=$6; course=$7; program=$8
mount -t tmpfs -o mode=$mode,uid=$owner,gid=$owner none "$home"
mkdir "$home/python" "$home/packages" "$home/course"
mount --bind "$python" "$home/python"
mount --bind "$packages" "$home/packages"
mount --bind "$course" "$home/course"
cd "$home/course"
exec env -i HOME="$home" PATH=/usr/bin:/bin LD_LIBRARY_PATH="$home/python/lib" \\
    PYTHONPATH="$home/course:$home/packages" PYTHONDONTWRITEBYTECODE=1 \\
    $become "$home"/python/bin/python3 -c "$program"
"""

PROGRAM = """
import os
from coursekit.grading.sandbox import Sandbox
cell = '''
import os
def attempt(path, mode):
    try:
        open(path, mode)
    except OSError:
        return False
    return True
try:
    import coursekit.sheets
except ModuleNotFoundError:
    found = [os.getuid(), os.getpid(), attempt('x', 'w'), attempt('/usr/lib/x', 'w')]
'''
sandbox = Sandbox()
sandbox._found['bubblewrap'] = BUILDER == 'bubblewrap'
with sandbox, sandbox.start([cell]) as child:
    results = child.run()
    assert results[0].error is None, results
    print(os.getuid(), *child.describe(['found'])['found'].value, ' '.join(child.layers))
"""


def run_in_a_house(builder: str, mode: str, owner: int, become: str) -> list[str]:
    require("sandbox", missing(available()) is None)
    needed = ("unshare", "mount", "setpriv")
    if os.geteuid() != 0 or not all(shutil.which(name) for name in needed):
        pytest.skip("to be several users takes root, and util-linux")
    python = Path(sys.base_prefix).resolve()
    if not (python / "bin" / "python3").exists():
        pytest.skip(f"{python} is not a prefix with bin/python3 in it")
    # A folder that everybody can get to; what is mounted over it only this test sees.
    home = Path("/mnt")
    course = Path(coursekit.__file__).parents[1]
    program = f"BUILDER = {builder!r}\n{PROGRAM}"
    arguments = [home, mode, owner, become, python, sysconfig.get_path("purelib"), course, program]
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", HOUSE, "house", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


BUILDERS = pytest.mark.parametrize("builder", ["bubblewrap", "own"])
WALLS = ["limits", "namespaces", "landlock", "seccomp"]


@BUILDERS
def test_an_ordinary_user_with_a_closed_home(builder: str) -> None:
    become = f"setpriv --reuid {USER} --regid {USER} --clear-groups"
    told = run_in_a_house(builder, "0700", USER, become)
    assert told == [str(USER), str(USER), "1", "True", "False", *WALLS]


@BUILDERS
def test_a_root_that_may_not_mount(builder: str) -> None:
    """As in most containers: it becomes the jail's user before it goes in."""
    become = "setpriv --bounding-set -sys_admin --inh-caps -sys_admin"
    told = run_in_a_house(builder, "0755", 0, become)
    assert told == ["0", str(JAIL_UID), "1", "True", "False", *WALLS]


@BUILDERS
def test_a_root_without_other_users(builder: str) -> None:
    """As in a user namespace that maps one user: there is nobody to become."""
    become = "unshare --user --map-root-user"
    told = run_in_a_house(builder, "0755", 0, become)
    assert told == ["0", str(JAIL_UID), "1", "True", "False", *WALLS]


def test_root_gives_root_up() -> None:
    require("sandbox", missing(available()) is None)
    if os.geteuid() != 0:
        pytest.skip("only root has root to give up")
    cell = (
        "import os\nfound = [os.getresuid(), os.getresgid(), os.getgroups()]\n"
        "try:\n    os.setuid(0)\n    found.append('root')\nexcept PermissionError:\n    pass"
    )
    with Sandbox() as sandbox, sandbox.start([cell]) as child:
        child.run()
        ids = (JAIL_UID,) * 3
        assert child.describe(["found"])["found"].value == [ids, ids, []]
        # And seen from outside, where numbers cannot be made up.
        children = [
            status
            for status in Path("/proc").glob("[0-9]*/status")
            if (text := status.read_text())
            and f"Uid:\t{JAIL_UID}\t{JAIL_UID}\t{JAIL_UID}" in text
            and "CapEff:\t0000000000000000" in text
            and "NoNewPrivs:\t1" in text
            and "Seccomp:\t2" in text
        ]
        assert children
