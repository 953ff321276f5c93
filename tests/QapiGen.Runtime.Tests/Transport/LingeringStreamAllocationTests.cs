using System;
using System.IO;
using System.Net.Sockets;
using System.Threading.Tasks;
using QapiGen.Runtime.Tests.Support;
using QapiGen.Runtime.Transport;
using Xunit;

namespace QapiGen.Runtime.Tests.Transport;

/// <summary>What reading from a socket allocates; counted in all threads together.</summary>
[Collection(AloneCollection.Name)]
public sealed class LingeringStreamAllocationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("qapigen-").FullName;
    private readonly byte[] _buffer = new byte[100];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task Neither_a_read_that_finds_something_nor_one_that_waits_allocates() => Task.Run(async () =>
    {
        (Socket peer, Socket socket) = LingeringStreamTests.Connect(_folder, overTcp: false);
        using (peer)
        await using (var stream = new LingeringStream(socket))
        {
            byte[] one = [1];
            int received = 0;
            long least = long.MaxValue;
            for (int round = 0; round < 20; round++)
            {
                long before = GC.GetTotalAllocatedBytes(precise: true);
                for (int i = 0; i < 100; i++)
                {
                    peer.Send(one);
                    received += await stream.ReadAsync(_buffer);
                    ValueTask<int> reading = stream.ReadAsync(_buffer);
                    peer.Send(one);
                    received += await reading;
                }

                least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
            }

            Assert.Equal(20 * 200, received);

            // What the loop itself takes, and others at the same time: far less than one object for each wait.
            Assert.InRange(least, 0, (100 * 24) - 1);
        }
    });
}
