using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Sdk;

namespace QapiGen.Qemu.Tests.Support;

/// <summary>A test for each guest agent at hand, which is a package of its own; skipped where there is none.</summary>
internal sealed class GuestAgentTheoryAttribute : TheoryAttribute
{
    public GuestAgentTheoryAttribute() => Skip = GuestAgentDataAttribute.AtHand.Any() ? null : "no qemu-ga is at hand: see tests/qemu-releases";
}

/// <summary>Releases, and the paths of their agents.</summary>
internal sealed class GuestAgentDataAttribute : DataAttribute
{
    /// <summary>Beside the emulator, or, as distributions have it, among the system's programs of the same prefix.</summary>
    public static IEnumerable<(string Release, string Path)> AtHand => QemuReleases.AtHand
        .Select(static release => (release, new[] { "qemu-ga", "../sbin/qemu-ga" }.Select(name => QemuReleases.Program(release, name)).FirstOrDefault(File.Exists) ?? string.Empty))
        .Where(static agent => agent.Item2.Length > 0);

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => AtHand.Select(static agent => new object[] { agent.Release, agent.Path });
}
