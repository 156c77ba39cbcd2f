"""espat as a process of our own."""

import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile

from espat.control import Control, Entry
from espat.bytes import from_text
from espat.errors import EspatError, StartFailed


def find_binary():
    """$ESPAT_BINARY, else espat of $PATH."""
    binary = os.environ.get("ESPAT_BINARY") or shutil.which("espat")
    if not binary:
        raise StartFailed("there is no espat in $PATH; install it, or name it with ESPAT_BINARY or binary=")
    return binary


class Device(Control):
    """A virtual module that lives as long as this object: `with espat.Device(broker=True) as device: ...`"""

    def __init__(self, *, profile=None, scenario=None, broker=False, timing=None, seed=None, control=None, options=(), binary=None, start_timeout=60.0):
        """`control`: the address of the control API (a socket of its own); `options`: further ones of the command line,
        `["--map", "cloud.example=127.0.0.1:1883"]`; the rest is as there."""
        self._directory = tempfile.mkdtemp(prefix="espat-")  # short, because a Unix socket's path must be
        self._process = None
        try:
            command = [binary or find_binary(), "--json", "--verbose", "--link", self.path("at"), "--control", control or "unix:" + self.path("control")]
            command += ["--transcript", self.path("transcript")]
            for name, value in {"--profile": profile, "--scenario": scenario, "--timing": timing, "--seed": seed}.items():
                command += [name, str(value)] if value is not None else []
            command += ["--broker"] if broker else []
            command += [str(option) for option in options]
            self._start(command, start_timeout)
            super().__init__(self.ready["control"])
        except BaseException:
            self._end()
            raise

    def _start(self, command, timeout):
        with open(self.path("log"), "wb") as log:
            try:
                self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
            except OSError as error:
                raise StartFailed(f"{command[0]} cannot be run: {error}") from error
        is_there, _, _ = select.select([self._process.stdout], [], [], timeout)
        line = self._process.stdout.readline() if is_there else b""
        if not line:
            self._process.kill()
            code = self._process.wait()
            reason = f"ended with exit code {code}" if is_there else f"did not start within {timeout} s"
            raise StartFailed(f"espat {reason}: {self.log().strip()}", self.log())
        #: What espat announced: port, link, profile, ports of the broker, ...
        self.ready = json.loads(line)

    def path(self, name):
        return str(pathlib.Path(self._directory) / name)

    @property
    def port(self):
        """What the host opens."""
        return self.ready["link"] or self.ready["port"]

    @property
    def exit_code(self):
        """None while espat runs."""
        return self._process.poll()

    def log(self):
        """The program log so far: why the module answered ERROR, among others."""
        return pathlib.Path(self.path("log")).read_text(errors="replace")

    def recorded(self):
        """The whole transcript, also after espat has ended."""
        lines = pathlib.Path(self.path("transcript")).read_text().splitlines()
        objects = [json.loads(line) for line in lines]
        return [Entry(entry["t"], entry["dir"], from_text(entry["bytes"])) for entry in objects]

    def wait_for_end(self, timeout=120.0):
        """Waits until the scenario has ended; its exit code, 0 when it passed."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise EspatError(f"espat still runs after {timeout} s") from error

    def close(self):
        """espat ends, and its files go."""
        super().close()
        self._end()

    def _end(self):
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._process is not None:
            self._process.stdout.close()
        shutil.rmtree(self._directory, ignore_errors=True)
