"""Drives a machine by QEMU's own client, the package qemu.qmp: python3 drive.py SOCKET FIRMWARE"""

import asyncio
import sys

from qemu.qmp import EventListener, ExecuteError, QMPClient
from qemu.qmp.legacy import QEMUMonitorProtocol


async def refused(client, error_class, description, command, arguments=None):
    try:
        await client.execute(command, arguments)
    except ExecuteError as error:
        info = error.error.error
        assert info.class_ == error_class, error
        assert info.desc.startswith(description), error
    else:
        raise AssertionError(command + " was not refused")


async def build(client, firmware):
    version = client.greeting.QMP.version
    assert version["qemu"]["major"] == 7, version
    assert version["package"].startswith("Backplane"), version
    assert "oob" in client.greeting.QMP.capabilities, client.greeting.QMP
    await refused(client, "CommandNotFound", "The command nope has not been found", "nope")
    await refused(client, "GenericError", "Parameter 'path' is missing", "qom-list")
    await refused(client, "DeviceNotFound", "Device '/nowhere' not found", "qom-list", {"path": "/nowhere"})
    await client.execute("machine-create", {"type": "virt", "memory": 64 << 20, "firmware": firmware})
    await client.execute("device_add", {"driver": "virtio-rng-device", "id": "random"})
    await client.execute("object-add", {"qom-type": "rng-builtin", "id": "entropy"})


async def run(client, watcher):
    """Both are told in the order in which it happens; answers find their commands."""
    told = EventListener(("RESUME", "STOP", "RESET"))
    with watcher.listen(told), client.listener(("RESUME", "STOP")) as own:
        await client.execute("cont")
        answers = await asyncio.gather(*(client.execute("query-status") for _ in range(50)))
        assert all(answer["status"] == "running" for answer in answers), answers
        await client.execute("stop")
        await client.execute("system_reset")
        assert [(await own.get())["event"] for _ in range(2)] == ["RESUME", "STOP"]
        events = [await told.get() for _ in range(3)]
        assert [event["event"] for event in events] == ["RESUME", "STOP", "RESET"], events
        assert events[2]["data"] == {"guest": False, "reason": "host-qmp-system-reset"}, events


async def main(socket, firmware):
    client = QMPClient("client")
    watcher = QMPClient("watcher")
    await asyncio.gather(client.connect(socket), watcher.connect(socket))
    await build(client, firmware)
    await run(client, watcher)
    for message in ({"execute": "query-name", "id": "of its own"}, {"execute": "query-name"}):
        answer = await client._raw(message, assign_id=False)
        assert answer == {"return": {}} | ({"id": message["id"]} if "id" in message else {}), answer
    await client.disconnect()
    await client.connect(socket)
    assert (await client.execute("query-status"))["status"] == "prelaunch"
    await asyncio.gather(client.disconnect(), watcher.disconnect())


def legacy(socket):
    monitor = QEMUMonitorProtocol(socket)
    monitor.connect()
    command = getattr(monitor, "command", monitor.cmd)  # the later name
    assert any(known["name"] == "device_add" for known in command("query-commands"))
    command("quit")
    assert monitor.pull_event(wait=10)["event"] == "SHUTDOWN"
    try:
        monitor.close()
    except EOFError:
        pass  # who was told to quit was the first to hang up


asyncio.run(main(sys.argv[1], sys.argv[2]))
asyncio.set_event_loop(asyncio.new_event_loop())  # which the older client expects
legacy(sys.argv[1])
print("all went well")
