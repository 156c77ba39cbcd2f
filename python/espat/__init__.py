"""A virtual ESP-AT module from Python: start it, disturb it, and say what must happen.

    with espat.Device(broker=True) as device:
        run_my_firmware(device.port)
        device.expect_host("AT+MQTTCONN=*")
        with device.fault(uart="to_host", slice=1, gap="2ms"):
            device.expect_mqtt("connected", within=10)
"""

from espat.bytes import visible
from espat.control import Control, Entry, Fault
from espat.device import Device, find_binary
from espat.errors import EspatError, ExpectationFailed, NotPossible, StartFailed

__all__ = [
    "Control",
    "Device",
    "Entry",
    "EspatError",
    "ExpectationFailed",
    "Fault",
    "NotPossible",
    "StartFailed",
    "find_binary",
    "visible",
]
