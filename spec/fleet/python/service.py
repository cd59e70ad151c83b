"""The fleet's service in grpclib: `service.py NAME PORT`. It tells its port and its calls as JSON on its standard output, one
thing a line, and ends when its standard input does. Its calls do what their payload says, but for going on to others.
"""

import asyncio
import base64
import json
import sys

from grpclib.const import Cardinality, Handler, Status
from grpclib.encoding.base import CodecBase, StatusDetailsCodecBase
from grpclib.server import Server


class Passthrough(CodecBase):
    """Messages are bytes already."""

    __content_subtype__ = "proto"

    def encode(self, message, message_type):
        return message

    def decode(self, data, message_type):
        return data


class Details(StatusDetailsCodecBase):
    """Details are a google.rpc.Status, as bytes."""

    def encode(self, status, message, details):
        return details

    def decode(self, status, message, data):
        return data


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def fields(data):
    """The fields of a message, of which only varints and lengths occur."""
    at, found = 0, {}
    while at < len(data):
        tag, at = varint(data, at)
        value, at = varint(data, at)
        if tag & 7 == 2:
            found[tag >> 3], at = data[at : at + value], at + value
        else:
            found[tag >> 3] = value
    return found


def length(n):
    out = b""
    while n >= 0x80:
        out, n = out + bytes([n & 0x7F | 0x80]), n >> 7
    return out + bytes([n])


def response(body):
    """A message whose first field is a payload."""
    payload = b"\x12" + length(len(body)) + body
    return b"\x0a" + length(len(payload)) + payload


def tell(what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Service:
    def __init__(self, name):
        self.name = name

    def echoed(self, stream):
        own = [(key, value) for key, value in stream.metadata.items() if key in ("x-id", "x-id-bin")]
        return [("x-server", self.name), *own]

    async def unary_call(self, stream):
        request = await stream.recv_message()
        await stream.recv_message()  # the end of the requests: a stream that is left before that is reset, which nginx takes amiss
        command = json.loads(fields(fields(request)[3])[2])
        attempts = stream.metadata.getall("grpc-previous-rpc-attempts", [])
        tell({"event": "run", "id": command["id"], "attempts": attempts})
        own = self.echoed(stream)
        await stream.send_initial_metadata(metadata=own)
        if command["do"] == "hang":
            await self.hang(command["id"], stream)
        if command["do"] == "work":
            await asyncio.sleep(command["ms"] / 1000)
        if command["do"] == "fail":
            status = fields(base64.b64decode(command["status"]))
            await stream.send_trailing_metadata(
                status=Status(status[1]),
                status_message=status[2].decode(),
                status_details=base64.b64decode(command["status"]),
                metadata=own,
            )
            return
        await stream.send_message(response(json.dumps(self.seen(stream)).encode()))
        await stream.send_trailing_metadata(metadata=own)

    async def hang(self, id, stream):
        try:
            await asyncio.Event().wait()
        finally:
            over = stream.deadline is not None and stream.deadline.time_remaining() <= 0
            tell({"event": "ended", "id": id, "err": "context deadline exceeded" if over else "context canceled"})

    async def full_duplex_call(self, stream):
        await stream.send_initial_metadata(metadata=self.echoed(stream))
        async for request in stream:
            await stream.send_message(response(fields(fields(request).get(3, b"")).get(2, b"")))
        await stream.send_trailing_metadata(metadata=self.echoed(stream))

    async def check(self, stream):
        await stream.recv_message()
        await stream.send_message(b"\x08\x01")  # SERVING

    def seen(self, stream):
        return {
            "server": self.name,
            "ids": stream.metadata.getall("x-id", []),
            "bins": [base64.b64encode(value).decode() for value in stream.metadata.getall("x-id-bin", [])],
            "left": -1 if stream.deadline is None else stream.deadline.time_remaining() * 1000,
            "tenant": stream.metadata.get("x-tenant", ""),
        }

    def __mapping__(self):
        health = "/grpc.health.v1.Health/Check"
        path = "/grpc.testing.TestService/"
        return {
            path + "UnaryCall": Handler(self.unary_call, Cardinality.UNARY_UNARY, bytes, bytes),
            path + "FullDuplexCall": Handler(self.full_duplex_call, Cardinality.STREAM_STREAM, bytes, bytes),
            health: Handler(self.check, Cardinality.UNARY_UNARY, bytes, bytes),
        }


async def main():
    name, port = sys.argv[1:]
    server = Server([Service(name)], codec=Passthrough(), status_details_codec=Details())
    await server.start("127.0.0.1", int(port))
    tell({"port": server._server.sockets[0].getsockname()[1]})
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()
    await server.wait_closed()


asyncio.run(main())
