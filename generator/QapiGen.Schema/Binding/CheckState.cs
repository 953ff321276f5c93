namespace QapiGen.Schema.Binding;

/// <summary>How far phase 4 has come with an entity.</summary>
internal enum CheckState
{
    NotStarted,
    Running,
    Done,
}
