using System;
using System.IO;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Peers;

/// <summary>A test that needs Python and QEMU's client package: <c>QAPIGEN_QEMU_PYTHON</c> names the <c>python</c> folder of a QEMU checkout. Skipped without them.</summary>
public sealed class QemuPythonFactAttribute : FactAttribute
{
    private const string Variable = "QAPIGEN_QEMU_PYTHON";

    /// <summary>The interpreter.</summary>
    public const string Interpreter = "python3";

    /// <summary>Skips the test where something is absent.</summary>
    public QemuPythonFactAttribute() => Skip = Reason();

    /// <summary>The folder, or null.</summary>
    public static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null;

    private static string? Reason()
    {
        if (OperatingSystem.IsWindows())
        {
            return "Python has no Unix sockets here";
        }

        return Folder is not { } folder ? $"{Variable} doesn't say where the python folder of a QEMU checkout is"
            : !File.Exists(Path.Combine(folder, "qemu", "qmp", "__init__.py")) ? $"{Variable} names {folder}, which has no qemu/qmp"
            : OptionalPrograms.Find(Interpreter) is null ? $"{Interpreter} is not installed"
            : null;
    }
}
