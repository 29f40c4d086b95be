"""Run all measurements, or those that are named: python -m bench kills routes."""

import importlib
import sys

ALL = ("routes", "nearest", "starts", "web", "create", "finding", "journal", "outbox", "drill", "live", "fuzz", "kills", "caseload", "register")

for name in sys.argv[1:] or ALL:
    print(f"\n## {name}")
    importlib.import_module(f"bench.{name}").main()
