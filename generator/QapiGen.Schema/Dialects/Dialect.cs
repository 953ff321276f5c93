namespace QapiGen.Schema.Dialects;

/// <summary>Which release's language a schema is read as (spec 12.2), as a set of switches.</summary>
/// <param name="Name"><c>lenient</c>, <c>5.2</c>, <c>7.2</c>, <c>10.0</c> or <c>10.2</c>.</param>
public sealed partial record Dialect(string Name)
{
    /// <summary>Accepts every real schema of all releases (spec V-42).</summary>
    public static Dialect Lenient { get; } = new("lenient");
}
