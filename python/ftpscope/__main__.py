"""The program: ``ftpscope``, or ``python -m ftpscope``."""

import signal
import sys

from . import _native


def main() -> int:
    # the program ends as signals say, and not when Python has its turn again
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.main(["ftpscope", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
