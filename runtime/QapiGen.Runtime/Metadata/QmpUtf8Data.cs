using System;

namespace QapiGen.Runtime.Metadata;

/// <summary>Gives constant UTF-8 data that lives in the assembly's image.</summary>
public delegate ReadOnlySpan<byte> QmpUtf8Data();
