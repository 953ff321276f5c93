using QapiGen.Schema.Text;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>A type reference: a name, or the array of it (spec T-2).</summary>
/// <param name="Name">The type named.</param>
/// <param name="IsArray">Whether its array is meant.</param>
/// <param name="Span">The name's token.</param>
internal sealed record TypeReference(string Name, bool IsArray, SourceSpan Span);
