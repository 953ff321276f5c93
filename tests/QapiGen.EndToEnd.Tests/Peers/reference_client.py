"""Drives the sample JobHost with QEMU's own client package, qemu.qmp.

Arguments: SOCKET SOURCE TARGET.  Begins when a line comes on standard input,
and prints what it sees, a line each.
"""
import asyncio
import sys

from qemu.qmp import ExecuteError, QMPClient


async def drive(socket, source, target):
    client = QMPClient('reference')
    await client.connect(socket)
    print('greeting', client.greeting.QMP.capabilities)
    names = [x['name'] for x in await client.execute('query-commands')]
    print('commands', 'file-backup' in names)
    try:
        await client.execute('job-cancel', {'id': 'absent'})
    except ExecuteError as error:
        print('error', error.error.error.class_, '-', error.error.error.desc)
    await follow(client, source, target)
    await client.execute('quit')
    await client.disconnect()
    print('disconnected')


async def follow(client, source, target):
    with client.listener(('JOB_STATUS_CHANGE', 'FILE_VERIFIED')) as listener:
        await client.execute('file-backup', {
            'job-id': 'b', 'source': source, 'target': target, 'auto-dismiss': False})
        async for event in listener:
            print('event', describe(event))
            if event['data'].get('status') == 'concluded':
                break
        # Both at once: the package gives them ids and expects their replies by those.
        jobs, version = await asyncio.gather(client.execute('query-jobs'), client.execute('query-version'))
        print('jobs', [x['status'] for x in jobs], sorted(version))
        await client.execute('job-dismiss', {'id': 'b'})
        print('event', describe(await listener.get()))


def describe(event):
    return event['data'].get('status', event['event'])


sys.stdin.readline()
asyncio.run(drive(*sys.argv[1:]))
