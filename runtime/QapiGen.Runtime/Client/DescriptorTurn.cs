using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace QapiGen.Runtime.Client;

/// <summary>Descriptors that go ahead of one command, and the right to be the only ones on their way.</summary>
/// <remarks>They stay open until the command has been answered, also if the caller gives up and closes them.</remarks>
internal sealed class DescriptorTurn
{
    private readonly SemaphoreSlim _gate;
    private int _held;

    /// <summary>Begins a turn.</summary>
    /// <param name="handles">The descriptors.</param>
    /// <param name="gate">Has been entered; <see cref="End"/> leaves it.</param>
    /// <exception cref="System.ObjectDisposedException">One is closed; the turn has ended.</exception>
    public DescriptorTurn(IReadOnlyList<SafeHandle> handles, SemaphoreSlim gate)
    {
        Handles = handles;
        _gate = gate;
        try
        {
            for (; _held < handles.Count; _held++)
            {
                bool isHeld = false;
                handles[_held].DangerousAddRef(ref isHeld);
            }
        }
        catch
        {
            End();
            throw;
        }
    }

    /// <summary>The descriptors.</summary>
    public IReadOnlyList<SafeHandle> Handles { get; }

    /// <summary>The command has been answered, or is never sent; to be called once.</summary>
    public void End()
    {
        while (_held > 0)
        {
            Handles[--_held].DangerousRelease();
        }

        _gate.Release();
    }
}
