namespace QapiGen.Compatibility.Wire;

/// <summary>A value of an enum.</summary>
internal sealed class WireValue : WireElement
{
}
