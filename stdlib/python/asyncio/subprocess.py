"""Child processes: not there yet."""

__all__ = ("create_subprocess_exec", "create_subprocess_shell")


async def create_subprocess_exec(program, *args, **kwargs):
    raise NotImplementedError("asyncio.create_subprocess_exec(): Krait's asyncio has no subprocesses yet")


async def create_subprocess_shell(cmd, **kwargs):
    raise NotImplementedError("asyncio.create_subprocess_shell(): Krait's asyncio has no subprocesses yet")
