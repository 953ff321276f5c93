namespace QapiGen.Cli.Shell.Editing;

/// <summary>One way to go on.</summary>
/// <param name="Text">What replaces the written part.</param>
/// <param name="Suffix">What follows when it is the only way: a blank, <c>=</c> or nothing.</param>
/// <param name="Description">A few words about it, or empty.</param>
internal sealed record CompletionItem(string Text, string Suffix, string Description = "");
