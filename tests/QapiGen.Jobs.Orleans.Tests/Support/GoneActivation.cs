using System.Reflection;
using System.Threading.Tasks;
using Orleans.Runtime;

namespace QapiGen.Jobs.Orleans.Tests.Support;

/// <summary>An activation that Orleans has ended; nothing else can be asked of it.</summary>
public class GoneActivation : DispatchProxy
{
    internal static IGrainContext Create() => Create<IGrainContext, GoneActivation>();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name == "get_Deactivated" ? Task.CompletedTask : null;
}
