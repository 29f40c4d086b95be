"""`python -m article22`."""

import sys

from article22.doors.console import main

if __name__ == "__main__":
    sys.exit(main())
