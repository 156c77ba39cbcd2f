"""The control API over its socket, as docs/control.md says."""

import json
import os
import signal
import socket
import stat
import subprocess

import pytest

import espat as client


def raw(device):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(30)
    connection.connect(device.ready["control"].removeprefix("unix:"))
    return connection


def ask(device, request):
    with raw(device) as connection:
        connection.sendall(json.dumps(request).encode() + b"\n")
        return json.loads(connection.makefile().readline())


def test_state(module):
    state = module.state()
    assert state["profile"] == "esp32-v2.1.0.0"
    assert state["link"] == module.port
    assert state["mqtt"] == "uninitialised"
    assert state["wifi"]["state"] == "online" and state["wifi"]["ssid"] == "espat"
    assert state["uart"]["baud"] == 115200
    assert state["faults"] == [] == state["links"]
    assert state["uptime"] > 0


def test_state_has_the_open_connections_with_the_faults_that_struck_them(module, host):
    port = host(module)
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = server.getsockname()[1]
        for line in ["ATE0", "AT+CIPMUX=1", f'AT+CIPSTART=3,"TCP","127.0.0.1",{number}']:
            port.write(line.encode() + b"\r\n")
            port.read_until(b"OK\r\n")
        link = {"kind": "socket", "id": 3, "peer": f"127.0.0.1:{number}", "faults": []}
        assert module.state()["links"] == [link]
        with module.fault(net="blackhole"):
            assert module.state()["links"] == [{**link, "faults": ["blackhole"]}]
        port.write(b"AT+CIPCLOSE=3\r\n")
        port.read_until(b"OK\r\n")
        assert module.state()["links"] == []


def test_what_is_injected_is_there_for_the_other_side(module, host):
    port = host(module)
    module.inject(b"+MQTTDISCONNECTED:0\r\n\x00\xff")
    assert port.read_until(b"\xff") == b"+MQTTDISCONNECTED:0\r\n\x00\xff"
    module.inject("AT\r\n", to="device")
    assert port.read_until(b"OK\r\n") == b"AT\r\n\r\nOK\r\n"
    assert module.expect_host("AT", within=30) == b"AT\r\n"


def test_expectations_go_through_everything_since_the_one_before(module, host):
    port = host(module)
    port.write(b"AT\r\n")
    port.read_until(b"OK\r\n")
    assert module.expect("\r\nOK\r\n", within=0.01) == b"AT\r\n\r\nOK\r\n"
    with pytest.raises(client.ExpectationFailed):
        module.expect("OK", within=0.01)
    assert module.expect(line="ready", within=0.01, start="start").endswith(b"\r\nready\r\n")
    with pytest.raises(client.ExpectationFailed):
        module.expect("OK", within=0.01, start="now")


def test_a_failed_expectation_shows_the_nearest_miss(module):
    module.inject("+MQTTCONNECTED:1,2\r\n")
    with pytest.raises(client.ExpectationFailed) as failure:
        module.expect("+MQTTCONNECTED:0,1", within=0.05)
    assert str(failure.value).splitlines() == [
        "the module sends +MQTTCONNECTED:0,1: this did not happen within 50ms",
        "  expected  +MQTTCONNECTED:0,1",
        "  received  +MQTTCONNECTED:1,2\\r\\n",
        "                           ^",
    ]
    assert failure.value.received == b"+MQTTCONNECTED:1,2\r\n"


def test_counted_and_absent(module):
    module.inject("a\r\na\r\n")
    assert module.expect(line="a", count=2, within=30) == b"a\r\na\r\n"
    module.expect(line="a", count=0, within=0.05)
    module.inject("a\r\n")
    with pytest.raises(client.ExpectationFailed, match="which must not within 50ms"):
        module.expect(line="a", count=0, within=0.05)


def test_a_wait_takes_its_time_and_leaves_nothing_out(module):
    before = module.state()["uptime"]
    module.inject("x\r\n")
    module.wait(0.05)
    assert module.state()["uptime"] >= before + 0.05
    module.expect(line="x", within=0)


def test_a_fault_stands_until_it_is_removed(module, host):
    port = host(module)
    with module.fault(uart="to_host", drop=1, every=2, name="lossy") as lossy:
        assert lossy.name == "lossy"
        assert module.faults() == ["lossy"] == module.state()["faults"]
        module.inject("abcdef")
        module.inject("z")
    assert module.faults() == []
    module.inject("ghi")
    assert port.read_until(b"ghi") == b"bdfghi"
    # What a side sends is seen before any fault.
    module.expect("abcdefzghi", within=30)


def test_a_fault_ends_after_its_time(module):
    changes = module.events("fault", timeout=30)
    module.fault(uart="to_device", stall="1s", lasts=0.05, name="pause")
    assert [(event["name"], event["stands"]) for event in (next(changes), next(changes))] == [("pause", True), ("pause", False)]
    changes.close()


