using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests;

/// <summary>The client that is generated from 10.2's schema, against older and newer releases.</summary>
public sealed class LiveReleaseTests
{
    private static readonly Lazy<Type> Client = new(() => InMemoryCompiler.Compile(Generated.Emit(
            Generated.Load(QemuSchemas.PathOf("10.2", "qapi/qapi-schema.json")),
            new GenerationOptions { Namespace = "Test", Role = GenerationRole.Client, MinimumVersion = "7.2", Commands = "query-*", Documentation = false }))
        .GetTypes().Single(static type => type.GetMethod("QueryStatusAsync", [typeof(CancellationToken)]) is not null
            && type.GetMethod("QueryBlockAsync", [typeof(CancellationToken)]) is not null
            && type.GetConstructors().Any(static made => made.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(QmpClient))));

    [LiveReleaseTheory, QemuReleaseData]
    public async Task Every_query_without_arguments_is_understood(string release)
    {
        await using QemuProcess vm = await QemuProcess.StartAsync(new QemuOptions
        {
            Program = QemuReleases.Program(release, "qemu-system-x86_64"),
            Arguments = ["-machine", "pc", "-accel", "tcg", "-m", "32", "-nodefaults", "-display", "none", "-vga", "std", "-device", "qemu-xhci", "-device", "usb-kbd", "-blockdev", "null-co,node-name=n", "-object", "iothread,id=io"],
        });
        object client = Activator.CreateInstance(Client.Value, vm.Qmp, null)!;
        List<string> answered = [];
        List<string> refused = [];
        foreach (MethodInfo query in Client.Value.GetMethods().Where(static method => method.Name.StartsWith("Query", StringComparison.Ordinal)
            && method.GetParameters() is [{ ParameterType: var only }] && only == typeof(CancellationToken)))
        {
            try
            {
                object pending = query.Invoke(client, [CancellationToken.None])!;
                await (Task)pending.GetType().GetMethod("AsTask")!.Invoke(pending, null)!;
                answered.Add(query.Name);
            }
            catch (QmpErrorException)
            {
                // What this release or this machine doesn't have: query-sgx, query-sev.
                refused.Add(query.Name);
            }
        }

        Assert.True(answered.Count > 40, $"answered {answered.Count}, refused {string.Join(' ', refused)}");
        Assert.Contains("QueryMigrateParametersAsync", answered);
        Assert.Contains("QueryIothreadsAsync", answered);
    }
}
