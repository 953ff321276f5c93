namespace QapiGen.Emit.Emitters;

/// <summary>Names of what generated code uses, safe from names of a schema (see <see cref="Aliases"/>).</summary>
internal static class RuntimeNames
{
    public const string Wire = "QWire::";
    public const string Metadata = "QMetadata::";
    public const string Messages = "QMessages::";
    public const string Server = "QServer::";
    public const string Client = "QClient::";
    public const string Json = "QJson::";
    public const string Reader = Wire + "WireReader";
    public const string NoData = Wire + "NoData";
    public const string Utf8JsonReader = Json + "Utf8JsonReader";
    public const string JsonElement = Json + "JsonElement";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    public const string CancellationToken = "global::System.Threading.CancellationToken";

    /// <summary>
    /// The aliases at the top of each generated file, and the namespaces that they stand for. An alias before <c>::</c> is looked up
    /// among aliases only: no name of a schema can hide it.
    /// </summary>
    public static readonly (string Alias, string Namespace)[] Aliases =
    [
        ("QClient", "QapiGen.Runtime.Client"),
        ("QJson", "System.Text.Json"),
        ("QMessages", "QapiGen.Runtime.Messages"),
        ("QMetadata", "QapiGen.Runtime.Metadata"),
        ("QServer", "QapiGen.Runtime.Server"),
        ("QWire", "QapiGen.Runtime.Wire"),
    ];

    /// <summary>Parameters of a codec's reading method.</summary>
    public const string ReadParameters = "ref " + Utf8JsonReader + " reader, " + Wire + "WireMode mode";

    /// <summary>Parameters of a codec's writing method, but for the value's type.</summary>
    public const string WriteParameters = "ref " + Wire + "WireWriter writer, ";
}
