"""The sample firmware of tests/firmware: it survives what it claims to survive, and its bugs show."""

import os
import subprocess

import pytest


@pytest.fixture
def firmware():
    running = []

    def start(device, *arguments):
        command = [os.environ["ESPAT_SAMPLE_FIRMWARE"], device.port, "--broker", "127.0.0.1"]
        command += ["--broker-port", str(device.ready["broker"]["tcp"]), *arguments]
        running.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def device(espat):
    return espat.device(broker=True, timing="instant")


def test_a_whole_run(device, firmware):
    assert firmware(device, "--rounds", "2").wait(120) == 0
    device.expect_host('*AT+MQTTPUBRAW=0,"espat/reading",*', count=4, within=0)


def test_it_answers_messages(device, firmware):
    process = firmware(device, "--rounds", "0")
    device.expect_mqtt("subscribed", within=60)
    device.expect_host('AT+MQTTSUB=0,"espat/command",1', within=60)
    device.expect("OK\r\n", within=60)
    device.broker.publish("espat/command", "how, are\r\nyou?")
    device.expect_host('*AT+MQTTPUBRAW=0,"espat/answer",14,1,0', within=60)
    device.expect_host("how, are", within=60)
    device.broker.publish("espat/command", "stop")
    assert process.wait(60) == 0


def test_it_survives_the_loss_of_the_broker(device, firmware):
    process = firmware(device, "--rounds", "0")
    device.expect("+MQTTSUBRECV", within=60)
    device.broker.kill()
    device.expect("+MQTTDISCONNECTED:0", within=60)
    device.broker.start()
    device.expect_mqtt("subscribed", within=60)
    device.expect("+MQTTSUBRECV", within=60)
    device.broker.publish("espat/command", "stop")
    assert process.wait(60) == 0


@pytest.mark.parametrize("bug", [None, "busy"])
def test_busy(device, firmware, bug):
    device.expect("GOT IP", within=60)
    process = firmware(device, *(["--bug", bug] if bug else []))
    device.expect_host("ATE0", within=60)
    device.expect("OK\r\n", within=60)
    device.inject("busy p...\r\n", to="host")
    device.expect("OK\r\n", within=60)
    assert process.wait(120) == 0


@pytest.mark.parametrize("bug", [None, "lost-urc"])
def test_a_message_between_ok_and_prompt(espat, firmware, tmp_path, bug):
    scenario = tmp_path / "between.yaml"
    scenario.write_text(
        """
        scenario: a message arrives between OK and the prompt
        version: 1
        on:
          - host_sends: '*AT+MQTTPUBRAW=0,"espat/reading",4,1,0'
            times: 1
            do: [{firmware: {insert_urc: "\\r\\n+MQTTSUBRECV:0,\\"espat/command\\",4,stop\\r\\n", at: 7}}]
        """
    )
    device = espat.device(scenario=scenario, broker=True, timing="instant")
    process = firmware(device, "--rounds", "0", *(["--bug", bug] if bug else []))
    if bug:
        device.expect_host('*AT+MQTTPUBRAW=0,"espat/reading",*', count=5, within=60)
        assert process.poll() is None
    else:
        assert process.wait(60) == 0
