using System.Threading;
using System.Threading.Tasks;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Server;

/// <summary>Runs the commands of one module; generated code derives from it.</summary>
public abstract class QmpDispatcher
{
    /// <summary>Makes a dispatcher that doesn't tell what carries out its commands.</summary>
    protected QmpDispatcher()
    {
    }

    /// <summary>Makes a dispatcher.</summary>
    /// <param name="implementation">What carries out its commands; null if that isn't one object.</param>
    protected QmpDispatcher(object? implementation) => Implementation = implementation;

    /// <summary>What carries out all of its commands, as it was given; null if that isn't one object, or isn't told.</summary>
    public object? Implementation { get; }

    /// <summary>The module whose commands it runs.</summary>
    public abstract QmpModule Module { get; }

    /// <summary>Decodes the arguments, runs the command and hands the result to the request.</summary>
    /// <param name="command">Position of the command in the module.</param>
    /// <param name="request">The request; valid until the returned task ends.</param>
    /// <param name="cancellationToken">Ends when the server shuts down.</param>
    /// <exception cref="Messages.QmpErrorException">The arguments are wrong or the command refuses.</exception>
    public abstract ValueTask DispatchAsync(int command, QmpRequest request, CancellationToken cancellationToken);
}
