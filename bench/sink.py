"""A lean SMTP server in a process of its own: it takes everything, keeps nothing, and counts.

`python -m bench.sink` prints its port, and serves until its standard input ends. It takes several commands at once
(RFC 2920); with `--step-by-step` it does not say so. `NOOP count` answers how many messages it has taken.
"""

import asyncio
import sys


class Sink(asyncio.Protocol):
    """One connection."""

    taken = 0
    takes_many_at_once = "--step-by-step" not in sys.argv

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self.transport, self.rest, self.is_in_data = transport, b"", False
        transport.write(b"220 sink.example.org\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every command that has arrived whole."""
        self.rest += data
        answers = []
        while True:
            end = b"\r\n.\r\n" if self.is_in_data else b"\r\n"
            head, found, rest = self.rest.partition(end)
            if not found:
                break
            self.rest = rest
            answers.append(self.answer(head))
        if answers:
            self.transport.write(b"".join(answers))

    def answer(self, command: bytes) -> bytes:
        """Answer one command, or the end of one message."""
        if self.is_in_data:
            self.is_in_data = False
            Sink.taken += 1
            return b"250 2.0.0 Taken\r\n"
        verb = command[:4].upper()
        self.is_in_data = verb == b"DATA"
        many = b"250-PIPELINING\r\n" if self.takes_many_at_once else b""
        answers = {
            b"DATA": b"354 Go on\r\n",
            b"EHLO": b"250-sink.example.org\r\n" + many + b"250 8BITMIME\r\n",
            b"QUIT": b"221 2.0.0 Goodbye\r\n",
            b"NOOP": b"250 %d\r\n" % Sink.taken,
        }
        return answers.get(verb, b"250 2.0.0 OK\r\n")


async def serve() -> None:
    """Listen on any free port until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
