using System;
using System.Text.Json;
using QapiGen.Runtime.Metadata;

namespace QapiGen.Runtime.Client;

/// <summary>The command of a call: from a schema, or by name.</summary>
internal readonly struct CallTarget
{
    private readonly QmpCommandDescriptor? _descriptor;
    private readonly string _name;
    private readonly JsonEncodedText _encoded;

    public CallTarget(QmpCommandDescriptor descriptor)
    {
        _descriptor = descriptor;
        _name = descriptor.Name;
    }

    public CallTarget(string name)
    {
        _name = name;
        _encoded = JsonEncodedText.Encode(name);
    }

    public static CallTarget Negotiate { get; } = new("qmp_capabilities");

    public string Name => _name;

    /// <summary>The name as it stands between quotes; names of a schema need no escapes.</summary>
    public ReadOnlySpan<byte> Utf8Name => _descriptor is null ? _encoded.EncodedUtf8Bytes : _descriptor.Utf8Name;

    /// <summary>No reply on success.</summary>
    public bool IsSilent => _descriptor is not null && (_descriptor.Flags & QmpCommandFlags.NoSuccessResponse) != 0;
}
