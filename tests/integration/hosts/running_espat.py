"""A running espat for tests of real hosts."""

import json
import os
import selectors
import subprocess
import tempfile

PATIENCE = 60  # seconds that anything may take on a busy machine


class RunningEspat:
    """Without Wi-Fi, with a link and a directory of its own; ends with the `with` block."""

    def __init__(self, program):
        self._directory = tempfile.TemporaryDirectory(prefix="espat-host-")
        self.link = os.path.join(self._directory.name, "at")
        self._transcript = os.path.join(self._directory.name, "transcript")
        self._process = subprocess.Popen(
            [program, "--link", self.link, "--timing", "instant", "--wifi", "fresh", "--transcript", self._transcript],
            stdout=subprocess.PIPE,
        )
        line = self._process.stdout.readline().decode()
        assert line == self.link + "\n", line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
        self._directory.cleanup()

    def end(self):
        """Ends it as Ctrl-C does, and returns every byte that the hosts sent."""
        self._process.terminate()
        assert self._process.wait(PATIENCE) == 0
        self._process.stdout.close()
        with open(self._transcript, encoding="utf-8") as transcript:
            entries = [json.loads(line) for line in transcript]
        return "".join(entry["bytes"] for entry in entries if entry["dir"] == "host").encode()


def read_until(stream, text):
    """All that comes out of a program's unbuffered stdout, up to and including `text`."""
    received = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stream, selectors.EVENT_READ)
        while not received.endswith(text):
            assert selector.select(PATIENCE), f"nothing more came behind {received!r}"
            byte = stream.read(1)
            assert byte, f"ended behind {received!r}"
            received += byte
    return received
