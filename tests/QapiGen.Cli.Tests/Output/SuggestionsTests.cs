using QapiGen.Cli.Output;
using Xunit;

namespace QapiGen.Cli.Tests.Output;

public sealed class SuggestionsTests
{
    [Theory]
    [InlineData("chekc", "check")]
    [InlineData("CHECK", "check")]
    [InlineData("job_cancel", "job-cancel")]
    [InlineData("job-cancle", "job-cancel")]
    [InlineData("xyzzy", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_suggested(string written, string? expected) =>
        Assert.Equal(expected is null ? null : $"Did you mean '{expected}'?", Suggestions.DidYouMean(written, ["check", "dump", "job-cancel", "job-complete"]));

    [Fact]
    public void Names_that_are_equally_near_are_all_named() =>
        Assert.Equal("Did you mean 'a1', 'a2' or 'a3'?", Suggestions.DidYouMean("a", ["a3", "a1", "a2", "b9"]));
}
