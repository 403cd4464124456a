"""Streams: not there yet."""

__all__ = ("open_connection", "start_server", "open_unix_connection", "start_unix_server")


async def open_connection(host=None, port=None, **kwargs):
    raise NotImplementedError("asyncio.open_connection(): Krait's asyncio has no streams yet")


async def start_server(client_connected_cb, host=None, port=None, **kwargs):
    raise NotImplementedError("asyncio.start_server(): Krait's asyncio has no streams yet")


async def open_unix_connection(path=None, **kwargs):
    raise NotImplementedError("asyncio.open_unix_connection(): Krait's asyncio has no streams yet")


async def start_unix_server(client_connected_cb, path=None, **kwargs):
    raise NotImplementedError("asyncio.start_unix_server(): Krait's asyncio has no streams yet")
