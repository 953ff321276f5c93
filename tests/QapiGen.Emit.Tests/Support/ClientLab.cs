using System;
using System.Reflection;
using System.Threading.Tasks;
using QapiGen.Emit.Planning;
using QapiGen.Emit.Specs;
using QapiGen.Runtime.Client;

namespace QapiGen.Emit.Tests.Support;

/// <summary>A schema, its generated client, and code that uses it, compiled together: each test calls a method of that code.</summary>
/// <param name="schema">The schema; its root is <c>lab.json</c>, its namespace <c>Test</c>.</param>
/// <param name="members">Static methods of the class that uses it; they may take a <see cref="QmpClient"/>.</param>
/// <param name="minimumVersion">The oldest server to work with; empty for none.</param>
internal sealed class ClientLab(string schema, string members, string minimumVersion = "")
{
    private readonly Lazy<Assembly> _compiled = new(() => InMemoryCompiler.Compile(
        Generated.Emit(
            Generated.Parse(schema, "lab.json"),
            new GenerationOptions { Namespace = "Test", Role = GenerationRole.Client, OnlyNeededCodecs = true, MinimumVersion = minimumVersion }),
        $$"""
        #pragma warning disable CS1591, QAPI5001, QAPI5002
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using QapiGen.Runtime.Client;
        using QapiGen.Runtime.Messages;
        using QapiGen.Runtime.Wire;

        namespace Test;

        public static class Application
        {
            {{members}}
        }
        """));

    /// <summary>What was compiled.</summary>
    public Assembly Assembly => _compiled.Value;

    /// <summary>Calls a method that has a result.</summary>
    public Task<T> CallAsync<T>(string method, params object[] arguments) => (Task<T>)Call(method, arguments);

    /// <summary>Calls a method that has none.</summary>
    public Task CallAsync(string method, params object[] arguments) => (Task)Call(method, arguments);

    private object Call(string method, object[] arguments) =>
        Assembly.GetType("Test.Application", throwOnError: true)!.GetMethod(method)!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
