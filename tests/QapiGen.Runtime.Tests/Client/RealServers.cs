using System.Threading.Tasks;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Transport;
using QapiGen.TestSupport;

namespace QapiGen.Runtime.Tests.Client;

/// <summary>Starts the real programs, which connect to the test: nothing has to be waited for.</summary>
internal static class RealServers
{
    public const string StorageDaemon = "qemu-storage-daemon";
    public const string Emulator = "qemu-system-x86_64";
    public const string GuestAgent = "qemu-ga";

    public static async Task<QmpClient> ConnectStorageDaemonAsync(OptionalProcess process, QmpClientOptions? options = null, string chardevOptions = "", string monitorOptions = "")
    {
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(process.PathOf("qmp.sock")));
        process.Start(StorageDaemon, "--chardev", $"socket,id=c,path={process.PathOf("qmp.sock")},server=off{chardevOptions}", "--monitor", $"chardev=c{monitorOptions}");
        return await QmpClient.AcceptAsync(listener, options);
    }

    public static async Task<QmpClient> ConnectEmulatorAsync(OptionalProcess process, QmpClientOptions? options = null)
    {
        await using QmpListener listener = QmpListener.Bind(QmpAddress.Unix(process.PathOf("qmp.sock")));
        process.Start(Emulator, "-machine", "none", "-nodefaults", "-S", "-display", "none", "-qmp", $"unix:{process.PathOf("qmp.sock")}");
        return await QmpClient.AcceptAsync(listener, options);
    }
}
