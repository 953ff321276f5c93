using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Tasks;
using QapiGen.Fuzz.Running;
using Xunit;

namespace QapiGen.Fuzz.Tests;

/// <summary>The work for a definition grows as its members do, and as a paragraph's lines. Branches are counted, not time.</summary>
public sealed class GrowthTests
{
    [Fact]
    public async Task Four_times_the_members_are_little_more_than_four_times_the_work()
    {
        string program = typeof(FuzzLoop).Assembly.Location;
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program, "count", "800"]) { RedirectStandardOutput = true })!;
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(16, lines.Length);
        Assert.All(lines, line =>
        {
            string[] parts = line.Split(' ');
            double few = double.Parse(parts[2], CultureInfo.InvariantCulture);
            double many = double.Parse(parts[3], CultureInfo.InvariantCulture);
            Assert.True(many < few * 5 && few > 0, line);
        });
    }
}
