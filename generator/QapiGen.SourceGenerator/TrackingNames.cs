namespace QapiGen.SourceGenerator;

/// <summary>Names of the generator's steps, by which tests ask what an edit has run again.</summary>
public static class TrackingNames
{
    /// <summary>One value per schema file: path, text and settings.</summary>
    public const string Files = nameof(Files);

    /// <summary>One value per file: its syntax.</summary>
    public const string Documents = nameof(Documents);

    /// <summary>One value per reference: the modules that it was generated from.</summary>
    public const string References = nameof(References);

    /// <summary>One value per module and one per root: what they are to be planned from.</summary>
    public const string Units = nameof(Units);

    /// <summary>One value per generated module.</summary>
    public const string Modules = nameof(Modules);

    /// <summary>One value per generated file of a module.</summary>
    public const string Parts = nameof(Parts);

    /// <summary>One value per root: what there is once.</summary>
    public const string Roots = nameof(Roots);

    /// <summary>One value per fault of a schema or of its settings.</summary>
    public const string Findings = nameof(Findings);

    /// <summary>One value per change that breaks a baseline.</summary>
    public const string Baselines = nameof(Baselines);
}
