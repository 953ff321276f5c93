namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>Who asks for a rule.</summary>
internal enum RuleGroup
{
    /// <summary>Everybody.</summary>
    Wire,

    /// <summary>Profile <c>policy</c> only.</summary>
    Policy,
}
