"""picocom, called as espat's welcome says: a person types AT and Enter, and leaves with C-a C-x."""

import subprocess
import sys

from running_espat import PATIENCE, RunningEspat, read_until


def main():
    with RunningEspat(sys.argv[1]) as espat:
        picocom = subprocess.Popen(
            ["picocom", "--quiet", "--baud", "115200", "--omap", "crcrlf", espat.link],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        picocom.stdin.write(b"AT\r")
        assert read_until(picocom.stdout, b"\r\nOK\r\n").endswith(b"AT\r\n\r\nOK\r\n")
        picocom.stdin.write(b"AT+SYSRAM?\r")
        assert read_until(picocom.stdout, b"OK\r\n") == b"AT+SYSRAM?\r\n+SYSRAM:148408\r\nOK\r\n"
        picocom.stdin.write(b"\x01\x18")
        assert picocom.wait(PATIENCE) == 0
        assert espat.end() == b"AT\r\nAT+SYSRAM?\r\n"


main()
