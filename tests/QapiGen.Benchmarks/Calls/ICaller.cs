using System;
using System.Threading.Tasks;

namespace QapiGen.Benchmarks.Calls;

/// <summary>A client that makes the same call over and over; any number of calls may be under way.</summary>
internal interface ICaller : IAsyncDisposable
{
    /// <summary>Calls <c>echo</c>; gives the number that came back.</summary>
    ValueTask<long> CallAsync(long number, string text);
}
