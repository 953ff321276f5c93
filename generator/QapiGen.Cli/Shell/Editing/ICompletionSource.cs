namespace QapiGen.Cli.Shell.Editing;

/// <summary>Knows how a line can go on.</summary>
internal interface ICompletionSource
{
    /// <summary>The ways to go on at the cursor.</summary>
    CompletionList Complete(string text, int cursor);

    /// <summary>What may follow, to be shown pale behind the end of the line; empty for nothing.</summary>
    string Hint(string text);
}
