using System.Threading.Tasks;
using QapiGen.Runtime.Server;
using QapiGen.Runtime.Server.Compatibility;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>QMP spec 12: texts, paths and order of argument errors.</summary>
public sealed class QmpArgumentTests
{
    [Theory]
    [InlineData("""{"i8":128}""", "Parameter 'i8' expects int8_t")]
    [InlineData("""{"i8":9223372036854775808}""", "Invalid parameter type for 'i8', expected: integer")]
    [InlineData("""{"i":1.0}""", "Invalid parameter type for 'i', expected: integer")]
    [InlineData("""{"u8":-1}""", "Parameter 'u8' expects uint8_t")]
    [InlineData("""{"u8":256}""", "Parameter 'u8' expects uint8_t")]
    [InlineData("""{"u8":1.5}""", "Parameter 'u8' expects uint64")]
    [InlineData("""{"u64":-1,"i":null}""", "Invalid parameter type for 'i', expected: integer")]
    [InlineData("""{"u64":18446744073709551616}""", "Parameter 'u64' expects uint64")]
    [InlineData("""{"n":"1"}""", "Invalid parameter type for 'n', expected: number")]
    [InlineData("""{"b":0}""", "Invalid parameter type for 'b', expected: boolean")]
    [InlineData("""{"z":false}""", "Invalid parameter type for 'z', expected: null")]
    [InlineData("""{"e":1}""", "Invalid parameter type for 'e', expected: string")]
    [InlineData("""{"e":"Red"}""", "Parameter 'e' does not accept value 'Red'")]
    [InlineData("""{"l":{}}""", "Invalid parameter type for 'l', expected: array")]
    [InlineData("""{"l":[1,"a"]}""", "Parameter 'l[1]' expects uint64")]
    [InlineData("""{"l":[70000]}""", "Parameter 'null' expects uint16_t")]
    [InlineData("""{"alt":true}""", "Invalid parameter type for 'alt', expected: A")]
    [InlineData("""{"alt":1.5}""", "Invalid parameter type for 'alt', expected: integer")]
    [InlineData("""{"alt":{}}""", "Parameter 'alt.x' is missing")]
    [InlineData("""{"alts":["a",true]}""", "Invalid parameter type for 'null', expected: A")]
    [InlineData("""{"alts":["a",{}]}""", "Parameter 'alts[1].x' is missing")]
    [InlineData("""{"un":{}}""", "Parameter 'un.kind' is missing")]
    [InlineData("""{"un":{"x":1,"kind":"none"}}""", "Parameter 'un.x' is unexpected")]
    [InlineData("""{"un":{"kind":"p"}}""", "Parameter 'un.x' is missing")]
    [InlineData("""{"un":{"x":"","kind":"inner","sub":"p"}}""", "Invalid parameter type for 'un.x', expected: integer")]
    [InlineData("""{"un":{"x":1,"kind":"inner","sub":"p","w":1}}""", "Parameter 'un.w' is unexpected")]
    [InlineData("""{"a":1,"b":2,"c":3,"d":4}""", "Invalid parameter type for 'b', expected: boolean")]
    [InlineData("""{"a":1,"c":3,"d":4}""", "Parameter 'd' is unexpected")]
    [InlineData("""{"any":null,"l":[],"i8":-128,"u64":18446744073709551615}""", "the codec's own words")]
    public async Task The_first_fault_in_schema_order_is_reported(string arguments, string text)
    {
        await using QmpService service = LabDispatcher.Service();
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        string? reply = await client.AskAsync($"{{\"execute\":\"take\",\"arguments\":{arguments}}}");
        Assert.Equal($"{{\"error\": {{\"class\": \"GenericError\", \"desc\": \"{text}\"}}}}", reply);
    }

    [Theory]
    [InlineData("""{"gone":1}""", "Deprecated parameter gone disabled by policy")]
    [InlineData("""{"shaky":1}""", "Unstable parameter shaky disabled by policy")]
    [InlineData("""{"e":"pink"}""", "Deprecated value pink disabled by policy")]
    [InlineData("""{"e":"red"}""", "the codec's own words")]
    public async Task A_policy_refuses_what_is_marked(string arguments, string text)
    {
        var policy = QmpCompatibilityPolicy.Parse("deprecated-input=reject,unstable-input=reject");
        await using QmpService service = LabDispatcher.Service(new QmpServiceOptions { Compatibility = policy });
        await using TestConnection client = await TestConnection.OpenReadyAsync(service);
        string? reply = await client.AskAsync($"{{\"execute\":\"take\",\"arguments\":{arguments}}}");
        Assert.Equal($"{{\"error\": {{\"class\": \"GenericError\", \"desc\": \"{text}\"}}}}", reply);
        reply = await client.AskAsync("{\"execute\":\"old\"}");
        Assert.Equal("{\"error\": {\"class\": \"CommandNotFound\", \"desc\": \"Deprecated command old disabled by policy\"}}", reply);
    }
}
