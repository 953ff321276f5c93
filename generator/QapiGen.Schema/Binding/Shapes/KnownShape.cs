using QapiGen.Schema.Model;
using QapiGen.Schema.Syntax;

namespace QapiGen.Schema.Binding.Shapes;

/// <summary>
/// What a run found out about a definition that depends on nothing but its text, the dialect and what pragmas say of it. It is kept with the parsed document,
/// so that the next run looks anew only at what has changed: definitions of files that were parsed again, and those of which a pragma says something else.
/// </summary>
/// <remarks>Only definitions without any finding are kept: what is reported is found each time. Runs beside each other may both fill it, with the same.</remarks>
internal sealed class KnownShape
{
    private readonly DefinitionSyntax _syntax;
    private readonly PairSyntax _kind;
    private readonly StringSyntax _name;
    private readonly DefinitionShape _shape;

    private KnownShape(DefinitionShape shape, PragmaState pragmas)
    {
        Pragmas = pragmas;
        _syntax = shape.Scope.Syntax;
        _kind = shape.Scope.Kind!;
        _name = shape.Scope.NameSyntax!;

        // Nothing of the run may be kept alive.
        _shape = shape.In(null!);
        _shape.Known = this;
        shape.Known = this;
    }

    /// <summary>The pragmas that it was read under.</summary>
    public PragmaState Pragmas { get; private set; }

    /// <summary>Whether its documentation describes all that is there.</summary>
    public bool HasNothingMissing { get; set; }

    /// <summary>Whether its documentation describes nothing that isn't there.</summary>
    public bool HasNothingUnknown { get; set; }

    /// <summary>Whether nothing is wrong with the values of an enum.</summary>
    public bool HasSoundValues { get; set; }

    /// <summary>Whether the members that it writes don't clash with each other.</summary>
    public bool HasDistinctMembers { get; set; }

    /// <summary>The values of an enum; null as long as nobody made them.</summary>
    public EnumValue[]? Values { get; set; }

    /// <summary>What is known of a definition; null if nothing is.</summary>
    public static KnownShape? Of(DefinitionScope scope) =>
        scope.File.Document.Kept[scope.Index] is KnownShape known && ReferenceEquals(known._syntax, scope.Syntax) ? known : null;

    /// <summary>Keeps a shape that was read without a finding.</summary>
    public static void Keep(DefinitionShape shape, PragmaState pragmas) =>
        shape.Scope.File.Document.Kept[shape.Scope.Index] = new KnownShape(shape, pragmas);

    /// <summary>The shape in another run; null if pragmas say something else of it now.</summary>
    public DefinitionShape? In(DefinitionScope scope, PragmaState pragmas)
    {
        if (!ReferenceEquals(Pragmas, pragmas))
        {
            if (!Pragmas.SaysTheSame(pragmas, _name.Value))
            {
                return null;
            }

            Pragmas = pragmas;
        }

        scope.SetName(_kind, _name);
        return _shape.In(scope);
    }
}
