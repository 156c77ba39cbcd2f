"""espat ctl, as a person or a shell script uses it."""

import json
import os
import subprocess

import pytest

import espat as client


@pytest.fixture
def ctl(module):
    def run(*words, environment=None):
        variables = {**os.environ, "ESPAT_CONTROL": module.ready["control"], **(environment or {})}
        ended = subprocess.run([client.find_binary(), "ctl", *words], capture_output=True, text=True, timeout=60, env=variables)
        return ended.returncode, ended.stdout, ended.stderr

    return run


def test_state(module, ctl):
    code, output, errors = ctl("state")
    assert (code, errors) == (0, "")
    assert "profile: esp32-v2.1.0.0\n" in output and "wifi:\n  address: 192.168." in output
    assert json.loads(ctl("state", "--json")[1])["state"]["profile"] == "esp32-v2.1.0.0"


def test_faults(module, ctl):
    assert ctl("fault", "add", "uart=to_host", "slice=1", "gap=2ms", "as=drip") == (0, "drip\n", "")
    assert ctl("fault", "list") == (0, "drip\n", "")
    assert ctl("fault", "remove", "drip") == (0, "", "")
    code, output, errors = ctl("fault", "remove", "drip")
    assert (code, output, errors) == (3, "", "espat: no fault of the name drip stands\n")


def test_expectations_inject_and_transcript(module, ctl):
    assert ctl("expect", "line=ready", "from=start", "within=30s")[0] == 0
    assert ctl("inject", "host", "+A:\\x01,b\\r\\n") == (0, "", "")
    assert ctl("expect", "text=+A:\\x01", "from=start", "within=30s")[1].endswith("+A:\\x01\n")
    assert ctl("transcript", "1")[1].endswith(" device < +A:\\x01,b\\r\\n\n")
    code, output, errors = ctl("expect", "text=nothing", "within=10ms")
    assert (code, output) == (1, "")
    assert errors.startswith("espat: the module sends nothing: this did not happen within 10ms\n  expected  nothing\n")
    assert ctl("expect", "line=x", "count=0", "within=10ms")[0] == 0


def test_reset_wait_and_coverage(module, ctl):
    assert ctl("wait", "1ms") == (0, "", "")
    assert json.loads(ctl("coverage")[1])["profile"] == "esp32-v2.1.0.0"


def test_events_until_the_end(module):
    address = module.ready["control"]
    with subprocess.Popen([client.find_binary(), "ctl", "--control", address, "subscribe", "uart"], stdout=subprocess.PIPE, text=True) as process:
        while not module.state()["uptime"] or module.inject("one\r\n") or not _readable(process.stdout):
            pass
        assert process.stdout.readline().endswith(" device < one\\r\\n\n")
        module.quit()
        assert process.wait(60) == 0


def _readable(stream):
    import select

    return bool(select.select([stream], [], [], 0.2)[0])


@pytest.mark.parametrize(
    "words, code, error",
    [
        (["sate"], 2, "there is no verb sate; did you mean state?"),
        (["fault", "add", "uart"], 2, "uart is not KEY=VALUE"),
        (["fault", "add", "uart=to_host", "slise=1"], 2, "slice"),
        (["inject", "host"], 2, "it is `espat ctl inject host|device TEXT`"),
        (["inject", "host", "a\\q"], 2, "begins nothing"),
        (["broker", "kill"], 3, "broker"),
        (["state", "--control", "unix:/none"], 3, "no answer from /none"),
        (["state", "--control", "here"], 2, "write unix:PATH or tcp:HOST:PORT"),
        ([], 2, "verb"),
    ],
)
def test_what_goes_wrong(ctl, words, code, error):
    ended, output, errors = ctl(*words)
    assert (ended, output) == (code, "")
    assert error in errors and errors.startswith("espat: ")


def test_without_an_address(ctl):
    code, _, errors = ctl("state", environment={"ESPAT_CONTROL": ""})
    assert (code, errors) == (2, "espat: ctl needs the address of an espat; write --control, or set ESPAT_CONTROL\n")


def test_help_has_examples():
    ended = subprocess.run([client.find_binary(), "ctl", "--help"], capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0 and "espat ctl fault add uart=to_host slice=1" in ended.stdout
