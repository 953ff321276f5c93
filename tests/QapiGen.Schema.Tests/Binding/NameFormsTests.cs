using QapiGen.Schema.Binding.Shapes;
using Xunit;

namespace QapiGen.Schema.Tests.Binding;

/// <summary>The form of names (spec N-1, N-2, N-5, N-10).</summary>
public sealed class NameFormsTests
{
    [Theory]
    [InlineData("a", 0)]
    [InlineData("a-b_c1", 0)]
    [InlineData("x-foo", 2)]
    [InlineData("X-foo", 2)]
    [InlineData("x-1", 0)]
    [InlineData("x-", 0)]
    [InlineData("x", 0)]
    [InlineData("__com.acme_foo", 11)]
    [InlineData("__com.acme_x-foo", 13)]
    [InlineData("__a_b_c", 4)]
    [InlineData("__1-2_x-1", 6)]
    [InlineData("", -1)]
    [InlineData("1a", -1)]
    [InlineData("_a", -1)]
    [InlineData("__a", -1)]
    [InlineData("___a", -1)]
    [InlineData("__a_", -1)]
    [InlineData("a.b", -1)]
    [InlineData("a b", -1)]
    [InlineData("*a", -1)]
    [InlineData("ä", -1)]
    public void Stem_starts_after_the_prefixes(string name, int stem) => Assert.Equal(stem, NameForms.FindStem(name, hasExperimentalPrefix: true));

    [Theory]
    [InlineData("x-foo", 0)]
    [InlineData("__com.acme_x-foo", 11)]
    public void Experimental_prefix_belongs_to_the_stem_in_5_2(string name, int stem) => Assert.Equal(stem, NameForms.FindStem(name, hasExperimentalPrefix: false));

    [Theory]
    [InlineData("q_a", true)]
    [InlineData("q-a", true)]
    [InlineData("q", false)]
    [InlineData("qa", false)]
    [InlineData("Q_a", false)]
    public void Names_that_start_with_q_are_reserved(string name, bool isReserved) => Assert.Equal(isReserved, NameForms.IsReserved(name));

    [Theory]
    [InlineData("u", true)]
    [InlineData("has-x", true)]
    [InlineData("has_x", true)]
    [InlineData("has", false)]
    [InlineData("hash", false)]
    [InlineData("u-", false)]
    public void Some_member_names_are_reserved(string name, bool isReserved) => Assert.Equal(isReserved, NameForms.IsReservedMember(name));

    [Theory]
    [InlineData("a-b.c", "a_b_c")]
    [InlineData("a_b", "a_b")]
    public void Punctuation_does_not_tell_names_apart(string name, string key) => Assert.Equal(key, NameForms.ClashKey(name));
}
