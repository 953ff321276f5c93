namespace QapiGen.Emit.Emitters;

/// <summary>Full names of what generated code uses.</summary>
internal static class RuntimeNames
{
    public const string Wire = "global::QapiGen.Runtime.Wire.";
    public const string Metadata = "global::QapiGen.Runtime.Metadata.";
    public const string Messages = "global::QapiGen.Runtime.Messages.";
    public const string Server = "global::QapiGen.Runtime.Server.";
    public const string Client = "global::QapiGen.Runtime.Client.";
    public const string Reader = Wire + "WireReader";
    public const string NoData = Wire + "NoData";
    public const string Utf8JsonReader = "global::System.Text.Json.Utf8JsonReader";
    public const string JsonElement = "global::System.Text.Json.JsonElement";
    public const string ValueTask = "global::System.Threading.Tasks.ValueTask";
    public const string CancellationToken = "global::System.Threading.CancellationToken";

    /// <summary>Parameters of a codec's reading method.</summary>
    public const string ReadParameters = "ref " + Utf8JsonReader + " reader, " + Wire + "WireMode mode";

    /// <summary>Parameters of a codec's writing method, but for the value's type.</summary>
    public const string WriteParameters = "ref " + Wire + "WireWriter writer, ";
}
