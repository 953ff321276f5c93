using System;

namespace QapiGen.Hosting;

/// <summary>A sink of events was asked for that is none, or isn't one for these events. Told apart from what else goes wrong when services are made.</summary>
internal sealed class WrongSinkException(string message) : InvalidOperationException(message);
