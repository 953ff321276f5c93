using System.Collections.Generic;
using System.Linq;
using QapiGen.Qemu.Tests.Support;
using QapiGen.TestSupport;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace QapiGen.Qemu.Tests.Releases;

/// <summary>Which releases a test is run with.</summary>
public sealed class QemuReleaseTheoryTests
{
    [Theory]
    [InlineData("99.9", "qemu-system-x86_64", "QEMU 99.9 is not at hand: see tests/qemu-releases")]
    [InlineData("99.9", "qemu-ga", "QEMU 99.9 is not at hand: see tests/qemu-releases")]
    public void Release_that_is_not_at_hand_is_skipped_with_the_reason(string release, string program, string reason)
    {
        IXunitTestCase row = Assert.Single(new Probe().Ask(program, release));

        Assert.Equal(reason, row.SkipReason);
        Assert.Contains(release, row.DisplayName, System.StringComparison.Ordinal);
    }

    [AnyQemuReleaseFact]
    public void Release_that_is_at_hand_is_not_unless_the_program_is_missing()
    {
        string release = QemuReleases.AtHand.First();

        Assert.Null(Assert.Single(new Probe().Ask("qemu-system-x86_64", release)).SkipReason);
        Assert.Equal($"qemu-nothing of QEMU {release} is not at hand: see tests/qemu-releases", Assert.Single(new Probe().Ask("qemu-nothing", release)).SkipReason);
    }

    [Fact]
    public void Three_releases_are_asked_for_wherever_the_tests_run()
    {
        IEnumerable<object[]> rows = new QemuReleaseDataAttribute().GetData(typeof(MachineTests).GetMethods()[0]);

        Assert.Subset(rows.Select(static row => (string)row[0]).ToHashSet(), new HashSet<string> { "7.2", "10.0", "11.1" });
    }

    private sealed class Probe() : QemuReleaseTheoryDiscoverer(new NullMessageSink())
    {
        public IEnumerable<IXunitTestCase> Ask(string program, string release)
        {
            var assembly = new TestAssembly(Reflector.Wrap(typeof(MachineTests).Assembly));
            var type = new TestClass(new TestCollection(assembly, null, "releases"), Reflector.Wrap(typeof(MachineTests)));
            var method = new TestMethod(type, Reflector.Wrap(typeof(MachineTests).GetMethod(nameof(MachineTests.Screen_is_pictured))));
            return CreateTestCasesForDataRow(new Defaults(), method, new Needs(program), [release]);
        }
    }

    private sealed class Defaults : LongLivedMarshalByRefObject, ITestFrameworkDiscoveryOptions
    {
        public TValue GetValue<TValue>(string name) => default!;

        public void SetValue<TValue>(string name, TValue value)
        {
        }
    }

    /// <summary>The attribute of a test that needs a program.</summary>
    private sealed class Needs(string program) : LongLivedMarshalByRefObject, IAttributeInfo
    {
        public IEnumerable<object> GetConstructorArguments() => [];

        public IEnumerable<IAttributeInfo> GetCustomAttributes(string assemblyQualifiedAttributeTypeName) => [];

        public TValue GetNamedArgument<TValue>(string argumentName) => argumentName == nameof(QemuReleaseTheoryAttribute.Program) ? (TValue)(object)program : default!;
    }
}
