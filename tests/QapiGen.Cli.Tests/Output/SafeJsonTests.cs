using System.Text.Json;
using QapiGen.Cli.Output;
using QapiGen.Runtime.Wire;
using Xunit;

namespace QapiGen.Cli.Tests.Output;

public sealed class SafeJsonTests
{
    [Fact]
    public void Names_and_texts_are_escaped_and_nothing_else_changes() =>
        Assert.Equal("""{"a\\u001B":[1e400,true,null,"\\u202Ex"]}""", SafeJson.Escape(JsonElement.Parse("""{"a\u001b": [1e400, true, null, "\u202ex"]}""")).GetRawText());

    [Fact]
    public void What_a_client_reads_is_never_too_deep()
    {
        string deepest = new string('[', WireJson.MaxDepth) + new string(']', WireJson.MaxDepth);
        JsonElement read = JsonElement.Parse(deepest, new JsonDocumentOptions { MaxDepth = WireJson.MaxDepth });

        Assert.Equal(deepest, SafeJson.Escape(read).GetRawText());
    }
}
