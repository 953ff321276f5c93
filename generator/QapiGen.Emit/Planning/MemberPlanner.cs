using System.Collections.Generic;
using System.Linq;
using QapiGen.Emit.Specs;
using QapiGen.Schema.Collections;
using QapiGen.Schema.Versions;
using QapiGen.Schema.Model;

namespace QapiGen.Emit.Planning;

/// <summary>Plans members of objects and arguments. Conditions don't change their names.</summary>
internal sealed class MemberPlanner(TypePlanner types, DocPlanner docs, Selection selection, ReleaseVersion? minimum)
{
    /// <summary>Plans members in a scope of names.</summary>
    /// <param name="members">All members, dropped ones included.</param>
    /// <param name="properties">Names of properties.</param>
    /// <param name="owner">Whose documentation describes members of implicit types.</param>
    /// <param name="taken">Names that local variables can't have.</param>
    public IEnumerable<MemberSpec> Plan(IEnumerable<Member> members, NameScope properties, SchemaEntity? owner = null, params string[] taken)
    {
        var locals = new NameScope(ReservedNames.Parameter);
        foreach (string local in taken)
        {
            locals.Take(local);
        }

        var planned = new List<MemberSpec>();
        foreach (Member member in members)
        {
            string identifier = properties.Add(CSharpNames.Pascal(member.Name));
            MemberSpec spec = Plan(member, identifier, locals.Add(CSharpNames.Camel(identifier)), owner);
            if (selection.Holds(member.Condition))
            {
                planned.Add(spec);
            }
        }

        return planned;
    }

    /// <summary>Attributes of something with features.</summary>
    /// <param name="wireName">The QAPI name.</param>
    /// <param name="since">The version that introduced it, or null.</param>
    /// <param name="features">Its features.</param>
    /// <param name="owner">The definition whose documentation describes the features.</param>
    public MarkSpec Mark(string? wireName, string? since, EquatableArray<Feature> features, SchemaEntity? owner)
    {
        if (features.Count == 0)
        {
            return new MarkSpec(wireName, since);
        }

        List<string> names = FeatureNames(features);
        bool isDeprecated = names.Contains(Feature.Deprecated);
        return new MarkSpec(wireName, since, isDeprecated, names.Contains(Feature.Unstable), isDeprecated ? docs.Deprecation(owner) : null);
    }

    /// <summary>Names of the features that hold.</summary>
    public List<string> FeatureNames(IEnumerable<Feature> features) =>
        features.Where(feature => selection.Holds(feature.Condition)).Select(feature => feature.Name).ToList();

    private MemberSpec Plan(Member member, string identifier, string local, SchemaEntity? owner)
    {
        SchemaEntity? documented = member.DefinedIn.IsImplicit ? owner : member.DefinedIn;
        string? since = docs.MemberSince(documented, member.Name);
        bool isTag = owner is ObjectType { Discriminator: Member tag } && tag.Name == member.Name;
        return new MemberSpec(
            member.Name,
            identifier,
            local,
            types.Plan(member.Type),
            member.IsOptional || (!isTag && IsNewer(since)),
            Mark(member.Name, since, member.Features, documented),
            docs.Member(documented, member.Name));
    }

    /// <summary>Whether what came with a version is newer than the oldest server to work with, which so neither sends nor takes it.</summary>
    public bool IsNewer(string? since) => minimum is not null && since is not null && ReleaseVersion.Find(since) > minimum;
}
