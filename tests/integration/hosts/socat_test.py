"""socat between a script's pipes and the port, with line ends translated as for a person and as they are."""

import subprocess
import sys

from running_espat import PATIENCE, RunningEspat, read_until


def exchange(address, question, end, answer):
    """Asks through a socat of its own; the answer ends as given."""
    socat = subprocess.Popen(["socat", "STDIO", address], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    socat.stdin.write(question)
    received = read_until(socat.stdout, end)
    assert received.endswith(answer), received
    socat.stdin.close()
    assert socat.wait(PATIENCE) == 0


def main():
    with RunningEspat(sys.argv[1]) as espat:
        exchange(espat.link + ",raw,echo=0", b"AT\r\n", b"\r\nOK\r\n", b"AT\r\n\r\nOK\r\n")
        exchange(espat.link + ",crnl", b"AT+SYSRAM?\n", b"OK\n", b"AT+SYSRAM?\n+SYSRAM:148408\nOK\n")
        assert espat.end() == b"AT\r\nAT+SYSRAM?\r\n"


main()
