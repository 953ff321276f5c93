using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Emit.Tests.Support;
using QapiGen.Qemu.Processes;
using QapiGen.Runtime.Client;
using QapiGen.Runtime.Messages;
using QapiGen.Runtime.Metadata;
using QapiGen.TestSupport;
using Xunit;

namespace QapiGen.Emit.Tests.Live;

/// <summary>The client that is generated from 10.2's whole schema, against older and newer releases.</summary>
public sealed class LiveReleaseTests : IDisposable
{
    private static readonly Lazy<Assembly> Compiled = new(static () => InMemoryCompiler.Compile(
        Generated.Emit(
            Generated.Load(QemuSchemas.PathOf("10.2", "qapi/qapi-schema.json")),
            new GenerationOptions { Namespace = "Test", Role = GenerationRole.Client, MinimumVersion = "7.2", Documentation = false }),
        DriverText()));

    private readonly string _folder = Directory.CreateTempSubdirectory("ql").FullName;

    private static Type Driver => Compiled.Value.GetType("Test.LiveReleaseDriver", throwOnError: true)!;

    private static Type Client => Compiled.Value.GetType("Test.QapiClient", throwOnError: true)!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Each release with each thing that the driver does.</summary>
    public static IEnumerable<object[]> Errands()
    {
        string[] names = [.. DriverText().Split('\n').Where(static line => line.StartsWith("    public async Task ", StringComparison.Ordinal)).Select(static line => line.Trim().Split(' ', '(')[3])];
        Assert.True(names.Length >= 9);
        return QemuReleases.All.SelectMany(release => names.Select(name => new object[] { release, name }));
    }

    [LiveReleaseTheory, MemberData(nameof(Errands))]
    public async Task Typed_client_does(string release, string errand)
    {
        await using QemuProcess vm = await StartAsync(release);
        object driver = Activator.CreateInstance(Driver, vm.Qmp, _folder, Version.Parse(release))!;

        await ((Task)Driver.GetMethod(errand)!.Invoke(driver, null)!).WaitAsync(TimeSpan.FromMinutes(3));
    }

    [LiveReleaseTheory, QemuReleaseData]
    public async Task Every_query_without_arguments_is_understood(string release)
    {
        await using QemuProcess vm = await StartAsync(release);
        object client = Activator.CreateInstance(Client, vm.Qmp, null)!;
        List<string> answered = [];
        List<string> refused = [];
        foreach (MethodInfo query in Client.GetMethods().Where(static method => method.Name.StartsWith("Query", StringComparison.Ordinal)
            && method.GetParameters() is [{ ParameterType: var only }] && only == typeof(CancellationToken)))
        {
            try
            {
                await CallAsync(client, query);
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

    /// <summary>Also those with structs, unions, enums and lists among their arguments: what a release lacks is always the same typed error, and known before.</summary>
    [LiveReleaseTheory, QemuReleaseData]
    public async Task Every_command_that_the_release_lacks_is_the_error_CommandNotFound(string release)
    {
        await using QemuProcess vm = await StartAsync(release);
        object client = Activator.CreateInstance(Client, vm.Qmp, null)!;
        await vm.Qmp.GetSchemaAsync();
        HashSet<string> there = [.. (await vm.Qmp.ExecuteAsync("query-commands")).EnumerateArray().Select(static command => command.GetProperty("name").GetString()!)];
        MethodInfo[] lacking = [.. Client.GetMethods().Where(method => NameOf(method) is { } name && !there.Contains(name))];

        foreach (MethodInfo method in lacking)
        {
            QmpErrorException error = await Assert.ThrowsAsync<QmpErrorException>(() => CallAsync(client, method));
            Assert.Equal(QmpErrorClass.CommandNotFound, error.ErrorClass);
            Assert.Equal(NameOf(method), error.Command);
            Assert.False(vm.Qmp.Supports(new QmpCommandDescriptor(NameOf(method)!)), method.Name);
        }

        // From 8.1, from 10.2, until 10.2.
        Assert.Equal(Version.Parse(release) < new Version(8, 1), lacking.Any(static method => method.Name == "QueryCryptodevAsync"));
        Assert.Equal(Version.Parse(release) < new Version(10, 2), lacking.Any(static method => method.Name == "QomListGetAsync"));
        Assert.Equal(Version.Parse(release) is not { Major: >= 8 and < 11 }, lacking.Any(static method => method.Name == "QueryMigrationthreadsAsync"));
        Assert.Contains(lacking, static method => method.Name == "GetWin32SocketAsync");
    }

    private static string DriverText()
    {
        using var reader = new StreamReader(typeof(LiveReleaseTests).Assembly.GetManifestResourceStream("LiveReleaseDriver.cs")!);
        return reader.ReadToEnd();
    }

    private static Task<QemuProcess> StartAsync(string release) => QemuProcess.StartAsync(new QemuOptions
    {
        Program = QemuReleases.Program(release, "qemu-system-x86_64"),
        Arguments = ["-machine", "pc", "-accel", "tcg", "-m", "32", "-nodefaults", "-display", "none", "-vga", "std", "-device", "qemu-xhci,id=usb", "-device", "usb-kbd", "-device", "usb-tablet",
            "-blockdev", "null-co,node-name=null", "-object", "iothread,id=io"],
        Client = (QmpClientOptions)Driver.GetProperty("Options")!.GetValue(null)!,
        StartTimeout = TimeSpan.FromMinutes(2),
    });

    private static string? NameOf(MethodInfo method) => method.Name.EndsWith("Async", StringComparison.Ordinal)
        ? Client.GetInterfaces().Concat(Compiled.Value.GetTypes().Where(static type => type.IsInterface && type.Name.EndsWith("Commands", StringComparison.Ordinal)))
            .SelectMany(static type => type.GetMethods()).FirstOrDefault(declared => declared.Name == method.Name)?.GetCustomAttribute<QapiNameAttribute>()?.Name
        : null;

    private static Task CallAsync(object client, MethodInfo method)
    {
        object pending = method.Invoke(client, BindingFlags.DoNotWrapExceptions, null, [.. method.GetParameters().Select(static parameter => parameter.HasDefaultValue ? parameter.DefaultValue is null && parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : parameter.DefaultValue : Make(parameter.ParameterType))], null)!;
        return (Task)pending.GetType().GetMethod("AsTask")!.Invoke(pending, null)!;
    }

    /// <summary>Some value of a generated type: of a union its first branch, of a record what is required.</summary>
    private static object Make(Type type)
    {
        if (type == typeof(string))
        {
            return "x";
        }

        if (type == typeof(JsonElement))
        {
            return JsonElement.Parse("{}");
        }

        if (type.IsValueType)
        {
            return Activator.CreateInstance(type)!;
        }

        if (type.IsGenericType)
        {
            return Array.CreateInstance(type.GetGenericArguments()[0], 0);
        }

        Type made = type.IsAbstract ? type.GetNestedTypes().First(nested => nested.IsSubclassOf(type)) : type;
        object value = Activator.CreateInstance(made, nonPublic: true)!;
        foreach (PropertyInfo property in made.GetProperties().Where(static property => property.CustomAttributes.Any(static attribute => attribute.AttributeType.FullName == "System.Runtime.CompilerServices.RequiredMemberAttribute")))
        {
            property.SetValue(value, Make(property.PropertyType));
        }

        return value;
    }
}
