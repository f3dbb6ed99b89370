"""A real SMTP server on loopback that keeps what it gets, and can be as unhelpful as real ones.

In a test: `with Sink(Scenario(cut_every=5)) as sink: …`. As a process of its own, one JSON line for each message and
for each end of a connection: `python -m tests.sink --port 2525 --record received.jsonl --scenario cut:5,slow:0.02`.
"""

from tests.sink.received import Received
from tests.sink.scenario import DEFERRED, OK, REFUSED, Scenario
from tests.sink.server import Sink, faults

__all__ = ["DEFERRED", "OK", "REFUSED", "Received", "Scenario", "Sink", "faults"]
