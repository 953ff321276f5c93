namespace QapiGen.Schema.Text;

/// <summary>A place in a text file as people count it.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1, in Unicode code points.</param>
public readonly record struct LinePosition(int Line, int Column);
