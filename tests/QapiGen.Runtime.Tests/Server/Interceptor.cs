using System;
using System.Threading.Tasks;
using QapiGen.Runtime.Server;

namespace QapiGen.Runtime.Tests.Server;

/// <summary>An interceptor that is a function.</summary>
internal sealed class Interceptor(Func<QmpCall, Func<ValueTask>, ValueTask> invoke) : IQmpInterceptor
{
    public ValueTask InvokeAsync(QmpCall call, Func<ValueTask> next) => invoke(call, next);
}
