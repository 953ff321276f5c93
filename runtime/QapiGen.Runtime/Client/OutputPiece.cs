namespace QapiGen.Runtime.Client;

/// <summary>Where the bytes of one request stand among those that wait to be sent.</summary>
/// <param name="Request">The request; null if it has been taken back.</param>
/// <param name="Start">Offset of its first byte.</param>
/// <param name="Length">Number of bytes.</param>
internal readonly record struct OutputPiece(PendingRequest? Request, int Start, int Length);
