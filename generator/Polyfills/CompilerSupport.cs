// Types that the compiler looks for and .NET Standard 2.0 doesn't have. Every project of that framework compiles them: an assembly doesn't see another's,
// not even one that it shows its internals to (tests), since they are embedded.
namespace System.Runtime.CompilerServices
{
    /// <summary>Marks an accessor as <c>init</c>.</summary>
    [Microsoft.CodeAnalysis.Embedded]
    internal static class IsExternalInit;

    /// <summary>Marks a type that has <c>required</c> members, and each of these.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>Keeps compilers that don't know a feature away from what needs it.</summary>
    /// <param name="featureName">The feature.</param>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        /// <summary>The feature.</summary>
        public string FeatureName { get; } = featureName;
    }

    /// <summary>Marks a type that takes the parts of an interpolated string.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class InterpolatedStringHandlerAttribute : Attribute;

    /// <summary>Names the argument that a handler of an interpolated string is made with; an empty name is the receiver's.</summary>
    /// <param name="argument">The parameter's name.</param>
    [AttributeUsage(AttributeTargets.Parameter)]
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class InterpolatedStringHandlerArgumentAttribute(string argument) : Attribute
    {
        /// <summary>The parameters' names.</summary>
        public string[] Arguments { get; } = [argument];
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>Marks a constructor that sets every <c>required</c> member.</summary>
    [AttributeUsage(AttributeTargets.Constructor, Inherited = false)]
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class SetsRequiredMembersAttribute : Attribute;

    /// <summary>Says that an argument isn't null if the method returned this.</summary>
    /// <param name="returnValue">What the method returned.</param>
    [AttributeUsage(AttributeTargets.Parameter)]
    [Microsoft.CodeAnalysis.Embedded]
    internal sealed class NotNullWhenAttribute(bool returnValue) : Attribute
    {
        /// <summary>What the method returned.</summary>
        public bool ReturnValue { get; } = returnValue;
    }
}

namespace Microsoft.CodeAnalysis
{
    /// <summary>Marks a type that no other assembly may see.</summary>
    [System.AttributeUsage(System.AttributeTargets.All, Inherited = false)]
    [Embedded]
    internal sealed class EmbeddedAttribute : System.Attribute;
}
