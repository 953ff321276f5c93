using System;
using System.Collections.Generic;
using System.Reflection;
using Xunit.Sdk;

namespace QapiGen.Runtime.Tests.Faults;

/// <summary>Sites of faults with each style, for clients with and without <c>oob</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CombinedFaultsAttribute(params FaultSite[] sites) : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod)
    {
        foreach (FaultSite site in sites)
        {
            bool givesTasks = site is FaultSite.Transport or FaultSite.Interceptor or FaultSite.Command;
            foreach (FaultStyle style in new[] { FaultStyle.Once, FaultStyle.ForEver, FaultStyle.Late, FaultStyle.Late | FaultStyle.ForEver })
            {
                if (givesTasks || !style.HasFlag(FaultStyle.Late))
                {
                    yield return [site, style, false];
                    yield return [site, style, true];
                }
            }
        }
    }
}
