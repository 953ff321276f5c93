using QapiGen.Schema.Text;

namespace QapiGen.Schema.Model;

/// <summary>A feature of a definition, member or enum value (spec T-4).</summary>
/// <param name="Name">Its name; <c>deprecated</c> and <c>unstable</c> have a meaning of their own.</param>
/// <param name="Condition">Its condition, or null.</param>
/// <param name="Location">Where it is written.</param>
public sealed record Feature(string Name, Condition? Condition, SchemaLocation? Location)
{
    /// <summary>Name of the feature that marks what will go away.</summary>
    public const string Deprecated = "deprecated";

    /// <summary>Name of the feature that marks what may change.</summary>
    public const string Unstable = "unstable";
}
