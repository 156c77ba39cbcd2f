import contextlib

import pytest
import serial

pytest_plugins = ["pytester"]


@pytest.fixture
def module(espat):
    """A module that has booted, with no waiting in it."""
    device = espat.device(timing="instant", options=["--seed", "7"])
    device.expect("WIFI GOT IP\r\n", within=30)
    return device


@pytest.fixture
def host():
    """Opens the port of a device as a host does."""
    with contextlib.ExitStack() as open_ports:
        yield lambda device: open_ports.enter_context(serial.Serial(device.port, 115200, timeout=30))
