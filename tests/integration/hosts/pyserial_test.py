"""pyserial opens, closes and re-opens the port a hundred times, in the middle of a command each time; nothing is lost."""

import sys

import serial
from running_espat import PATIENCE, RunningEspat

ROUNDS = 100


def open_port(espat):
    return serial.Serial(espat.link, 115200, timeout=PATIENCE, write_timeout=PATIENCE)


def main():
    with RunningEspat(sys.argv[1]) as espat:
        # The boot banner is there or not: pyserial empties the input when it opens.
        with open_port(espat) as port:
            port.write(b"ATE0\r\n")
            assert port.read_until(b"\r\nOK\r\n").endswith(b"ATE0\r\n\r\nOK\r\n")
        for number in range(ROUNDS):
            with open_port(espat) as port:
                port.write(b"AT+SYS")
            with open_port(espat) as port:
                port.write(b"RAM?\r\n")
                answer = port.read_until(b"OK\r\n")
                assert answer == b"+SYSRAM:148408\r\nOK\r\n", (number, answer)
        assert espat.end() == b"ATE0\r\n" + b"AT+SYSRAM?\r\n" * ROUNDS


main()
