namespace QapiGen.Benchmarks.Events;

/// <summary>What one round with one peer measured.</summary>
/// <param name="EmittedPerSecond">Events per second of the server's loop that emits.</param>
/// <param name="DeliveredPerSecond">Receipts per second, from the first event's emission to the last subscriber's last receipt.</param>
/// <param name="P50">Microseconds from emission to receipt, one event at a time: half of the receipts.</param>
/// <param name="P90">Nine of ten.</param>
/// <param name="P99">Ninety-nine of a hundred.</param>
/// <param name="P999">All but one of a thousand.</param>
/// <param name="ServerBytes">Bytes that the server allocated for each event.</param>
/// <param name="ClientBytes">Bytes that the subscribers' process allocated for each receipt.</param>
internal sealed record EventResult(
    double EmittedPerSecond, double DeliveredPerSecond, double P50, double P90, double P99, double P999, double ServerBytes, double ClientBytes);
