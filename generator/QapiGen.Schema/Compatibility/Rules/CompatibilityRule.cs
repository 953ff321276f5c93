using QapiGen.Schema.Diagnostics;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>A rule of schema evolution: it recognises one kind of change and says whom that breaks.</summary>
internal abstract class CompatibilityRule
{
    /// <summary>Makes a rule.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Kebab-case name.</param>
    /// <param name="aspect">What it is about.</param>
    /// <param name="format">Message with places for the arguments that <c>Check</c> reports.</param>
    /// <param name="group">Who asks for it.</param>
    protected CompatibilityRule(string id, string name, Aspect aspect, string format, RuleGroup group = RuleGroup.Wire)
    {
        Descriptor = new SchemaRule(id, name, SchemaSeverity.Warning, format);
        Aspect = aspect;
        Group = group;
    }

    /// <summary>Id, name and message. The severity there is a default: that of a finding follows from its facts.</summary>
    public SchemaRule Descriptor { get; }

    /// <summary>What it is about.</summary>
    public Aspect Aspect { get; }

    /// <summary>Who asks for it.</summary>
    public RuleGroup Group { get; }

    /// <summary>Facts of a change that breaks peers.</summary>
    protected static Facts Breaks(
        Certainty oldClient = Certainty.Never,
        Certainty oldServer = Certainty.Never,
        SourceBreaks source = SourceBreaks.None) => new(oldClient, oldServer, source);
}
