"""The control API of a running espat (docs/control.md)."""

import dataclasses
import itertools
import json
import os
import socket

from espat.bytes import duration, from_text, to_text, visible
from espat.errors import EspatError, ExpectationFailed, NotPossible


@dataclasses.dataclass(frozen=True)
class Entry:
    """Bytes that passed a UART. `time`: seconds since power-up; `direction`: "host", "device" or "log"."""

    time: float
    direction: str
    data: bytes

    def __str__(self):
        sign = ">" if self.direction == "host" else "<"
        return f"{self.time:10.6f} {self.direction:<6} {sign} {visible(self.data)}"


class Fault:
    """A fault that stands until `remove`, or until the end of a `with` block. Some act at once and leave nothing to remove."""

    def __init__(self, control, name):
        self.name = name
        self._control = control

    def remove(self):
        if self.name in self._control.faults():
            self._control.request("fault", do="remove", name=to_text(self.name))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


class Broker:
    """What can be done to the private broker."""

    def __init__(self, control):
        self._control = control

    def start(self):
        self._do("start")

    def stop(self):
        self._do("stop")

    def kill(self):
        self._do("kill")

    def pause(self):
        self._do("pause")

    def resume(self):
        self._do("resume")

    def disconnect(self):
        self._do("disconnect")

    def publish(self, topic, payload="", qos=0, retain=False):
        self._do({"publish": to_text(topic), "payload": to_text(payload), "qos": qos, "retain": retain})

    def _do(self, deed):
        self._control.request("broker", do=deed)


class Wifi:
    """What can be done to the air around the module."""

    def __init__(self, control):
        self._control = control

    def lose_ap(self):
        self._control.request("wifi", do="lose_ap")

    def return_ap(self):
        self._control.request("wifi", do="return_ap")

    def rssi(self, dbm):
        self._control.request("wifi", do={"rssi": dbm})


