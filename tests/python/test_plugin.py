"""The pytest fixture: what a failing test's report has."""


def test_a_failing_test_shows_transcript_and_log(pytester):
    pytester.makepyfile(
        """
        import serial

        def test_answer(espat):
            device = espat.device(timing="instant")
            with serial.Serial(device.port, 115200, timeout=30) as port:
                port.write(b"AT+MQTTPUB=0,\\"a\\",\\"b,c\\",0,0\\r\\n")
                device.expect("ERROR", within=30)
                device.expect("never", within=0.01)
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*ExpectationFailed: the module sends never: this did not happen within 10ms*",
            "*- espat /*/at: transcript -*",
            "*host   > AT+MQTTPUB=0,\"a\",\"b,c\",0,0\\r\\n",
            "*device < *ERROR\\r\\n*",
            "*- espat /*/at: program log -*",
            "*AT+MQTTPUB answers ERROR: the MQTT client is not connected",
        ]
    )


def test_a_passing_test_leaves_nothing_behind(pytester, tmp_path):
    pytester.makepyfile(
        f"""
        def test_start(espat):
            first, second = espat.device(timing="instant"), espat.device(timing="instant")
            assert first.port != second.port
            assert first.expect("ready", within=30) == second.expect("ready", within=30)
            with open({str(tmp_path / "paths")!r}, "w") as paths:
                paths.write(first.path("") + "\\n" + second.path(""))
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    assert "transcript" not in result.stdout.str()
    paths = (tmp_path / "paths").read_text().splitlines()
    assert len(paths) == 2
    for path in paths:
        assert not pytester.path.joinpath(path).exists()


def test_a_scenario_that_fails_fails_the_test(pytester):
    pytester.makefile(".yaml", scenario="scenario: silence\nversion: 1\nsteps:\n  - host_sends: {line: \"AT+NEVER\", within: 10ms}\n")
    pytester.makepyfile(
        """
        def test_nothing(espat):
            device = espat.device(profile="esp32c3-v3.3.0.0", scenario="scenario.yaml")
            assert device.ready["profile"] == "esp32c3-v3.3.0.0"
            assert device.wait_for_end() == 1
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ExpectationFailed: espat ended with exit code 1*", "*the host sends a line like AT+NEVER*"])


def test_without_espat_the_message_says_what_to_do(pytester, monkeypatch):
    monkeypatch.setenv("ESPAT_BINARY", "")
    monkeypatch.setenv("PATH", "/nowhere")
    pytester.makepyfile("def test_start(espat): espat.device()")
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*StartFailed: there is no espat in $PATH; install it, or name it with ESPAT_BINARY or binary="])
