"""scripts/run as a newcomer calls it, with the build replaced by the tree that is built already: it ends in a module with a broker."""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

script, program = sys.argv[1:]


def executable(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


with tempfile.TemporaryDirectory(prefix="espat-run-") as directory:
    root = pathlib.Path(directory)
    executable(root / "scripts/setup", 'echo "setup $*" >> steps\n')
    executable(root / "bin/cmake", 'echo "cmake $1" >> steps\necho "what cmake says"\n')
    shutil.copy(script, root / "scripts/run")
    (root / "build/release/emulator").mkdir(parents=True)
    (root / "build/release/emulator/espat").symlink_to(program)
    link = str(root / "at")

    environment = dict(os.environ, PATH=f"{root}/bin:/usr/bin:/bin")
    run = subprocess.Popen([root / "scripts/run", "--link", link], cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        assert run.stdout.readline().decode() == link + "\n"
        run.send_signal(signal.SIGINT)
        output, log = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 0
    assert output == b""
    assert b"what cmake says\n" in log and b"mosquitto_sub -p " in log, log
    assert (root / "steps").read_text() == "setup build\ncmake --preset\ncmake --build\n"
