"""FTP sessions of packet captures.

>>> import ftpscope
>>> capture = ftpscope.open("samples/active.pcap")
>>> capture.sessions[0].mode
<Mode.ACTIVE: 'active'>
>>> capture.transfer("hehe.txt").complete
True
"""

from ._capture import Capture, Outcome, from_bytes, open
from ._errors import CaptureError, ExpectationError
from ._native import __version__
from ._records import (
    CaptureFile,
    Command,
    Connection,
    Direction,
    Endpoint,
    Finding,
    Login,
    Mode,
    Offer,
    Reply,
    Row,
    Session,
    Severity,
    Transfer,
    TransferOutcome,
)
from ._tables import Table

__all__ = [
    "Capture",
    "CaptureError",
    "CaptureFile",
    "Command",
    "Connection",
    "Direction",
    "Endpoint",
    "ExpectationError",
    "Finding",
    "Login",
    "Mode",
    "Offer",
    "Outcome",
    "Reply",
    "Row",
    "Session",
    "Severity",
    "Table",
    "Transfer",
    "TransferOutcome",
    "__version__",
    "from_bytes",
    "open",
]
