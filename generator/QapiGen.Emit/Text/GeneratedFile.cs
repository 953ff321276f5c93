namespace QapiGen.Emit.Text;

/// <summary>A generated file.</summary>
/// <param name="HintName">Its name.</param>
/// <param name="Text">Its text; lines end with LF.</param>
public sealed record GeneratedFile(string HintName, GeneratedText Text);
