"""A grpclib server and client that do what JSON requests on standard input say, one on a line.

A request is {"id": 1, "op": "name", "args": {...}}; its answer {"id": 1, "result": ...} or {"id": 1, "error": "..."}.
Bytes are strings with one character a byte. Messages are passed as they are.
"""

import asyncio
import json
import platform
import sys

import grpclib
from grpclib.client import Channel, StreamStreamMethod, StreamUnaryMethod, UnaryUnaryMethod
from grpclib.const import Cardinality, Handler, Status
from grpclib.encoding.base import CodecBase
from grpclib.exceptions import GRPCError, StreamTerminatedError
from grpclib.server import Server

METHOD = "/grpc.testing.TestService/UnaryCall"


class Passthrough(CodecBase):
    """Messages are bytes already."""

    __content_subtype__ = "proto"

    def encode(self, message, message_type):
        return message

    def decode(self, data, message_type):
        return data


def to_pairs(metadata):
    """Metadata as a list of pairs, in order; None is none."""
    if metadata is None:
        return None
    return [[k, v.decode("latin-1") if isinstance(v, bytes) else v] for k, v in metadata.items()]


def from_pairs(pairs):
    """Pairs as grpclib takes them: bytes under -bin."""
    return [(k, v.encode("latin-1") if k.endswith("-bin") else v) for k, v in pairs]


class Service:
    """UnaryCall, as the request that started the server says; it keeps what its calls saw."""

    def __init__(self, args):
        self.args = args
        self.calls = []
        self.done = asyncio.Condition()

    async def unary_call(self, stream):
        call = {
            "metadata": to_pairs(stream.metadata),
            "left": None if stream.deadline is None else stream.deadline.time_remaining(),
            "peer": stream.peer.addr()[0],
            "userAgent": stream.user_agent,
            "ended": None,
        }
        self.calls.append(call)
        try:
            await self.answer(stream)
            call["ended"] = "returned"
        except asyncio.CancelledError:
            call["ended"] = "cancelled"
            raise
        except Exception:
            call["ended"] = "failed"
            raise
        finally:
            async with self.done:
                self.done.notify_all()

    async def answer(self, stream):
        args = self.args
        await stream.recv_message()
        if args.get("hang"):
            await asyncio.Event().wait()
        if "initial" in args:
            await stream.send_initial_metadata(metadata=from_pairs(args["initial"]))
        status = Status(args.get("code", 0))
        if status is Status.OK:
            await stream.send_message(args.get("reply", "").encode("latin-1"))
        await stream.send_trailing_metadata(
            status=status,
            status_message=args.get("message"),
            metadata=from_pairs(args.get("trailing", [])),
        )

    def __mapping__(self):
        return {METHOD: Handler(self.unary_call, Cardinality.UNARY_UNARY, bytes, bytes)}


servers = {}


async def hello(args):
    return {"grpclib": grpclib.__version__, "python": platform.python_version()}


async def serve(args):
    service = Service(args)
    server = Server([service], codec=Passthrough())
    await server.start("127.0.0.1", 0)
    port = server._server.sockets[0].getsockname()[1]
    servers[port] = (server, service)
    return {"port": port}


async def records(args):
    """What the calls of a server saw, once so many have ended."""
    _, service = servers[args["port"]]
    async with service.done:
        await service.done.wait_for(lambda: sum(c["ended"] is not None for c in service.calls) >= args["ended"])
    return service.calls


async def end(args):
    server, _ = servers.pop(args["port"])
    server.close()


async def call(args):
    channel = Channel("127.0.0.1", args["port"], codec=Passthrough())
    method = UnaryUnaryMethod(channel, METHOD, bytes, bytes)
    out = {"status": "OK", "message": None, "reply": None, "initial": None, "trailing": None, "peer": None}
    try:
        async with method.open(timeout=args.get("timeout"), metadata=from_pairs(args["metadata"])) as stream:
            try:
                await stream.send_message(args.get("text", "").encode("latin-1"), end=True)
                out["reply"] = (await stream.recv_message() or b"").decode("latin-1")
                await stream.recv_trailing_metadata()
            finally:
                out["initial"] = to_pairs(stream.initial_metadata)
                out["trailing"] = to_pairs(stream.trailing_metadata)
                out["peer"] = stream.peer.addr()[0] if stream.peer else None
    except GRPCError as error:
        out["status"], out["message"] = error.status.name, error.message
    except (StreamTerminatedError, asyncio.TimeoutError) as error:
        out["status"] = type(error).__name__
    finally:
        channel.close()
    return out


uploads = {}


async def upload(args):
    """Begins an upload of one message and never ends it; it is cancelled by `cut`, or its time is over."""
    channel = Channel("127.0.0.1", args["port"], codec=Passthrough())
    kind = StreamStreamMethod if args["bidi"] else StreamUnaryMethod
    method = kind(channel, args["path"], bytes, bytes)
    sent = asyncio.Event()

    async def run():
        async with method.open(timeout=args.get("timeout")) as stream:
            await stream.send_message(args.get("text", "").encode("latin-1"))
            sent.set()
            await stream.recv_message()

    task = asyncio.create_task(run())
    uploads[args["port"]] = (task, channel)
    await sent.wait()
    return {}


async def cut(args):
    """Cancels an upload if it goes on, and returns how it ended."""
    task, channel = uploads.pop(args["port"])
    if not args.get("wait"):
        task.cancel()
    try:
        await task
        return "OK"
    except BaseException as error:
        return type(error).__name__
    finally:
        channel.close()


OPS = {"upload": upload, "cut": cut, "hello": hello, "serve": serve, "records": records, "end": end, "call": call}


async def answer(request):
    try:
        result = {"id": request["id"], "result": await OPS[request["op"]](request.get("args") or {})}
    except Exception as error:  # the caller is told, whatever it is
        result = {"id": request["id"], "error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()


async def main():
    reader = asyncio.StreamReader(limit=1 << 24)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    tasks = set()
    while line := await reader.readline():
        task = asyncio.create_task(answer(json.loads(line)))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    for server, _ in servers.values():
        server.close()


asyncio.run(main())
