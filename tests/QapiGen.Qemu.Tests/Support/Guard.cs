using System;
using System.Threading.Tasks;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>Keeps a test from hanging for ever; nothing is measured.</summary>
internal static class Guard
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    public static Task<T> Hang<T>(this Task<T> task) => task.WaitAsync(Limit);

    public static Task Hang(this Task task) => task.WaitAsync(Limit);
}
