"""The fixture `espat`: virtual modules that live as long as a test, with their transcripts in the report of a test that fails."""

import pytest

from espat.device import Device
from espat.errors import ExpectationFailed

_devices = pytest.StashKey()


class Devices:
    """Starts modules; each ends with the test."""

    def __init__(self, started):
        self._started = started

    def device(self, **settings):
        """A running module (see espat.Device)."""
        device = Device(**settings)
        self._started.append(device)
        return device


@pytest.fixture
def espat(request):
    started = request.node.stash.setdefault(_devices, [])
    yield Devices(started)
    failures = [(device.exit_code, device.log()) for device in started if device.exit_code]
    for device in started:
        device.close()
    started.clear()
    for code, log in failures:
        raise ExpectationFailed(f"espat ended with exit code {code} during the test:\n{log}", b"")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if not report.failed or report.when == "teardown":
        return
    for device in item.stash.get(_devices, []):
        name = f"espat {device.port}"
        report.sections.append((f"{name}: transcript", "\n".join(str(entry) for entry in device.recorded())))
        report.sections.append((f"{name}: program log", device.log()))