class Control:
    """A connection to a running espat. It is not for several threads at a time; each can have one of its own."""

    def __init__(self, address=None, timeout=60.0):
        """`address`: `unix:PATH` or `tcp:HOST:PORT` (of $ESPAT_CONTROL); `timeout`: seconds beyond which an answer is given up."""
        self.address = address or os.environ.get("ESPAT_CONTROL", "")
        self._timeout = timeout
        self._socket = _connect(self.address)
        self._lines = self._socket.makefile("rb")
        self._ids = itertools.count(1)
        self.broker = Broker(self)
        self.wifi = Wifi(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._lines.close()
        self._socket.close()

    def request(self, verb, **fields):
        """One request as docs/control.md has it; the answer's fields."""
        return self._request(verb, fields, 0)

    def _request(self, verb, fields, takes):
        __tracebackhide__ = True  # of pytest: the failing line is the one of the test
        number = next(self._ids)
        request = json.dumps({"id": number, "verb": verb, **fields})
        self._socket.settimeout(self._timeout + takes)
        try:
            self._socket.sendall(request.encode() + b"\n")
            line = self._lines.readline()
        except OSError as error:
            raise EspatError(f"espat at {self.address} does not answer: {error}") from error
        if not line:
            raise EspatError(f"espat at {self.address} has ended the connection")
        answer = json.loads(line)
        if answer["ok"]:
            return answer
        if answer["code"] == "failed":
            difference = answer.get("difference", "")
            raise ExpectationFailed(f"{answer['error']}\n{difference}".rstrip(), from_text(answer["received"]))
        kind = NotPossible if answer["code"] == "not_possible" else EspatError
        raise kind(answer["error"], answer["code"])

    def state(self):
        """Profile, port, uptime in seconds, states of MQTT and Wi-Fi, UART settings, connections and faults as a dict."""
        return self.request("state")["state"]

    def inject(self, data, to="host"):
        """Bytes to the `host` as if the firmware had written them, or to the `device` as if the host had."""
        self.request("inject", to=to, bytes=to_text(data))

    def fault(self, *, name=None, lasts=None, **item):
        """Begins a fault of the scenario language: `fault(uart="to_host", slice=1, gap="2ms")`, `fault(net={"latency": "1s"})`.

        `name` and `lasts` (seconds) stand for the language's `as` and `for`.
        """
        if name is not None:
            item["as"] = to_text(name)
        if lasts is not None:
            item["for"] = duration(lasts)
        answer = self.request("fault", do="add", **_texts(item))
        return Fault(self, from_text(answer["name"]).decode())

    def faults(self):
        """The names of the faults that stand."""
        return [from_text(name).decode() for name in self.request("fault", do="list")["faults"]]

    def expect(self, text=None, *, line=None, within=5.0, count=1, start="last"):
        """The module sends `text` (anywhere), or a whole line like `line` (`*` stands for anything), `count` times `within` seconds.

        `count=0`: it must not, in all that time. It looks from where the latest expectation of this connection ended (`start="last"`, at
        first power-up), or from `"now"` or power-up (`"start"`). Returns what the module sent from there up to the match.
        """
        __tracebackhide__ = True
        if (text is None) == (line is None):
            raise TypeError("expect needs either a text or line=")
        what = {"text": to_text(text)} if line is None else {"line": to_text(line)}
        return self._expect({"device_sends": {**what, "within": duration(within), "count": count}}, within, start)

    def expect_host(self, line, *, within=5.0, count=1, start="last"):
        """The host sends a line like this. Otherwise as `expect`."""
        __tracebackhide__ = True
        return self._expect({"host_sends": {"line": to_text(line), "within": duration(within), "count": count}}, within, start)

    def expect_mqtt(self, state, *, within=5.0, start="last"):
        """The MQTT client is in this state: `uninitialised`, `disconnected`, `connected`, `subscribed`, ..."""
        __tracebackhide__ = True
        self._expect({"mqtt_state": {"state": state, "within": duration(within)}}, within, start)

    def _expect(self, item, within, start):
        __tracebackhide__ = True
        return from_text(self._request("expect", {**item, "from": start}, _seconds(within))["received"])

    def wait(self, time):
        """Waits so many seconds of the device's clock."""
        self._request("wait", {"time": duration(time)}, _seconds(time))

    def reset(self, noise=""):
        """The module restarts, after this noise of its boot loader."""
        self.request("reset", noise=to_text(noise))

    def transcript(self, last=10_000):
        """The latest bytes of the UARTs, oldest first."""
        entries = self.request("transcript", last=last)["entries"]
        return [Entry(entry["t"], entry["dir"], from_text(entry["bytes"])) for entry in entries]

    def coverage(self):
        """What the host has exercised of the module, as --coverage writes it."""
        return self.request("coverage")["coverage"]

    def events(self, *names, timeout=None):
        """Yields what happens from now on as dicts, over a connection of its own: of `uart`, `mqtt`, `wifi`, `fault`, `note`; of none named,
        all. `timeout`: seconds without any event after which it raises TimeoutError."""
        source = Control(self.address)
        source.request("subscribe", **({"events": list(names)} if names else {}))
        source._socket.settimeout(timeout)
        return source._events()

    def _events(self):
        with self:
            for line in self._lines:
                yield json.loads(line)

    def quit(self):
        """espat ends as asked."""
        self.request("quit")


def _seconds(time):
    return 3600.0 if isinstance(time, str) else time


def _texts(item):
    if isinstance(item, dict):
        return {key: _texts(value) for key, value in item.items()}
    return to_text(item) if isinstance(item, (str, bytes)) else item


def _connect(address):
    kind, _, place = address.partition(":")
    try:
        if kind == "unix":
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(place)
            return connection
        if kind == "tcp":
            host, _, port = place.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)))
    except (OSError, ValueError) as error:
        raise EspatError(f"nothing answers at {address}: {error}; is espat running with --control {address}?", "no_connection") from error
    raise EspatError(f"{address!r} is no address; it is unix:PATH or tcp:HOST:PORT, given or in $ESPAT_CONTROL", "bad_request")
