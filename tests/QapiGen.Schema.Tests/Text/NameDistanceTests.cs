using System.Linq;
using CsCheck;
using QapiGen.Schema.Text;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Schema.Tests.Text;

[Trait("Draws", "examples")]
public sealed class NameDistanceTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "Abc", 1)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "ab", 1)]
    [InlineData("abc", "xabc", 1)]
    [InlineData("abc", "axc", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Edits_are_counted(string one, string other, int expected) => Assert.Equal(expected, NameDistance.Of(one, other));

    [Fact]
    public void Lengths_alone_tell_that_names_are_too_far_apart() => Assert.Equal(3, NameDistance.Of("a", "abcdefgh", 2));

    [Fact]
    public void It_is_the_same_both_ways_and_never_more_than_the_longer_name() =>
        Gen.Select(Gen.String[Gen.Char["ab-"], 0, 8], Gen.String[Gen.Char["ab-"], 0, 8]).CheckExamples(pair =>
        {
            (string one, string other) = pair;
            int distance = NameDistance.Of(one, other);
            Assert.Equal(distance, NameDistance.Of(other, one));
            Assert.Equal(one == other, distance == 0);
            Assert.InRange(distance, System.Math.Abs(one.Length - other.Length), new[] { one.Length, other.Length }.Max());
        });
}
