"""What can go wrong."""


class EspatError(Exception):
    """espat refused a request, or is not there. `code` is the control API's word for it."""

    def __init__(self, message, code=None):
        super().__init__(message)
        self.code = code


class NotPossible(EspatError):
    """The request is right, and this device cannot do it."""


class StartFailed(EspatError):
    """espat did not start. `log` is what it said."""

    def __init__(self, message, log=""):
        super().__init__(message, "start_failed")
        self.log = log


class ExpectationFailed(AssertionError):
    """What was expected did not happen, or what must not happen did. `received` holds the bytes that came instead."""

    def __init__(self, message, received):
        super().__init__(message)
        self.received = received
