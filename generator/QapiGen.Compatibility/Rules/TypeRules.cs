using System.Collections.Generic;
using QapiGen.Compatibility.Changes;
using QapiGen.Compatibility.Findings;
using QapiGen.Compatibility.Wire;
using static QapiGen.Compatibility.Rules.CompatibilityRule;

namespace QapiGen.Compatibility.Rules;

/// <summary>Rules about the types of members and results, and about types as a whole.</summary>
internal static class TypeRules
{
    private const string WasAndIs = "'{0}' was {1} and now is {2}";

    private static readonly Facts Everybody = Breaks(Certainty.Always, Certainty.Always, SourceBreaks.Both);

    private static readonly Facts Nobody = Breaks(Certainty.Information, Certainty.Information);

    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All { get; } =
    [
        On<TypeChange>("QAPI3401", "kind-changed", Aspect.Type, WasAndIs, static (change, to) =>
            Report(change, to, change is { IsResult: false, Relation: TypeRelation.OtherKind }, Everybody, Everybody)),
        On<TypeChange>(
            "QAPI3402", "integer-range-widened", Aspect.Type, "the range of '{0}' is wider: it was {1} and now is {2}", static (change, to) =>
            Report(change, to, change.Relation == TypeRelation.RangeWidened, OldServerPerhaps, OldClientPerhaps)),
        On<TypeChange>(
            "QAPI3403", "integer-range-narrowed", Aspect.Type, "the range of '{0}' is narrower: it was {1} and now is {2}", static (change, to) =>
            Report(change, to, change.Relation == TypeRelation.RangeNarrowed, OldClientPerhaps, OldServerPerhaps)),
        On<TypeChange>(
            "QAPI3404", "signedness-changed", Aspect.Type, "the sign of '{0}' changed: it was {1} and now is {2}", static (change, to) =>
            Report(change, to, change.Relation == TypeRelation.SignChanged, BothPerhaps, BothPerhaps)),

        // Whoever expects an integer can't read a fraction.
        On<TypeChange>("QAPI3405", "integer-number-changed", Aspect.Type, WasAndIs, static (change, to) =>
        {
            Report(change, to, change.Relation == TypeRelation.IntegerToNumber, OldServer, OldClient);
            Report(change, to, change.Relation == TypeRelation.NumberToInteger, OldClient, OldServer);
        }),
        On<TypeChange>(
            "QAPI3406", "size-changed", Aspect.Type, "'{0}' was {1} and now is {2}: the same JSON, but other texts on command lines", static (change, to) =>
            Report(change, to, change.Relation == TypeRelation.SizeToInteger, Nobody, Nobody)),
        On<TypeChange>("QAPI3407", "string-to-enum", Aspect.Type, "'{0}' was any string and now is {2}", static (change, to) =>
            Report(
                change, to, change.Relation == TypeRelation.StringToEnum,
                OldClientPerhaps, Breaks(Certainty.Information, Certainty.Never, SourceBreaks.Both))),
        On<TypeChange>("QAPI3408", "enum-to-string", Aspect.Type, "'{0}' was {1} and now is any string", static (change, to) =>
            Report(change, to, change.Relation == TypeRelation.EnumToString, OldServerPerhaps, OldClientPerhaps)),
        On<TypeChange>(
            "QAPI3409", "type-to-alternate", Aspect.Type, "'{0}' was {1} and now is {2}, which may be that or something else", static (change, to) =>
            Report(change, to, change.Relation == TypeRelation.IntoAlternate, OldServerPerhaps, OldClient)),
        On<TypeChange>("QAPI3410", "alternate-to-type", Aspect.Type, "'{0}' was {1}, of which {2} is left", static (change, to) =>
            Report(
                change, to, change.Relation == TypeRelation.OutOfAlternate,
                Breaks(Certainty.WhenUsed, Certainty.Never, SourceBreaks.Both), OldServer)),
        On<TypeChange>("QAPI3411", "list-changed", Aspect.Type, WasAndIs, static (change, to) =>
            Report(change, to, change is { IsResult: false, Relation: TypeRelation.IntoList or TypeRelation.OutOfList }, Everybody, Everybody)),

        // Some members are there only for some values of the discriminator.
        On<ShapeChange>("QAPI3412", "struct-to-union", Aspect.Shape, "'{0}' was a struct and now is a union by '{1}'", static (change, to) =>
        {
            if (change is { Old: WireObject { Tag: null } old, New: WireObject { Tag: WireMember tag } })
            {
                bool tagIsNew = old.Find(tag.Name) is null;
                Facts facts = change.Facts(
                    send: Breaks(tagIsNew ? Certainty.Always : Certainty.Possible, Certainty.Possible, SourceBreaks.Both),
                    receive: BothPerhaps);
                to.Report(facts, change.Path, tag.Name);
            }
        }),

        // On the wire its members decide, which are judged one by one.
        On<ShapeChange>("QAPI3413", "union-to-struct", Aspect.Shape, "'{0}' was a union by '{1}' and now is a struct", static (change, to) =>
        {
            if (change is { Old: WireObject { Tag: WireMember tag }, New: WireObject { Tag: null } })
            {
                to.Report(Breaks(source: SourceBreaks.Both), change.Path, tag.Name);
            }
        }),
        On<TypeChange>("QAPI3414", "any-changed", Aspect.Type, WasAndIs, static (change, to) =>
        {
            Report(change, to, change.Relation == TypeRelation.IntoAny, OldServerPerhaps, OldClientPerhaps);
            Report(change, to, change.Relation == TypeRelation.OutOfAny, OldClientPerhaps, OldServerPerhaps);
        }),

        // Another name, or exchanged for one of the same shape, which only C# shows.
        On<ShapeChange>(
            "QAPI3415", "type-renamed", Aspect.TypeName, "type '{0}' took the place of '{1}'; the shape on the wire is the same", static (change, to) =>
        {
            if (change is { HasSameShape: true, Old: { IsNamed: true, Name: string old }, New: { IsNamed: true, Name: string @new } })
            {
                to.Report(Breaks(source: SourceBreaks.Both), Direction.None, "an alias keeps C# callers compiling", @new, old);
            }
        }),
    ];

    private static Facts OldClient => Breaks(Certainty.Always, Certainty.Never, SourceBreaks.Both);

    private static Facts OldServer => Breaks(Certainty.Never, Certainty.Always, SourceBreaks.Both);

    private static Facts OldClientPerhaps => Breaks(Certainty.Possible, Certainty.Never, SourceBreaks.Both);

    private static Facts OldServerPerhaps => Breaks(Certainty.Never, Certainty.Possible, SourceBreaks.Both);

    private static Facts BothPerhaps => Breaks(Certainty.Possible, Certainty.Possible, SourceBreaks.Both);

    private static void Report(TypeChange change, RuleSink to, bool applies, Facts send, Facts receive)
    {
        if (applies)
        {
            to.Report(change.Facts(send, receive), change.Path, change.OldType.Description, change.NewType.Description);
        }
    }
}
