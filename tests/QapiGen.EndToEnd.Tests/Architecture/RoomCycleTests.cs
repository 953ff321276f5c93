using System.IO;
using System.Linq;
using Xunit;

namespace QapiGen.EndToEnd.Tests.Architecture;

/// <summary>No two folders of a project use each other.</summary>
public sealed class RoomCycleTests
{
    [Theory]
    [MemberData(nameof(Projects.AllAndTests), MemberType = typeof(Projects))]
    public void No_two_folders_use_each_other(string project)
    {
        RoomGraph graph = RoomGraph.Read(Projects.Assembly(project), Path.GetFileName(project));
        string[] cycles = [.. graph.MutualPairs(), .. graph.LongerCycles()];
        string[] fresh = [.. cycles.Except(AcceptedCycles.Of(project))];
        string[] gone = [.. AcceptedCycles.Of(project).Except(cycles)];

        Assert.True(fresh.Length == 0, $"new in {project}:\n{string.Join('\n', fresh)}");
        Assert.True(gone.Length == 0, $"accepted in {project}, but not there any more:\n{string.Join('\n', gone)}");
    }
}
