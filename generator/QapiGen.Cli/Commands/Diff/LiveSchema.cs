using System;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Cli.Output;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Schema.Text;

namespace QapiGen.Cli.Commands.Diff;

/// <summary>Asks a live server for its schema.</summary>
internal static class LiveSchema
{
    /// <summary>Connects, asks, and disconnects, all within a deadline.</summary>
    /// <returns>The reply as a file that is named after the address.</returns>
    /// <exception cref="CallException">Nobody is there, or what is there gives no schema in time.</exception>
    public static async Task<SchemaFile> FetchAsync(string address, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        try
        {
            var options = new QmpClientOptions { HandshakeTimeout = timeout, EnableOutOfBand = false };
            await using QmpClient client = await QmpClient.ConnectAsync(address, options, deadline.Token).ConfigureAwait(false);
            JsonElement reply = await client.ExecuteAsync("query-qmp-schema", cancellationToken: deadline.Token).ConfigureAwait(false);
            return new SchemaFile(address, reply.GetRawText());
        }
        catch (Exception e) when (e is QmpTimeoutException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CallException(
                $"{address} gave no schema within {timeout.TotalSeconds:0.#} s",
                "A server serves one client at a time; is another one connected? --timeout SECONDS waits longer.");
        }
        catch (Exception e) when (e is QmpConnectionException or QmpProtocolException or QmpErrorException or FormatException or SocketException)
        {
            throw new CallException($"{address} gave no schema: {e.Message}", "Addresses are unix:PATH and tcp:HOST:PORT of a QMP server.");
        }
    }
}
