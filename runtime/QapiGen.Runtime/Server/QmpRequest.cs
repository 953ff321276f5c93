using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Wire;

namespace QapiGen.Runtime.Server;

/// <summary>One command on its way through a server: gives generated dispatchers the arguments and takes the result.</summary>
/// <remarks>Reused by its connection; nothing of it may be kept after the dispatcher's task has ended.</remarks>
public abstract class QmpRequest
{
    /// <summary>Reads the arguments, strictly.</summary>
    /// <exception cref="Messages.QmpErrorException">They are wrong; text and class are QEMU's (QMP spec 12).</exception>
    public abstract T ReadArguments<T>()
        where T : IWireReadable<T>;

    /// <summary>Gives the arguments as they came, for <c>gen: false</c>.</summary>
    public abstract JsonElement ReadRawArguments();

    /// <summary>The command has no result: replies with the empty object when the task has ended.</summary>
    public abstract ValueTask ReturnAsync(ValueTask task);

    /// <summary>Replies with the task's result when it has ended.</summary>
    public abstract ValueTask ReturnAsync<T, TCodec>(ValueTask<T> task)
        where TCodec : IWireWritable<T>;

    /// <summary>
    /// Replies with a list whose elements come one by one: each is encoded when it comes and kept no longer, and the reply goes out as one message when the last has come.
    /// If the sequence fails, the reply is an error as for any other command, and nothing of the list.
    /// </summary>
    /// <remarks>A server's request does that; the default gathers the elements first.</remarks>
    /// <param name="items">The elements.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public virtual async ValueTask ReturnListAsync<T, TCodec>(IAsyncEnumerable<T> items, CancellationToken cancellationToken)
        where TCodec : IWireWritable<T>
    {
        var list = new List<T>();
        await foreach (T item in items.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            list.Add(item);
        }

        await ReturnAsync<IReadOnlyList<T>, ListWriter<T, TCodec>>(new ValueTask<IReadOnlyList<T>>(list)).ConfigureAwait(false);
    }
}
