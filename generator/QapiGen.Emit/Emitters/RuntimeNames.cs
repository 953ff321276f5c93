namespace QapiGen.Emit.Emitters;

/// <summary>Names of what generated code uses, safe from names of a schema (see the aliases of <see cref="Text.GeneratedHeader"/>).</summary>
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

    /// <summary>Parameters of a codec's reading method.</summary>
    public const string ReadParameters = "ref " + Utf8JsonReader + " reader, " + Wire + "WireMode mode";

    /// <summary>Parameters of a codec's writing method, but for the value's type.</summary>
    public const string WriteParameters = "ref " + Wire + "WireWriter writer, ";
}