@pytest.mark.parametrize(
    "request_, code, error",
    [
        ({"verb": "sate"}, "unknown_verb", "there is no verb sate; did you mean state?"),
        ({}, "bad_request", "`verb` is missing: what is to be done"),
        ({"verb": "state", "more": 1}, "bad_request", "there is no key `more` for this verb"),
        ({"verb": "fault", "do": "add", "uart": "to_host", "slise": 1}, "bad_request", "slice"),
        ({"verb": "fault", "do": "add", "wait": "1s"}, "bad_request", "this is no fault"),
        ({"verb": "fault", "do": "remove", "name": "x"}, "not_possible", "no fault of the name x stands"),
        ({"verb": "fault", "do": "add", "include": "/etc/passwd"}, "bad_request", "include has no place in a request"),
        ({"verb": "expect", "uart": "to_host", "slice": 1}, "bad_request", "this cannot be expected"),
        ({"verb": "expect", "device_sends": "a", "from": "here"}, "bad_request", "it is `last`, `now` or `start`"),
        ({"verb": "wait", "time": "2"}, "bad_request", "2"),
        ({"verb": "inject", "to": "host", "bytes": "\u20ac"}, "bad_request", "above U+00FF"),
        ({"verb": "inject", "to": "me", "bytes": "a"}, "bad_request", "it is `host` or `device`"),
        ({"verb": "broker", "do": "kill"}, "not_possible", "broker"),
        ({"verb": "subscribe", "events": ["mqt"]}, "bad_request", "there is no event mqt; did you mean mqtt?"),
        ({"verb": "subscribe", "events": 3}, "bad_request", "not of its kind"),
    ],
)
def test_a_refused_request_says_why(module, request_, code, error):
    answer = ask(module, {"id": ["any", 1], **request_})
    assert (answer["id"], answer["ok"], answer["code"]) == (["any", 1], False, code)
    assert error in answer["error"]
    assert module.state()["faults"] == []


def test_requests_sent_together_are_answered_in_order(module):
    with raw(module) as connection:
        connection.sendall(b'{"id":1,"verb":"wait","time":"50ms"}\n{"id":2,"verb":"state"}\n{"id":3,"verb":"fault","do":"list"}\n')
        lines = connection.makefile()
        assert [json.loads(lines.readline())["id"] for _ in range(3)] == [1, 2, 3]


def test_another_protocol_is_hung_up_on(module):
    with raw(module) as connection:
        connection.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n" + b'{"verb":"quit"}\n')
        assert connection.makefile("rb").read() == b""
    assert module.state()["mqtt"] == "uninitialised"


def test_events(module, host):
    events = module.events("uart", "note", timeout=30)
    port = host(module)
    port.write(b"AT+NONE\r\n")
    seen = []
    while not any(event["event"] == "note" for event in seen) or not any(event.get("bytes", "").endswith("ERROR\r\n") for event in seen):
        seen.append(next(events))
    sent = "".join(event["bytes"] for event in seen if event["event"] == "uart" and event["dir"] == "host")
    assert sent == "AT+NONE\r\n"
    times = [event["t"] for event in seen]
    assert times == sorted(times)
    events.close()


def test_transcript_and_coverage(module, host):
    port = host(module)
    port.write(b"AT+GMR\r\n")
    port.read_until(b"OK\r\n")
    entries = module.transcript()
    assert b"".join(entry.data for entry in entries if entry.direction == "host") == b"AT+GMR\r\n"
    assert b"".join(entry.data for entry in entries if entry.direction == "device") == b"".join(
        entry.data for entry in module.recorded() if entry.direction == "device"
    )
    assert [entry.data for entry in module.transcript(last=1)] == [entries[-1].data]
    assert module.coverage()["commands"]["AT+GMR"] == 1


def test_broker_and_mqtt(espat, host):
    device = espat.device(timing="instant", broker=True)
    device.expect("GOT IP", within=30)
    port = host(device)
    port.write(b'AT+MQTTUSERCFG=0,1,"id","","",0,0,""\r\n')
    device.expect("OK", within=30)
    port.write(b'AT+MQTTCONN=0,"127.0.0.1",%d,0\r\n' % device.ready["broker"]["tcp"])
    device.expect_mqtt("connected", within=30)
    port.write(b'AT+MQTTSUB=0,"a/#",1\r\n')
    device.expect_mqtt("subscribed", within=30)
    device.broker.publish("a/b", "h\u00e9")
    device.expect('+MQTTSUBRECV:0,"a/b",3,h\u00e9\r\n', within=30)
    device.broker.kill()
    device.expect("+MQTTDISCONNECTED:0\r\n", within=30)


def test_the_socket_is_for_its_owner_and_replaced_when_it_is_stale(espat, tmp_path):
    path = str(tmp_path / "control")
    first = espat.device(control="unix:" + path)
    assert first.ready["control"] == "unix:" + path
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with pytest.raises(client.StartFailed, match=f"Another program listens on {path}: end that one, or name another --control path."):
        espat.device(control="unix:" + path)
    stale = socket.socket(socket.AF_UNIX)
    first.quit()
    assert first.wait_for_end() == 0
    stale.bind(path)
    stale.close()
    assert espat.device(control="unix:" + path).state()["mqtt"] == "uninitialised"


def test_over_tcp(espat):
    device = espat.device(control="tcp:127.0.0.1:0")
    assert device.ready["control"].startswith("tcp:127.0.0.1:")
    with client.Control(device.ready["control"]) as second:
        assert second.state()["link"] == device.port


def test_a_bad_address():
    for address, code in {"unix": 2, "tcp:nowhere": 2, "unix:/none/such": 3}.items():
        ended = subprocess.run([client.find_binary(), "--control", address], capture_output=True, text=True, timeout=60)
        assert (ended.returncode, ended.stderr.count("\n")) == (code, 1), ended.stderr


def test_the_program_started_with_exec_finds_the_control(tmp_path):
    code = "import espat; c = espat.Control(); c.expect('ready', within=30); c.inject('x'); raise SystemExit(7)"
    command = [client.find_binary(), "--control", f"unix:{tmp_path}/c", "--link", f"{tmp_path}/at", "--exec", f'/usr/bin/python3 -c "{code}"']
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 7, ended.stderr


def test_an_espat_that_goes_is_told(espat):
    device = espat.device()
    os.kill(device._process.pid, signal.SIGTERM)
    assert device.wait_for_end() == 0
    with pytest.raises(client.EspatError):
        device.state()
