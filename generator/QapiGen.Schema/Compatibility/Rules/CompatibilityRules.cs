using System.Collections.Generic;
using System.Linq;
using QapiGen.Schema.Compatibility.Changes;

namespace QapiGen.Schema.Compatibility.Rules;

/// <summary>All rules of schema evolution that a comparison of two schemas applies.</summary>
internal static class CompatibilityRules
{
    private static readonly CompatibilityRule[] Rules =
    [
        new CommandRemoved(),
        new CommandAdded(),
        new CommandRenamed(),
        new ResultAdded(),
        new ResultRemoved(),
        new ResultKindChanged(),
        new SuccessResponseChanged(),
        new OutOfBandChanged(),
        new PreconfigChanged(),
        new ArgumentCheckingChanged(),
        new GenerationChanged(),
        new ConditionNarrowed(),
        new ConditionWidened(),
        new ConditionChanged(),
        new BecameDeprecated(),
        new DeprecationWithdrawn(),
        new BecameUnstable(),
        new BecameStable(),
        new FeatureAdded(),
        new FeatureRemoved(),
        new EventRemoved(),
        new EventAdded(),
        new EventDataChanged(),
        new MandatoryArgumentAdded(),
        new OptionalArgumentAdded(),
        new MandatoryArgumentRemoved(),
        new OptionalArgumentRemoved(),
        new ArgumentMadeOptional(),
        new ArgumentMadeMandatory(),
        new DefaultChanged(),
        new MandatoryResultMemberAdded(),
        new OptionalResultMemberAdded(),
        new MandatoryResultMemberRemoved(),
        new OptionalResultMemberRemoved(),
        new ResultMemberMadeOptional(),
        new ResultMemberMadeMandatory(),
        new MemberRenamed(),
        new MembersReordered(),
        new KindChanged(),
        new RangeWidened(),
        new RangeNarrowed(),
        new SignChanged(),
        new IntegerNumberChanged(),
        new SizeChanged(),
        new StringToEnum(),
        new EnumToString(),
        new IntoAlternate(),
        new OutOfAlternate(),
        new ListChanged(),
        new StructToUnion(),
        new UnionToStruct(),
        new AnyChanged(),
        new TypeRenamed(),
        new ArgumentValueAdded(),
        new ResultValueAdded(),
        new ArgumentValueRemoved(),
        new ResultValueRemoved(),
        new ValueRenamed(),
        new ValuesReordered(),
        new ArgumentBranchAdded(),
        new ResultBranchAdded(),
        new BranchRemoved(),
        new TagChanged(),
        new BranchTypeChanged(),
        new AlternativeAdded(),
        new AlternativeRemoved(),
        new RemovedWithoutDeprecation(),
        RemovedTooEarly.Instance,
        new DeprecatedWithoutReplacement(),
        new SinceMissing(),
        new NameBreaksRules(),
        new MemberMovedToBranch(),
        VendorElementChanged.Instance,
    ];

    /// <summary>The rules, by id.</summary>
    public static IReadOnlyList<CompatibilityRule> All => Rules;

    /// <summary>Shows changes of one kind to every rule that is about them.</summary>
    public static void Check<TChange>(IEnumerable<TChange> changes, FindingSink sink)
        where TChange : Change
    {
        foreach (TChange change in changes)
        {
            foreach (IChangeRule<TChange> rule in Of<TChange>.Rules)
            {
                rule.Check(change, sink);
            }
        }
    }

    /// <summary>Shows a change to every rule that is about its kind.</summary>
    public static void Check(Change change, FindingSink sink)
    {
        switch (change)
        {
            case MemberChange member:
                Check([member], sink);
                break;
            case ValueChange value:
                Check([value], sink);
                break;
            case BranchChange branch:
                Check([branch], sink);
                break;
            case AlternativeChange alternative:
                Check([alternative], sink);
                break;
            case ShapeChange shape:
                Check([shape], sink);
                break;
            case MovedMember moved:
                Check([moved], sink);
                break;
        }
    }

    /// <summary>Rules about a kind of change; those about every change are among them, since a rule takes what is more special too.</summary>
    private static class Of<TChange>
        where TChange : Change
    {
        public static readonly IChangeRule<TChange>[] Rules = CompatibilityRules.Rules.OfType<IChangeRule<TChange>>().ToArray();
    }
}
